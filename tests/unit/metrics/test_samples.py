from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sandbox.metrics.samples import (
    Concentration,
    Mean,
    Percentile,
    Ratio,
    Sample,
    squared_shares,
)
from sandbox.model.records.record import LATENCY_CELLS, latency_cell
from sandbox.statistics.estimates import mean, student_quantile
from tests.unit.statistics.counted import counted


def histogram(*durations: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    cells = [latency_cell(duration) for duration in durations]
    return np.bincount(cells, minlength=LATENCY_CELLS).astype(np.int64)


def test_a_ratio_pools_its_sums_and_has_no_value_where_nothing_is_below_the_line() -> None:
    sample = Ratio([1, 0, 6], [2, 0, 8])
    assert sample.left_out().whole == 0.7
    assert sample.left_out().parts.tolist() == [0.75, 0.7, 0.5]
    np.testing.assert_array_equal(sample.values(), [0.5, np.nan, 0.75])


def test_a_sum_is_a_mean_per_replication() -> None:
    sample = Mean([1, 2, 6])
    assert sample.left_out().whole == 3.0
    assert sample.left_out().parts.tolist() == [4.0, 3.5, 1.5]
    assert sample.values().tolist() == [1.0, 2.0, 6.0]


def test_a_percentile_is_pooled_before_it_is_read() -> None:
    # Most values lie in the first replication, so the mean of percentiles would be far off.
    sample = Percentile([histogram(*[100] * 98), histogram(200, 200)], Fraction(50))
    assert sample.left_out().whole == 100.0
    assert sample.values().tolist() == [100.0, 200.0]
    assert sample.left_out().parts.tolist() == [200.0, 100.0]


def test_a_constant_is_known_by_its_extremes_and_else_to_within_its_cell() -> None:
    same = counted([1_000_000] * 50)
    low, high = 999_424, 1_003_519  # 2^19 × 61/32 and the microsecond before 2^19 × 61.25/32
    found = Percentile([same.counts] * 3, Fraction(95)).interval()
    assert (found.low, found.high) == (low, high)
    found = Percentile([same.counts] * 3, Fraction(95), extremes=[same.extremes] * 3).interval()
    assert (found.low, found.mean, found.high) == (1_000_000, 1_000_000, 1_000_000)


def test_extremes_of_all_replications_bound_a_cell() -> None:
    each = [counted([1_000_000]), counted([1_000_010]), counted([1_000_030])]
    sample = Percentile(
        [one.counts for one in each], Fraction(50), extremes=[one.extremes for one in each]
    )
    assert sample.left_out().whole == 1_000_015
    assert sample.values().tolist() == [1_000_015] * 3


@pytest.mark.parametrize(
    "sample",
    [
        Ratio([3, 9, 30, 21], [5, 17, 50, 41]),
        Mean([3, 9, 30, 21]),
        Percentile([histogram(*range(k, 80 + 3 * k)) for k in range(4)], Fraction(50)),
        Concentration(np.array([[4, 1], [3, 3], [2, 8], [9, 9]], dtype=np.int64)),
    ],
)
def test_judged_values_have_the_mean_and_the_error_of_the_jackknife(sample: Sample) -> None:
    judged, left = sample.judgement_values(), sample.left_out()
    assert left.whole is not None
    by_jackknife, by_student = left.estimate(), mean(judged)
    bias = 3 * (left.parts.mean() - left.whole)
    assert by_student.mean == pytest.approx(left.whole - bias)
    assert by_student.half_width == pytest.approx(by_jackknife.half_width)


@pytest.mark.parametrize(
    "sample",
    [
        Ratio([3], [4]),
        Mean([3]),
        Percentile([histogram(7)], Fraction(50)),
        Concentration(np.array([[4, 1]], dtype=np.int64)),
    ],
)
def test_one_replication_is_judged_by_its_value(sample: Sample) -> None:
    assert sample.judgement_values().tolist() == sample.values().tolist()
    assert sample.interval().low is None


def test_equal_ratios_are_judged_by_equal_values_to_the_last_bit() -> None:
    assert set(Ratio([3, 9, 30, 21], [7, 21, 70, 49]).judgement_values().tolist()) == {3 / 7}


def test_differences_of_sums_are_exact_however_large_the_sums() -> None:
    large = 2**53
    found = Mean([large + 5, 7, 3]).less(Mean([large + 4, 6, 2])).interval()
    assert (found.low, found.mean, found.high) == (1.0, 1.0, 1.0)


def test_without_values_there_is_no_percentile() -> None:
    sample = Percentile([histogram(), histogram()], Fraction(50))
    assert sample.left_out().estimate().mean is None
    assert np.isnan(sample.values()).all()


def test_concentration_is_one_for_a_monopoly_and_half_for_equals() -> None:
    rows = np.array([[4, 0], [3, 3], [0, 0]], dtype=np.int64)
    np.testing.assert_array_equal(squared_shares(rows), [1.0, 0.5, np.nan])


def test_concentration_is_one_of_the_sums_with_the_jackknife_of_the_sums() -> None:
    counts = np.array([[4, 0], [3, 3], [2, 8]], dtype=np.int64)
    found = Concentration(counts).left_out().estimate()
    # 9 and 11 of 20; without one: 5 and 11 of 16, 6 and 8 of 14, 7 and 3 of 10.
    parts = [(25 + 121) / 256, (36 + 64) / 196, (49 + 9) / 100]
    centre = sum(parts) / 3
    spread = (2 / 3 * sum((part - centre) ** 2 for part in parts)) ** 0.5
    assert found.mean == pytest.approx((81 + 121) / 400)
    assert found.half_width == pytest.approx(student_quantile(0.95, 2) * spread)


def test_nothing_paid_has_no_concentration() -> None:
    sample = Concentration(np.zeros((3, 2), dtype=np.int64))
    assert sample.left_out().estimate().mean is None
