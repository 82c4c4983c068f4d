"""Many blocks at once: the same words as `streams.block`, drawn ahead in vectorised NumPy.

A scalar block costs the interpreter some microseconds and here some tens of nanoseconds,
so the reference engine asks for a range of shoppers or checkouts before it reaches them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandbox.chance.philox import MASK, philox4x32_array
from sandbox.chance.streams import (
    ENTITY_HIGH_MASK,
    ENTITY_MAX,
    KIND_SHIFT,
    PURPOSE_SHIFT,
    StreamKey,
)
from sandbox.errors import CapacityError


def blocks_ahead(
    key: StreamKey,
    kind: int,
    purpose: int,
    first_entity: int,
    count: int,
    party: int = 0,
) -> NDArray[np.uint32]:
    """Return the blocks of consecutive entities.

    Parameters
    ----------
    key, kind, purpose, party
        As in `streams.block`; attempt and try are 0, as later ones are too rare to draw ahead.
    first_entity
        Number of the first entity.
    count
        How many entities, at least 0.

    Returns
    -------
    NDArray
        Shape (count, 4), C order: row j is the block of entity `first_entity + j`.
        Flattened, the rows of ARRIVAL / GAP are the words of consecutive arrivals.

    Raises
    ------
    CapacityError
        If the range leaves the width of the counter.
    """
    if first_entity < 0 or first_entity + count > ENTITY_MAX:
        raise CapacityError(
            f"entities {first_entity} to {first_entity + count - 1} were asked for, "
            f"must be between 0 and {ENTITY_MAX - 1}",
        )
    entities = np.arange(first_entity, first_entity + count, dtype=np.int64)
    counters = np.empty((4, count), dtype=np.uint32)
    counters[0] = entities & MASK
    counters[1] = ((entities >> 32) & ENTITY_HIGH_MASK) | (
        (kind << KIND_SHIFT) | (purpose << PURPOSE_SHIFT)
    )
    counters[2] = key.replication
    counters[3] = party
    return np.ascontiguousarray(philox4x32_array(counters, key.seed_low, key.seed_high).T)
