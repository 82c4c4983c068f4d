from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sandbox.statistics.estimates import (
    Estimate,
    JackknifeValues,
    RatioCounts,
    SampleSizes,
    independent_difference,
    mean,
    mean_left_out,
    pseudo_values_of,
    ratio,
    ratio_difference,
    ratio_left_out,
    shared_confidence,
    skewed_mean,
    student_quantile,
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
    counts = RatioCounts([3, 5, 9], [10, 10, 11])
    found = ratio_difference(counts, counts)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_what_is_read_off_a_histogram_is_known_to_its_cell_only() -> None:
    parts = np.array([10.0, 10.0, 10.0])
    first = JackknifeValues(10.0, parts, below=1.0, above=2.0)
    second = JackknifeValues(30.0, 3 * parts, below=4.0, above=8.0)
    alone, apart = first.estimate(), (second - first).estimate()
    assert (alone.low, alone.mean, alone.high) == (9.0, 10.0, 12.0)
    # At its lowest the second is 4 lower and the first 2 higher.
    assert (apart.low, apart.mean, apart.high) == (14.0, 20.0, 29.0)


def test_one_replication_gives_no_interval_and_an_empty_line_no_value() -> None:
    assert (ratio([1], [2]).mean, ratio([1], [2]).low) == (0.5, None)
    assert ratio([0, 0], [0, 0]).mean is None
    assert ratio_difference(RatioCounts([1, 2], [2, 3]), RatioCounts([0, 0], [0, 0])).mean is None


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


def test_several_intervals_share_the_error() -> None:
    assert shared_confidence(0.95, 1) == pytest.approx(0.95)
    assert shared_confidence(0.95, 10) == pytest.approx(0.995)


def of_mean(values: list[float]) -> Estimate:
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1)) / len(values) ** 0.5
    half = student_quantile(0.95, len(values) - 1) * error
    return Estimate(mean, mean - half, mean + half)


def test_independent_runs_are_compared_as_welch_does() -> None:
    one, other = [0.2, 0.3, 0.25, 0.31], [0.5, 0.7, 0.4, 0.55, 0.6, 0.9]
    found = independent_difference(
        of_mean(one), of_mean(other), SampleSizes(len(one), len(other)), "x"
    )
    bounds = stats.ttest_ind(other, one, equal_var=False).confidence_interval(0.95)
    assert found.of == "x"
    assert found.mean == pytest.approx(np.mean(other) - np.mean(one), rel=1e-12)
    assert found.low == pytest.approx(bounds.low, rel=1e-9)
    assert found.high == pytest.approx(bounds.high, rel=1e-9)


def test_an_interval_that_was_cut_off_counts_with_its_whole_width() -> None:
    whole = Estimate(0.01, -0.02, 0.04)
    cut = Estimate(0.01, 0.0, 0.04)
    other = Estimate(0.5, 0.4, 0.6)
    assert independent_difference(cut, other, SampleSizes(5, 5)) == independent_difference(
        whole, other, SampleSizes(5, 5)
    )


def test_without_an_interval_there_is_only_a_difference() -> None:
    one, other = Estimate(0.2, None, None), Estimate(0.5, 0.4, 0.6)
    found = independent_difference(one, other, SampleSizes(1, 5))
    assert (found.mean, found.low, found.high) == (0.3, None, None)
    nothing = independent_difference(ratio([], []), other, SampleSizes(1, 5))
    assert (nothing.mean, nothing.low) == (None, None)


def test_two_certain_numbers_have_a_certain_difference() -> None:
    one, other = Estimate(0.25, 0.25, 0.25), Estimate(1.0, 1.0, 1.0)
    found = independent_difference(one, other, SampleSizes(5, 9))
    assert (found.mean, found.low, found.high) == (0.75, 0.75, 0.75)


def test_the_interval_of_a_skewed_mean_reaches_further_on_the_side_of_the_tail() -> None:
    values = np.array([1.0, 2.0, 1.5, 1.2, 30.0, 1.1, 0.7])
    plain, found = mean(values), skewed_mean(values)
    assert found.mean == plain.mean
    assert found.low == plain.low
    assert found.high is not None
    assert plain.high is not None
    assert found.high > plain.high
    # Hall's bound solves T + a T² + a² T³ / 3 + b = -t / √n for the standardised mean T.
    centre, spread = values.mean(), values.std(ddof=1)
    skewness = (((values - centre) / spread) ** 3).sum() * 7 / (6 * 5)
    root = (centre - found.high) / spread
    a, b = skewness / 3, skewness / 42
    reached = root + a * root**2 + a**2 * root**3 / 3 + b
    assert reached == pytest.approx(-student_quantile(0.95, 6) / 7**0.5)
    mirrored = skewed_mean(-values)
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -(found.low or 0.0)))


def test_a_mean_that_is_not_skew_or_does_not_vary_has_students_interval() -> None:
    even = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert skewed_mean(even) == mean(even)
    same = skewed_mean(np.full(6, 7.0))
    assert (same.low, same.mean, same.high) == (7.0, 7.0, 7.0)
    assert skewed_mean(np.array([1.0])).low is None


def test_a_difference_that_is_equal_in_all_replications_is_its_own_interval() -> None:
    # 5 more of 100 each time; the rates themselves vary, and thirds are not exact.
    first, second = [3, 10, 31, 22, 50], [8, 15, 36, 27, 55]
    left = ratio_left_out(second, [99] * 5) - ratio_left_out(first, [99] * 5)
    found = left.estimate()
    assert found.low == found.mean == found.high == pytest.approx(5 / 99)
    other = ratio_left_out([8, 15, 36, 27, 56], [99] * 5) - ratio_left_out(first, [99] * 5)
    assert other.estimate().low != other.estimate().high
    noise = np.array([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3])
    assert mean(noise).half_width == 0.0


def test_pseudo_values_are_the_whole_where_no_part_differs() -> None:
    left = JackknifeValues(0.1, np.full(7, 0.1))
    assert pseudo_values_of(left).tolist() == [0.1] * 7
    left = ratio_left_out([1, 2, 6], [4, 5, 9])
    expected = 3 * 0.5 - 2 * left.parts
    assert pseudo_values_of(left) == pytest.approx(expected)
    assert np.isnan(pseudo_values_of(JackknifeValues(None, np.zeros(3)))).all()
