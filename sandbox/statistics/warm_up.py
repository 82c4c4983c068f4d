"""Where a queue has settled: MSER-5.

The cut is the one after which the mean of the rest is known best, judged by the squared standard
error of batch means of five buckets (White 1997, Simulation 69(6); White, Cobb & Spratt 2000,
Winter Simulation Conference). At most half is cut: near the end the statistic rests on too few
batches. The series is the average over pilot replications that are used for nothing else.

A cut before the half is no proof: MSER finds one in a series that still rises, too. A series counts
as settled only where the pilots show that it is: what the second half of the rest has more than
its first half is, with 95 % confidence, at most a tenth of the level. Where pilots are too few or
the series is too noisy to show it, it is not said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.errors import UsageError
from sandbox.statistics.estimates import mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 5
BATCHES_MIN = 4
DRIFT_MAX = 0.1  # of the level


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Where to cut, and why there.

    Attributes
    ----------
    cut
        Buckets to leave out at the start.
    statistic
        The MSER statistic of leaving out 0, 1, 2 … batches.
    batch
        Buckets per batch.
    is_settled
        Whether the pilots show that the rest has no trend; False where the best cut is the largest
        allowed, because the horizon is then too short.
    """

    cut: int
    statistic: NDArray[np.float64]
    batch: int
    is_settled: bool


def mser(series: NDArray[np.float64], batch: int = BATCH) -> WarmUp:
    """Return the cut that MSER chooses; of equally good ones the earliest.

    Parameters
    ----------
    series
        A metric by bucket, (buckets,) or (pilot replications, buckets), NaN where a pilot has no
        value, but in no bucket of all pilots. An incomplete batch at the end is left out. Of a
        single series the trend is not known, and only the cut is judged.
    batch
        Buckets per batch, at least 1.

    Raises
    ------
    UsageError
        Fewer than four batches.
    """
    averaged = series if series.ndim == 1 else np.nanmean(series, axis=0)
    batches = len(averaged) // batch
    if batches < BATCHES_MIN:
        raise UsageError(
            f"{len(averaged)} buckets are too few to find the warm-up, needs at least"
            f" {BATCHES_MIN * batch}",
            hint="choose shorter buckets, or state the warm-up",
        )
    means = averaged[: batches * batch].reshape(batches, batch).mean(axis=1)
    statistic = np.array([_statistic(means[cut:]) for cut in range(batches // 2 + 1)])
    best = int(statistic.argmin())
    is_settled = best < batches // 2 and (
        series.ndim == 1 or has_no_trend(series[:, best * batch : batches * batch])
    )
    return WarmUp(best * batch, statistic, batch, is_settled)


def has_no_trend(series: NDArray[np.float64]) -> bool:
    """Tell whether pilots show that the second half is on the level of the first.

    Parameters
    ----------
    series
        (pilot replications, buckets), NaN where a pilot has no value.
    """
    half = series.shape[1] // 2
    halves = series[:, :half], series[:, half:]
    if any(np.isnan(each).all(axis=1).any() for each in halves):
        return False
    first, second = (np.nanmean(each, axis=1) for each in halves)
    drift = mean(second - first)
    if drift.low is None or drift.high is None:
        return False
    level = abs(float(np.nanmean(series)))
    return max(-drift.low, drift.high) <= DRIFT_MAX * level


def _statistic(series: NDArray[np.float64]) -> float:
    return float(((series - series.mean()) ** 2).sum()) / len(series) ** 2
