"""The tally: sums over checkouts, which add up in any order to the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from sandbox.engines.record import Record, shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sandbox.scenario.tables.world import Settings


@dataclass(frozen=True, slots=True)
class Tally:
    """Tables of one replication, or the sum of several: a monoid under `+`.

    Attributes
    ----------
    tables
        Name → int64 array; the shapes are those of `engines.record.shapes`.
    """

    tables: Mapping[str, NDArray[np.int64]]

    def __add__(self, other: Tally) -> Tally:
        return Tally({name: self.tables[name] + other.tables[name] for name in self.tables})

    def __getitem__(self, name: str) -> NDArray[np.int64]:
        return self.tables[name]

    def checksum(self) -> str:
        """Return a digest of every table: equal for equal work, whatever did the work."""
        digest = sha256()
        for name in sorted(self.tables):
            table = np.ascontiguousarray(self.tables[name], dtype="<i8")
            digest.update(f"{name}{table.shape}".encode())
            digest.update(table.tobytes())
        return digest.hexdigest()


def tally_of(record: Record, settings: Settings) -> Tally:
    """Return the tally of one replication."""
    return Tally(
        {
            name: np.array(getattr(record, name), dtype=np.int64).reshape(shape)
            for name, shape in shapes(settings).items()
        },
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of at least one tally."""
    first, *rest = tallies
    result = first
    for tally in rest:
        result = result + tally
    return result
