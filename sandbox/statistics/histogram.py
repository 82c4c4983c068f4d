"""What counted durations tell: where a rank lies in the histograms of some replications together.

Inside a cell values are taken to lie evenly between the least and the largest that the cell has
seen, which the record keeps: so a constant is what it is, to the microsecond, and no value is told
that lies outside what was seen. A cell that holds much more than both of its neighbours is a
clump: nobody knows where in it the values lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sandbox.model.records.record import (
    ABOVE_START,
    BELOW_END,
    COARSE,
    LATENCY_CELLS,
    latency_bounds,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

PERCENTILES = (50, 95, 99)
CLUMP = 2.0  # times as dense as the denser neighbour
Bounds = Callable[[int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Rank:
    """Where the value of a rank lies.

    Attributes
    ----------
    cell
        Index of the cell.
    inside
        Share of the cell's values that lie below, above 0, at most 1.
    """

    cell: int
    inside: float


@dataclass(frozen=True, slots=True)
class PooledHistogram:
    """Histograms of some replications over the same cells, in ascending order.

    Attributes
    ----------
    counts
        (replications, cells).
    least, largest
        Of each cell, the range of the values in it, µs; equal where it holds one value.
    widths
        Of each cell, as wide as it could be, µs.
    """

    counts: NDArray[np.int64]
    least: NDArray[np.float64]
    largest: NDArray[np.float64]
    widths: NDArray[np.float64]

    @property
    def together(self) -> NDArray[np.int64]:
        """The histogram of all replications."""
        found: NDArray[np.int64] = self.counts.sum(axis=0)
        return found

    def percentiles(self, rows: NDArray[np.int64], percent: int | Fraction) -> NDArray[np.float64]:
        """Return the percentile of each row of counts over these cells, NaN without values."""
        totals = rows.sum(axis=1)
        found = np.full(len(rows), np.nan)
        for row in np.flatnonzero(totals):
            found[row] = self.value(rank_of(rows[row], rank(int(totals[row]), percent)))
        return found

    def value(self, at: Rank) -> float:
        """Return the duration at a rank, µs."""
        least, largest = float(self.least[at.cell]), float(self.largest[at.cell])
        return least + (largest - least) * at.inside

    def certain_bounds(self, at: Rank) -> tuple[float, float]:
        """Return between what the duration at a rank lies for certain, µs."""
        if self.is_clump(at.cell):
            return float(self.least[at.cell]), float(self.largest[at.cell])
        return self.value(at), self.value(at)

    def is_clump(self, cell: int) -> bool:
        """Tell whether a cell is much denser than both of its neighbours."""
        first, stop = max(0, cell - 1), cell + 2
        dense = self.together[first:stop] / self.widths[first:stop]
        here = cell - first
        return bool(dense[here] > CLUMP * np.delete(dense, here).max(initial=0.0))


def rank(total: int, percent: int | Fraction) -> float:
    """Return how many of so many values lie at or below a percentile; it may be a fraction."""
    return float(total * percent / 100)


def rank_of(counts: NDArray[np.int64], at: float) -> Rank:
    """Return where the value of a rank lies.

    Parameters
    ----------
    counts
        By cell, not all zero.
    at
        Above 0, at most the number of values.
    """
    below = np.cumsum(counts)
    cell = int(np.searchsorted(below, at))
    return Rank(cell, (at - int(below[cell] - counts[cell])) / int(counts[cell]))


def pool(
    histograms: Sequence[NDArray[np.int64]],
    bounds: Bounds = latency_bounds,
    extremes: NDArray[np.int64] | None = None,
) -> PooledHistogram:
    """Return histograms over the cells that hold something, and the neighbours of these.

    Parameters
    ----------
    histograms
        Counts by cell, one for each replication.
    bounds
        Cell → its durations [low, high), µs.
    extremes
        The table of extremes that belongs to the histograms (or, to coarse ones, that of the fine
        histogram of the same durations, and perhaps of more), of all replications together.
        Without it values may lie anywhere in their cells.
    """
    counts = np.asarray(histograms)
    held = np.flatnonzero(counts.any(axis=0))
    beside = np.concatenate([held - 1, held, held + 1])
    cells = np.unique(np.clip(beside, 0, counts.shape[1] - 1))
    ends = np.array([bounds(int(cell)) for cell in cells], dtype=np.float64).reshape(-1, 2)
    least, largest = ends[:, 0], ends[:, 1] - 1
    if extremes is not None:
        seen = extremes_us(extremes, len(extremes) // counts.shape[1])[:, cells]
        least, largest = np.fmax(least, seen[0]), np.fmin(largest, seen[1])
    return PooledHistogram(counts[:, cells], least, largest, ends[:, 1] - ends[:, 0])


def extremes_us(extremes: NDArray[np.int64], together: int = 1) -> NDArray[np.float64]:
    """Return the least and the largest duration of each cell, µs, as two rows; NaN for none.

    Parameters
    ----------
    extremes
        (fine cells, 2) as in a record.
    together
        Fine cells in a cell that is asked for.
    """
    starts, ends = _edges()
    below, above = extremes[:, BELOW_END], extremes[:, ABOVE_START]
    least = np.where(below > 0, ends - below, np.nan).reshape(-1, together)
    largest = np.where(above > 0, starts + above - 1, np.nan).reshape(-1, together)
    return np.stack([np.fmin.reduce(least, axis=1), np.fmax.reduce(largest, axis=1)])


def percentiles(
    counts: NDArray[np.int64],
    extremes: NDArray[np.int64] | None = None,
    bounds: Bounds = latency_bounds,
    percents: Sequence[int] = PERCENTILES,
) -> dict[str, int | None]:
    """Return percentiles in µs, rounded, None without values; and the number of values.

    Parameters
    ----------
    counts
        One histogram, of all replications together.
    extremes, bounds
        As for `pool`.
    percents
        Percents.
    """
    pooled = pool([counts], bounds, extremes)
    values = [(percent, *pooled.percentiles(pooled.counts, percent)) for percent in percents]
    found = {f"p{percent}": None if np.isnan(us) else round(us) for percent, us in values}
    return {**found, "count": int(counts.sum())}


def coarse_bounds(cell: int) -> tuple[int, int]:
    """Return the durations of a coarse histogram cell, [low, high), microseconds."""
    low, _ = latency_bounds(cell * COARSE)
    _, high = latency_bounds(cell * COARSE + COARSE - 1)
    return low, high


@cache
def _edges() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each fine cell starts and ends, µs."""
    edges = np.array([latency_bounds(cell) for cell in range(LATENCY_CELLS)], dtype=np.float64)
    return edges[:, 0], edges[:, 1]
