"""When checkouts arrive: Poisson with changing intensity, an exact number, or like clockwork.

Gaps of a Poisson process with intensity 1 are drawn per arrival and mapped through the inverse
of the cumulated intensity. For an exact number N, the first N partial sums of N + 1 gaps, divided
by the last, are the order statistics of N independent arrivals (Devroye 1986, V.2, theorem 2.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.chance.ahead import blocks_ahead
from sandbox.chance.laws import GAP_MEAN, gaps_ahead
from sandbox.vocabulary import EntityKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sandbox.chance.quantile_tables import QuantileTable
    from sandbox.chance.streams import StreamKey
    from sandbox.model.tables.traffic_tables import ArrivalTable

CHUNK = 1 << 14  # a multiple of the four gaps in a block


def _gaps(key: StreamKey, tables: QuantileTable, first: int, count: int) -> NDArray[np.int64]:
    words = blocks_ahead(key, int(EntityKind.ARRIVAL), int(Purpose.GAP), first // 4, -(-count // 4))
    return gaps_ahead(words.reshape(-1)[:count], tables)


def _unit(table: ArrivalTable, key: StreamKey, tables: QuantileTable) -> float:
    """Return expected arrivals per unit of the sum of gaps."""
    if table.exact < 0:
        return 1.0 / GAP_MEAN
    total = 0
    for first in range(0, table.exact + 1, CHUNK):
        total += int(_gaps(key, tables, first, min(CHUNK, table.exact + 1 - first)).sum())
    return table.cell_mass[-1] / float(max(1, total))


def _mapped(table: ArrivalTable, masses: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the moments (µs) at which the cumulated intensity reaches the masses."""
    cumulated = np.asarray(table.cell_mass)
    edges = np.asarray(table.cell_us, dtype=np.int64)
    cell = np.searchsorted(cumulated, masses, side="right") - 1
    cell = np.minimum(cell, len(cumulated) - 2)
    height = cumulated[cell + 1] - cumulated[cell]
    width = edges[cell + 1] - edges[cell]
    inside = (masses - cumulated[cell]) * width / np.where(height > 0, height, 1.0)
    moments = edges[cell] + inside.astype(np.int64)
    held: NDArray[np.int64] = np.minimum(moments, edges[cell + 1] - 1)
    return held


def arrivals_in_chunks(
    table: ArrivalTable,
    key: StreamKey,
    tables: QuantileTable,
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield (number of the first arrival, moments in µs) of consecutive arrivals.

    The same arrivals, whatever the regime: thinning by traffic rules comes later.
    """
    if table.every_us:
        for first in range(0, table.exact, CHUNK):
            numbers = np.arange(first, min(first + CHUNK, table.exact), dtype=np.int64)
            moments = numbers * table.every_us
            yield first, moments[moments < table.cell_us[-1]]
        return
    unit = _unit(table, key, tables)
    reached = 0
    first = 0
    while table.exact < 0 or first < table.exact:
        size = CHUNK if table.exact < 0 else min(CHUNK, table.exact - first)
        sums = reached + np.cumsum(_gaps(key, tables, first, size))
        masses = sums.astype(np.float64) * unit
        inside = masses < table.cell_mass[-1] if table.exact < 0 else slice(None)
        moments = _mapped(table, masses[inside])
        yield first, moments
        if table.exact < 0 and len(moments) < size:
            return
        reached = int(sums[-1])
        first += size
