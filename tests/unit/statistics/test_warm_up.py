from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.errors import UsageError
from sandbox.statistics.warm_up import has_no_trend, mser


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


def pilots_on(level: NDArray[np.float64], noise: float, seed: int = 5) -> NDArray[np.float64]:
    return level + noise * np.random.default_rng(seed).normal(size=(10, len(level)))


def test_a_series_is_settled_only_where_pilots_show_that_its_rest_has_no_trend() -> None:
    flat, rising = np.full(100, 8.0), 8.0 + 4.0 * np.arange(100) / 100
    assert has_no_trend(pilots_on(flat, 0.5))
    assert not has_no_trend(pilots_on(rising, 0.5))
    # As flat as the first, but too noisy to show it: the error of the drift is a tenth of it.
    assert not has_no_trend(pilots_on(flat, 16.0))


def test_a_cut_before_half_does_not_settle_a_series_that_still_rises() -> None:
    # A step is cut, and what remains rises late by a quarter of its level.
    level = np.concatenate([np.zeros(20), np.full(60, 8.0), np.full(20, 10.0)])
    found = mser(pilots_on(level, 0.1))
    assert found.cut == 20
    assert not found.is_settled
    settled = mser(pilots_on(np.concatenate([np.zeros(20), np.full(80, 8.0)]), 0.1))
    assert settled.is_settled
    assert 20 <= settled.cut <= 25


def test_nothing_at_all_is_settled_and_gaps_of_single_pilots_are_left_out() -> None:
    assert mser(np.zeros((10, 60))).is_settled
    gaps = pilots_on(np.full(60, 8.0), 0.1)
    gaps[3, 7] = np.nan
    assert mser(gaps).is_settled
    gaps[3, :] = np.nan
    assert not has_no_trend(gaps)
