from __future__ import annotations

import numpy as np

from sandbox.reports.by_time import BARS, BARS_ALONE, by_time, course
from sandbox.vocabulary import Outcome


def test_a_course_is_paid_of_purchases_bucket_by_bucket() -> None:
    arrivals = np.zeros((3, len(Outcome)), dtype=np.int64)
    services = np.zeros_like(arrivals)
    arrivals[0, [Outcome.PAID, Outcome.CANCELLED]] = 3, 1
    arrivals[1, [Outcome.PAID, Outcome.OPENED]] = 1, 5
    services[1, Outcome.OPENED] = 5
    assert course(arrivals, services) == [0.75, 1.0, None]


def test_regimes_share_one_scale_and_say_their_ends() -> None:
    ((label, text),) = by_time({"A": [0.1, 0.2, 0.1], "B": [0.9, 0.9, 0.9]})
    assert label == "by time"
    assert text == "success A ▁▂▁ 10.0 to 20.0 %, B ███ 90.0 %"


def test_one_regime_has_more_room_and_no_letter() -> None:
    ((_, alone),) = by_time({"A": [k / 100 for k in range(100)]})
    assert len(alone.split()[1]) == BARS_ALONE
    ((_, both),) = by_time({k: [n / 100 for n in range(100)] for k in "AB"})
    assert len(both.split()[2]) == BARS


def test_of_many_regimes_the_first_two_and_the_last_are_shown() -> None:
    ((_, text),) = by_time({mark: [0.1, 0.2, 0.3] for mark in "ABCDE"})
    assert [word for word in text.split() if word in "ABCDE"] == ["A", "B", "E"]


def test_a_few_buckets_are_no_course() -> None:
    assert list(by_time({"A": [0.1, 0.2]})) == []
    assert list(by_time({"A": [0.1, 0.2, 0.3], "B": [None, None, 0.3]})) == []
    assert list(by_time({})) == []
