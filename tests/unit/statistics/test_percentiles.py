from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.model.records.record import latency_bounds, latency_cell
from sandbox.statistics.estimates import student_quantile
from sandbox.statistics.histogram import PooledHistogram, pool
from sandbox.statistics.percentiles import percentile_interval, percentile_left_out
from tests.unit.statistics.counted import counted

PERCENTS = st.fractions(min_value=Fraction(1, 10), max_value=Fraction(999, 10))
REPLICATIONS = st.lists(st.lists(st.integers(0, 10**6), max_size=40), min_size=2, max_size=8)


def pooled_of(*replications: list[int]) -> PooledHistogram:
    each = [counted(durations) for durations in replications]
    extremes = np.max([one.extremes for one in each], axis=0)
    return pool([one.counts for one in each], latency_bounds, extremes)


@given(REPLICATIONS, PERCENTS)
def test_an_estimate_never_lies_outside_its_interval(
    replications: list[list[int]], percent: Fraction
) -> None:
    found = percentile_interval(pooled_of(*replications), percent)
    if found.mean is None:
        assert not any(replications)
        return
    assert found.low is not None
    assert found.low <= found.mean
    assert found.high is None or found.mean <= found.high


@pytest.mark.parametrize("percent", [50, 95, 99, Fraction(999, 10)])
def test_a_constant_is_its_own_interval(percent: int | Fraction) -> None:
    found = percentile_interval(pooled_of(*[[200_000] * 50] * 5), percent)
    assert (found.low, found.mean, found.high) == (200_000, 200_000, 200_000)


def test_the_bounds_are_the_percentiles_of_shares_that_the_replications_allow() -> None:
    # Durations below 256 µs have cells of their own: 0, 1, 2 … 99 µs in equal parts, but the
    # second replication holds 20 more of the small ones.
    even = list(range(100))
    pooled = pooled_of(even, even + list(range(20)), even)
    found = percentile_interval(pooled, 50)
    # Of 320 values the 160th is asked: 20 × 4 below 20, then 3 each up to 46 (80 + 27 × 3 = 161),
    # of which a third of the last cell less than all: inside 2 of 3.
    assert found.mean == 46
    inside = (160 - (80 + 26 * 3)) / 3
    below = np.array([46 + inside, 66 + inside, 46 + inside])
    excess = below - 0.5 * np.array([100, 120, 100])
    error = (3 / 2 * (excess**2).sum()) ** 0.5 * student_quantile(0.95, 2)
    values = sorted([*even, *even, *even, *range(20)])
    low, high = (values[int(np.ceil(160 + sign * error)) - 1] for sign in (-1, 1))
    assert (found.low, found.high) == (low, high)


def test_where_the_values_do_not_reach_there_is_no_upper_bound() -> None:
    pooled = pooled_of([1] * 90 + [7] * 10, [1] * 99 + [9], [1] * 100)
    found = percentile_interval(pooled, 95)
    assert (found.low, found.mean, found.high) == (1, 1, None)
    assert found.half_width is None


def test_where_they_do_not_reach_down_nothing_is_the_lower_bound() -> None:
    found = percentile_interval(pooled_of([5] * 10, [50] * 10), 50)
    assert (found.low, found.high) == (0.0, None)


def test_a_bound_inside_a_clump_goes_to_its_edge() -> None:
    start, end = latency_bounds(latency_cell(1_000_000))
    clump = [start + 3] * 10 + [end - 5] * 10
    found = percentile_interval(pooled_of(clump, clump, clump), 50)
    assert (found.low, found.high) == (start + 3, end - 5)
    left = percentile_left_out(pooled_of(clump, clump, clump), 50)
    assert left.whole is not None
    assert (left.whole - left.below, left.whole + left.above) == (start + 3, end - 5)


def test_one_replication_has_no_interval_and_none_has_no_value() -> None:
    found = percentile_interval(pooled_of([3, 4, 5]), 50)
    assert (found.mean, found.low, found.high) == (4.0, None, None)
    assert percentile_interval(pooled_of([], []), 50).mean is None
    assert percentile_left_out(pooled_of([], []), 50).whole is None


def test_leaving_one_out_leaves_its_counts_out() -> None:
    left = percentile_left_out(pooled_of([100] * 98, [200, 200], [150]), 50)
    assert left.whole == 100
    assert left.parts.tolist() == [200, 100, 100]
