"""What a metric is computed from: counts by replication, and how they are pooled.

Each kind of sample gives one value per replication, and the statistic of all replications with
the statistics that leave one out. A percentile is read off the pooled histogram, so it is known
to within a cell only, and its interval is wider by that cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sandbox.engines.record import latency_bounds
from sandbox.statistics.estimates import LeftOut, mean_left_out, ratio_left_out
from sandbox.statistics.histogram import Bounds, interpolated_us, middle, percentile_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray


class Sample(Protocol):
    """Counts by replication."""

    def values(self) -> NDArray[np.float64]:
        """Return one value per replication, NaN where it is undefined."""
        ...

    def left_out(self) -> LeftOut:
        """Return the statistic of all replications, and of all but one."""
        ...


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of sums: one count above and one below the line per replication."""

    above: Sequence[int]
    below: Sequence[int]

    def values(self) -> NDArray[np.float64]:
        """Return the ratio of each replication."""
        below = np.asarray(self.below, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: NDArray[np.float64] = np.asarray(self.above, dtype=np.float64) / below
        found[below == 0] = np.nan
        return found

    def left_out(self) -> LeftOut:
        """Return the ratio of the sums."""
        return ratio_left_out(self.above, self.below)


@dataclass(frozen=True, slots=True)
class Mean:
    """One sum per replication."""

    sums: Sequence[int]

    def values(self) -> NDArray[np.float64]:
        """Return the sums."""
        return np.asarray(self.sums, dtype=np.float64)

    def left_out(self) -> LeftOut:
        """Return their mean."""
        return mean_left_out(self.sums)


@dataclass(frozen=True, slots=True)
class Percentile:
    """A histogram per replication, of which one percentile is asked.

    Attributes
    ----------
    counts
        One histogram per replication.
    percent
        Above 0, below 100.
    bounds
        Cell → its durations [low, high), µs.
    """

    counts: Sequence[NDArray[np.int64]]
    percent: Fraction
    bounds: Bounds = latency_bounds

    def values(self) -> NDArray[np.float64]:
        """Return the percentile of each replication, spread evenly over its cell."""
        return np.array([self._inside(counts) for counts in self.counts], dtype=np.float64)

    def left_out(self) -> LeftOut:
        """Return the percentile of the pooled histogram."""
        pooled = np.sum(self.counts, axis=0)
        parts = np.array([self._inside(pooled - counts) for counts in self.counts])
        cell = percentile_us(pooled, self.percent, self.bounds)
        whole = middle(cell)
        if cell is None or whole is None:
            return LeftOut(None, parts)
        return LeftOut(float(whole), parts, float(whole - cell[0]), float(cell[1] - 1 - whole))

    def _inside(self, counts: NDArray[np.int64]) -> float:
        return interpolated_us(counts, self.percent, self.bounds)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Counts by member and replication, of which the sum of squared shares is asked (HHI)."""

    counts: NDArray[np.int64]  # shape (replications, members)

    def values(self) -> NDArray[np.float64]:
        """Return the concentration of each replication."""
        return squared_shares(self.counts)

    def left_out(self) -> LeftOut:
        """Return the concentration of the sums."""
        pooled = self.counts.sum(axis=0, keepdims=True)
        whole = float(squared_shares(pooled)[0])
        parts = squared_shares(pooled - self.counts)
        return LeftOut(whole if np.isfinite(whole) else None, parts)


def squared_shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of squared shares of each row, NaN for a row of zeros."""
    rows = counts.astype(np.float64)
    whole = rows.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = ((rows / whole[:, None]) ** 2).sum(axis=1)
    found[whole == 0] = np.nan
    return found
