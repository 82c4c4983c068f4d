from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sandbox.measures.estimates import mean, mean_difference, shared_confidence


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
