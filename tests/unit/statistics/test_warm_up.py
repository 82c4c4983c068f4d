from __future__ import annotations

import numpy as np
import pytest

from sandbox.errors import UsageError
from sandbox.statistics.warm_up import mser


def naive_statistic(series: list[float], batch: int) -> list[float]:
    batches = len(series) // batch
    means = [sum(series[k * batch : (k + 1) * batch]) / batch for k in range(batches)]
    found = []
    for cut in range(batches // 2 + 1):
        kept = means[cut:]
        centre = sum(kept) / len(kept)
        found.append(sum((value - centre) ** 2 for value in kept) / len(kept) ** 2)
    return found


def test_the_statistic_is_the_squared_error_of_the_rest() -> None:
    series = np.random.default_rng(2).normal(size=63)
    assert mser(series).statistic == pytest.approx(naive_statistic(series.tolist(), 5))


def test_a_step_is_cut_where_it_ends() -> None:
    series = np.array([0.0] * 15 + [10.0, 11.0, 9.0, 10.0, 10.0] * 9)
    found = mser(series)
    assert (found.cut, found.batch, found.is_settled) == (15, 5, True)


def test_a_series_without_a_warm_up_is_kept_whole() -> None:
    found = mser(np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 12))
    assert (found.cut, found.is_settled) == (0, True)


def test_at_most_half_is_cut_and_a_series_that_still_rises_is_said_to() -> None:
    found = mser(np.arange(100.0))
    assert (found.cut, found.is_settled) == (50, False)
    assert len(found.statistic) == 11


def test_pilot_replications_are_averaged() -> None:
    pilots = np.random.default_rng(3).normal(size=(6, 80)) + np.exp(-np.arange(80) / 6)
    assert mser(pilots).cut == mser(pilots.mean(axis=0)).cut


def test_the_batch_may_be_one_bucket() -> None:
    found = mser(np.array([0.0, 9.0, 9.0, 9.0, 9.0, 9.0]), batch=1)
    assert (found.cut, found.batch) == (1, 1)


def test_too_few_buckets_are_refused() -> None:
    with pytest.raises(UsageError) as refused:
        mser(np.arange(19.0))
    assert str(refused.value) == ("19 buckets are too few to find the warm-up, needs at least 20")
    assert refused.value.hint == "choose shorter buckets, or state the warm-up"
