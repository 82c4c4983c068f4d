"""Success through time as one fact: a small chart for each regime, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import first_cases, marks, share_digits
from sandbox.reports.findings.english import FACTS
from sandbox.reports.findings.phrases import percent
from sandbox.reports.findings.sparkline import BarBounds, sparkline

if TYPE_CHECKING:
    from sandbox.reports.findings.view import View

BUCKETS_MIN = 3  # fewer are no course
BARS, BARS_ALONE = 12, 32
SHOWN = 3  # regimes: the first ones and the last


def courses_words(view: View) -> str:
    """Return the charts with the least and the greatest of each; empty of less than 3 buckets."""
    courses = {
        mark: [bucket["success_rate"] for bucket in case.get("time", {}).get("buckets", ())]
        for mark, case in zip(marks(view), first_cases(view), strict=True)
    }
    every = list(courses)
    shown = every if len(every) <= SHOWN else [*every[: SHOWN - 1], every[-1]]
    known = {mark: [rate for rate in courses[mark] if rate is not None] for mark in shown}
    if min(map(len, known.values())) < BUCKETS_MIN:
        return ""
    bounds = BarBounds(min(map(min, known.values())), max(map(max, known.values())))
    width = BARS if len(shown) > 1 else BARS_ALONE
    digits = min(1, share_digits(view))  # of a chart
    return ", ".join(
        f"{f'{mark} ' if len(every) > 1 else ''}{sparkline(courses[mark], bounds, width)} "
        f"{_ends(known[mark], digits)}"
        for mark in shown
    )


def _ends(rates: Sequence[float], digits: int) -> str:
    low, high = percent(min(rates), digits), percent(max(rates), digits)
    return low if low == high else FACTS["ends"].format(low=low.removesuffix(" %"), high=high)
