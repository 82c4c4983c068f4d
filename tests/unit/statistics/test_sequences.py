from __future__ import annotations

import numpy as np
import pytest

from sandbox.statistics.estimates import RatioCounts, ratio, ratio_difference, student_quantile
from sandbox.statistics.sequences import (
    MIXING,
    SKEW_MAX,
    mixture_sequence,
    mixture_sequences,
    pseudo_values,
)
from tests.oracles.mixture import evidence_against

NUMERATORS = [31, 45, 28, 60, 52, 39]
DENOMINATORS = [50, 61, 40, 75, 80, 55]


def normal(seed: int, *shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(3.0, 2.0, shape)


@pytest.mark.parametrize("count", [8, 20, 100, 400])
@pytest.mark.parametrize("confidence", [0.95, 0.995])
@pytest.mark.parametrize("mixing", [MIXING, 2.0])
def test_the_bounds_are_where_the_mixture_reaches_one_over_the_error(
    count: int, confidence: float, mixing: float
) -> None:
    differences = normal(count, count)
    band = mixture_sequence(differences, confidence, mixing)
    if np.isinf(band.half_width):
        # Not even an infinite t would be evidence enough.
        assert (mixing / (count + mixing)) ** ((1 - count) / 2) * (1 - confidence) <= 1
        return
    for bound in (band.low, band.high):
        evidence = evidence_against(differences, bound, mixing)
        assert evidence * (1 - confidence) == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize(("count", "times"), [(20, 1.79), (100, 1.57), (1_000, 1.69)])
def test_the_price_of_looking_is_as_documented(count: int, times: float) -> None:
    differences = normal(1, count)
    error = differences.std(ddof=1) / count**0.5
    student = student_quantile(0.95, count - 1) * error
    assert mixture_sequence(differences).half_width / student == pytest.approx(times, abs=0.005)


def test_every_prefix_has_the_band_of_its_values_to_the_last_bit() -> None:
    differences = normal(5, 3, 60)
    bands = mixture_sequences(differences, 0.98, 5.0)
    for trial in range(3):
        for count in (1, 2, 20, 33, 60):
            band = mixture_sequence(differences[trial, :count], 0.98, 5.0)
            at = trial, count - 1
            assert band.count == count
            assert (band.mean, band.half_width) == (bands.mean[at], bands.half_width[at])
            assert (band.low, band.high) == (bands.low[at], bands.high[at])
            assert band.is_skewed == bands.is_skewed[at]


def test_too_few_values_bound_nothing() -> None:
    band = mixture_sequence(np.array([4.0]))
    assert (band.mean, band.low, band.high) == (4.0, -np.inf, np.inf)
    assert band.as_json() == {
        "mean": 4.0,
        "low": None,
        "high": None,
        "replications": 1,
        "confidence": 0.95,
        "skewed": False,
    }


@pytest.mark.parametrize("value", [0.0, 0.1, -7.0, 1e12])
def test_values_that_do_not_vary_have_a_half_width_of_exactly_zero(value: float) -> None:
    assert mixture_sequence(np.full(50, value)).half_width == 0


def test_what_rounding_leaves_over_is_no_spread() -> None:
    # A tenth more of everybody in every replication: the differences vary in the last digits only.
    before = np.linspace(0.2, 0.6, 30)
    differences = (before + 0.1) - before
    assert len(set(differences.tolist())) > 1
    assert mixture_sequence(differences).half_width == 0


def test_a_large_mean_costs_no_digits() -> None:
    small = normal(2, 40)
    moved = mixture_sequence(small + 2.0**30)
    assert moved.half_width == pytest.approx(mixture_sequence(small).half_width, rel=1e-6)


def test_a_ratio_without_a_denominator_bounds_nothing() -> None:
    values = np.array([0.5, np.nan, *np.linspace(0, 1, 30)])
    band = mixture_sequence(values)
    assert np.isinf(band.half_width)
    assert band.as_json()["mean"] is None


def test_strong_skew_is_flagged_on_either_side() -> None:
    # One replication in ten is far out: skewness (1 - 2p) / √(p (1 - p)) = 2.67.
    rare = np.tile([0.0] * 9 + [1.0], 5)
    even = np.tile([0.0, 1.0], 25)
    assert SKEW_MAX < 2.67
    assert mixture_sequence(rare).is_skewed
    assert mixture_sequence(-rare).is_skewed
    assert not mixture_sequence(even).is_skewed
    assert not mixture_sequence(np.ones(50)).is_skewed


def test_pseudo_values_have_the_standard_error_of_the_jackknife() -> None:
    values = pseudo_values(NUMERATORS, DENOMINATORS)
    estimate = ratio(NUMERATORS, DENOMINATORS)
    error = values.std(ddof=1) / len(values) ** 0.5
    assert student_quantile(0.95, 5) * error == pytest.approx(estimate.half_width)


def test_pseudo_values_are_n_times_the_whole_less_the_rest_of_it() -> None:
    whole = sum(NUMERATORS) / sum(DENOMINATORS)
    expected = []
    for a, b in zip(NUMERATORS, DENOMINATORS, strict=True):
        rest = (sum(NUMERATORS) - a) / (sum(DENOMINATORS) - b)
        expected.append(6 * whole - 5 * rest)
    assert pseudo_values(NUMERATORS, DENOMINATORS) == pytest.approx(expected)


def test_with_equal_denominators_pseudo_values_are_the_ratios() -> None:
    assert pseudo_values([1, 2, 6], [8, 8, 8]) == pytest.approx([1 / 8, 2 / 8, 6 / 8])


def test_equal_ratios_have_equal_pseudo_values_to_the_last_bit() -> None:
    assert set(pseudo_values([3, 9, 30, 21], [7, 21, 70, 49]).tolist()) == {3 / 7}


def test_differences_of_pseudo_values_have_the_standard_error_of_the_paired_jackknife() -> None:
    first = RatioCounts(NUMERATORS, DENOMINATORS)
    later = [a + k for k, a in enumerate(NUMERATORS)]
    second = RatioCounts(later, [b + 2 for b in DENOMINATORS])
    values = pseudo_values(*second) - pseudo_values(*first)
    error = values.std(ddof=1) / len(values) ** 0.5
    estimate = ratio_difference(first, second)
    assert student_quantile(0.95, 5) * error == pytest.approx(estimate.half_width)
    assert values.mean() == pytest.approx(estimate.mean, abs=error)


def test_the_only_denominator_leaves_no_pseudo_value() -> None:
    assert np.isnan(pseudo_values([0, 3, 0], [0, 5, 0])[1])


def test_trials_are_kept_apart() -> None:
    table = pseudo_values(np.array([NUMERATORS, [1] * 6]), np.array([DENOMINATORS, [2] * 6]))
    assert np.array_equal(table[0], pseudo_values(NUMERATORS, DENOMINATORS))
    assert np.array_equal(table[1], np.full(6, 0.5))
