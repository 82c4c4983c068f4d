from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sandbox.measures.estimates import Estimate, independent_difference, ratio, student_quantile


def of_mean(values: list[float]) -> Estimate:
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1)) / len(values) ** 0.5
    half = student_quantile(0.95, len(values) - 1) * error
    return Estimate(mean, mean - half, mean + half)


def test_independent_runs_are_compared_as_welch_does() -> None:
    one, other = [0.2, 0.3, 0.25, 0.31], [0.5, 0.7, 0.4, 0.55, 0.6, 0.9]
    found = independent_difference(of_mean(one), of_mean(other), (len(one), len(other)), "x")
    bounds = stats.ttest_ind(other, one, equal_var=False).confidence_interval(0.95)
    assert found.of == "x"
    assert found.mean == pytest.approx(np.mean(other) - np.mean(one), rel=1e-12)
    assert found.low == pytest.approx(bounds.low, rel=1e-9)
    assert found.high == pytest.approx(bounds.high, rel=1e-9)


def test_an_interval_that_was_cut_off_counts_with_its_whole_width() -> None:
    whole = Estimate(0.01, -0.02, 0.04)
    cut = Estimate(0.01, 0.0, 0.04)
    other = Estimate(0.5, 0.4, 0.6)
    assert independent_difference(cut, other, (5, 5)) == independent_difference(
        whole, other, (5, 5)
    )


def test_without_an_interval_there_is_only_a_difference() -> None:
    one, other = Estimate(0.2, None, None), Estimate(0.5, 0.4, 0.6)
    found = independent_difference(one, other, (1, 5))
    assert (found.mean, found.low, found.high) == (0.3, None, None)
    nothing = independent_difference(ratio([], []), other, (1, 5))
    assert (nothing.mean, nothing.low) == (None, None)


def test_two_certain_numbers_have_a_certain_difference() -> None:
    one, other = Estimate(0.25, 0.25, 0.25), Estimate(1.0, 1.0, 1.0)
    found = independent_difference(one, other, (5, 9))
    assert (found.mean, found.low, found.high) == (0.75, 0.75, 0.75)
