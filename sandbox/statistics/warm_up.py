"""Where a queue has settled: MSER-5.

The cut is the one after which the mean of the rest is known best, judged by the squared standard
error of batch means of five buckets (White 1997, Simulation 69(6); White, Cobb & Spratt 2000,
Winter Simulation Conference). At most half is cut: near the end the statistic rests on too few
batches. The series is the average over pilot replications that are used for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 5
BATCHES_MIN = 4


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
        False where the best cut is the largest allowed: the horizon is then too short.
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
        A metric by bucket, (buckets,) or (pilot replications, buckets). An incomplete batch at
        the end is left out.
    batch
        Buckets per batch, at least 1.

    Raises
    ------
    UsageError
        Fewer than four batches.
    """
    averaged = series if series.ndim == 1 else series.mean(axis=0)
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
    return WarmUp(best * batch, statistic, batch, is_settled=best < batches // 2)


def _statistic(kept: NDArray[np.float64]) -> float:
    return float(((kept - kept.mean()) ** 2).sum()) / len(kept) ** 2
