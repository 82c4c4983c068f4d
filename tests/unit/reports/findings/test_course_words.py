from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.reports.findings.course_words import BARS, BARS_ALONE, courses_words
from sandbox.reports.findings.view import View


def told(*courses: Sequence[float | None]) -> str:
    """Return the fact for regimes with these successes by bucket."""
    cases: list[dict[str, Any]] = [
        {
            "success_rate": {"mean": 0.5, "low": 0.4, "high": 0.6},
            "time": {"buckets": [{"success_rate": rate} for rate in course]},
        }
        for course in courses
    ]
    return courses_words(View({"metrics": {}, "points": [{"cases": cases, "contrasts": []}]}))


def test_regimes_share_one_scale_and_say_their_ends() -> None:
    assert told([0.1, 0.2, 0.1], [0.9, 0.9, 0.9]) == "A ▁▂▁ 10.0 to 20.0 %, B ███ 90.0 %"


def test_one_regime_has_more_room_and_no_letter() -> None:
    assert len(told([k / 100 for k in range(100)]).split()[0]) == BARS_ALONE
    both = told(*([n / 100 for n in range(100)] for _ in "AB"))
    assert len(both.split()[1]) == BARS


def test_of_many_regimes_the_first_two_and_the_last_are_shown() -> None:
    found = told(*([0.1, 0.2, 0.3] for _ in "ABCDE"))
    assert [word for word in found.split() if word in "ABCDE"] == ["A", "B", "E"]


def test_a_few_buckets_are_no_course() -> None:
    assert told([0.1, 0.2]) == ""
    assert told([0.1, 0.2, 0.3], [None, None, 0.3]) == ""
