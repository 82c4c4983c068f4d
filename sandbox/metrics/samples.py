"""What a metric is computed from: counts by replication, and how they are pooled.

Each kind of sample gives one value per replication, the statistic of all replications with its
interval and with the statistics that leave one out, and one value per replication to judge it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sandbox.model.records.record import latency_bounds
from sandbox.statistics.estimates import (
    CONFIDENCE,
    Estimate,
    JackknifeValues,
    mean_left_out,
    pseudo_values_of,
    ratio_left_out,
)
from sandbox.statistics.histogram import Bounds, PooledHistogram, pool
from sandbox.statistics.percentiles import percentile_interval, percentile_left_out
from sandbox.statistics.sequences import pseudo_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray


class Sample(Protocol):
    """Counts by replication."""

    def values(self) -> NDArray[np.float64]:
        """Return one value per replication, NaN where it is undefined."""
        ...

    def left_out(self) -> JackknifeValues:
        """Return the statistic of all replications, and of all but one."""
        ...

    def interval(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return the statistic of all replications with its interval."""
        ...

    def judgement_values(self) -> NDArray[np.float64]:
        """Return one value per replication whose mean stands for the statistic of all.

        The mean is the statistic less a bias of order 1 / replications, and its standard error is
        that of the statistic, so that whatever judges a mean over replications judges any sample.
        Of one replication it is its value.
        """
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

    def left_out(self) -> JackknifeValues:
        """Return the ratio of the sums."""
        return ratio_left_out(self.above, self.below)

    def interval(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return the ratio of the sums with its jackknife interval."""
        return self.left_out().estimate("", confidence)

    def judgement_values(self) -> NDArray[np.float64]:
        """Return the pseudo-values; equal ratios have equal ones, to the last bit."""
        return self.values() if len(self.below) < 2 else pseudo_values(self.above, self.below)


@dataclass(frozen=True, slots=True)
class Mean:
    """One sum per replication."""

    sums: Sequence[int]

    def values(self) -> NDArray[np.float64]:
        """Return the sums."""
        return np.asarray(self.sums, dtype=np.float64)

    def left_out(self) -> JackknifeValues:
        """Return their mean."""
        return mean_left_out(self.sums)

    def interval(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return their mean with Student's interval."""
        return self.left_out().estimate("", confidence)

    def judgement_values(self) -> NDArray[np.float64]:
        """Return the sums."""
        return self.values()

    def less(self, other: Mean) -> Mean:
        """Return the differences, replication by replication."""
        return Mean([here - there for here, there in zip(self.sums, other.sums, strict=True)])


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
    extremes
        Of the durations, one table per replication; without them nothing is known inside a cell.
    """

    counts: Sequence[NDArray[np.int64]]
    percent: Fraction
    bounds: Bounds = latency_bounds
    extremes: Sequence[NDArray[np.int64]] = ()

    def values(self) -> NDArray[np.float64]:
        """Return the percentile of each replication."""
        pooled = self._pooled()
        return pooled.percentiles(pooled.counts, self.percent)

    def left_out(self) -> JackknifeValues:
        """Return the percentile of the pooled histogram."""
        return percentile_left_out(self._pooled(), self.percent)

    def interval(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return the percentile of the pooled histogram; its interval may have no upper end."""
        return percentile_interval(self._pooled(), self.percent, confidence)

    def judgement_values(self) -> NDArray[np.float64]:
        """Return the pseudo-values of the pooled percentile."""
        return self.values() if len(self.counts) < 2 else pseudo_values_of(self.left_out())

    def _pooled(self) -> PooledHistogram:
        extremes = np.max(self.extremes, axis=0) if len(self.extremes) else None
        return pool(self.counts, self.bounds, extremes)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Counts by member and replication, of which the sum of squared shares is asked (HHI)."""

    counts: NDArray[np.int64]  # shape (replications, members)

    def values(self) -> NDArray[np.float64]:
        """Return the concentration of each replication."""
        return squared_shares(self.counts)

    def left_out(self) -> JackknifeValues:
        """Return the concentration of the sums."""
        pooled = self.counts.sum(axis=0, keepdims=True)
        whole = float(squared_shares(pooled)[0])
        parts = squared_shares(pooled - self.counts)
        return JackknifeValues(whole if np.isfinite(whole) else None, parts)

    def interval(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return the concentration of the sums with its jackknife interval."""
        return self.left_out().estimate("", confidence)

    def judgement_values(self) -> NDArray[np.float64]:
        """Return the pseudo-values of the concentration of the sums."""
        return self.values() if len(self.counts) < 2 else pseudo_values_of(self.left_out())


def squared_shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of squared shares of each row, NaN for a row of zeros."""
    rows = counts.astype(np.float64)
    whole = rows.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = ((rows / whole[:, None]) ** 2).sum(axis=1)
    found[whole == 0] = np.nan
    return found
