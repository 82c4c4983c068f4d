from __future__ import annotations

import pytest

from sandbox.answers.ranges import AssumptionRange, is_overturned
from sandbox.answers.verdicts import Verdict
from sandbox.metrics.metric_catalogue import MoreIs


@pytest.mark.parametrize(
    ("verdict", "low", "high", "overturned"),
    [
        (Verdict.BETTER, 0.05, 0.9, False),
        (Verdict.BETTER, -0.05, 0.9, True),
        (Verdict.BETTER, 0.0, 0.9, True),
        (Verdict.PERHAPS_BETTER, 0.01, 0.9, False),
        (Verdict.WORSE, -0.9, -0.05, False),
        (Verdict.WORSE, -0.9, 0.05, True),
        (Verdict.SAME, -0.1, 0.1, False),
        (Verdict.SAME, -0.1, 0.3, True),
        (Verdict.UNCHANGED, 0.0, 0.0, False),
        (Verdict.IDENTICAL, 0.0, 0.0, False),
        (Verdict.IDENTICAL, 0.0, 0.1, True),
        (Verdict.TOO_CLOSE, -0.9, 0.9, False),
        (Verdict.UNDECIDED, -0.9, 0.9, False),
    ],
)
def test_a_verdict_holds_only_where_the_assumptions_agree(
    verdict: Verdict, low: float, high: float, overturned: bool
) -> None:
    over = AssumptionRange(low, high, "patience")
    assert is_overturned(verdict, over, 0.2, MoreIs.BETTER) is overturned


def test_where_less_is_better_the_range_must_lie_below_zero() -> None:
    over = AssumptionRange(-0.9, -0.1)
    assert not is_overturned(Verdict.BETTER, over, 0.2, MoreIs.WORSE)
    assert is_overturned(Verdict.WORSE, over, 0.2, MoreIs.WORSE)


def test_a_range_is_plain_data() -> None:
    found = AssumptionRange(-0.1, 0.2, "segments.town.switch_willingness").as_json()
    assert found == {"low": -0.1, "high": 0.2, "driver": "segments.town.switch_willingness"}
