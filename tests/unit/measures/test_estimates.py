from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sandbox.measures.estimates import (
    LeftOut,
    mean,
    mean_difference,
    mean_left_out,
    ratio,
    ratio_difference,
    shared_confidence,
)

COUNTS = st.lists(st.integers(1, 10**6), min_size=2, max_size=30)


@given(COUNTS)
def test_the_jackknife_of_a_mean_is_the_interval_of_student(counts: list[int]) -> None:
    found = mean_left_out(counts).estimate()
    half = stats.t.ppf(0.975, len(counts) - 1) * stats.sem(counts)
    assert found.mean == pytest.approx(np.mean(counts))
    assert found.half_width == pytest.approx(half, rel=1e-6, abs=1e-6)


@given(COUNTS, st.data())
def test_a_share_keeps_its_interval_between_none_and_all(
    wholes: list[int], data: st.DataObject
) -> None:
    parts = [data.draw(st.integers(0, whole)) for whole in wholes]
    found = ratio(parts, wholes)
    assert found.mean == sum(parts) / sum(wholes)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.mean <= found.high <= 1


def test_a_difference_with_itself_is_nothing_without_doubt() -> None:
    counts = ([3, 5, 9], [10, 10, 11])
    found = ratio_difference(counts, counts)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_what_is_read_off_a_histogram_is_known_to_its_cell_only() -> None:
    parts = np.array([10.0, 10.0, 10.0])
    first = LeftOut(10.0, parts, below=1.0, above=2.0)
    second = LeftOut(30.0, 3 * parts, below=4.0, above=8.0)
    alone, apart = first.estimate(), (second - first).estimate()
    assert (alone.low, alone.mean, alone.high) == (9.0, 10.0, 12.0)
    # At its lowest the second is 4 lower and the first 2 higher.
    assert (apart.low, apart.mean, apart.high) == (14.0, 20.0, 29.0)


def test_one_replication_gives_no_interval_and_an_empty_line_no_value() -> None:
    assert (ratio([1], [2]).mean, ratio([1], [2]).low) == (0.5, None)
    assert ratio([0, 0], [0, 0]).mean is None
    assert ratio_difference(([1, 2], [2, 3]), ([0, 0], [0, 0])).mean is None


def test_a_value_that_hangs_on_one_replication_has_no_interval() -> None:
    found = ratio([3, 0], [7, 0])
    assert (found.mean, found.low, found.high) == (3 / 7, None, None)


def test_a_mean_has_the_interval_of_the_t_test() -> None:
    values = [3.0, 5.0, 4.0, 9.0, 1.0]
    found = mean(values, "checkouts", 0.9)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert found.mean == 4.4
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert (found.of, found.confidence) == ("checkouts", 0.9)


def test_one_replication_has_a_mean_and_no_interval() -> None:
    found = mean([7.0])
    assert (found.mean, found.low, found.high, found.half_width) == (7.0, None, None, None)


def test_a_mean_of_what_is_not_there_is_none() -> None:
    found = mean(np.array([1.0, np.nan]))
    assert (found.mean, found.low) == (None, None)


def test_a_difference_is_the_mean_of_differences() -> None:
    assert mean_difference([1, 5, 2], [4, 6, 9]) == mean([3.0, 1.0, 7.0])


def test_several_intervals_share_the_error() -> None:
    assert shared_confidence(0.95, 1) == pytest.approx(0.95)
    assert shared_confidence(0.95, 10) == pytest.approx(0.995)
