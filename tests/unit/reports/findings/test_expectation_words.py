from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.gates import Consequence, GateOutcome, GateStatus
from sandbox.reports.findings.expectation_words import breaks, hold, outcomes, summary
from sandbox.reports.findings.view import View

Studied = Callable[[str], Answer]


def outcome(status: GateStatus) -> GateOutcome:
    return GateOutcome("paid(doors) >= 5", status, "7 (6 to 8); wanted >= 5")


@pytest.mark.parametrize("name", ["two_regimes", "swept", "few_replications"])
def test_a_document_tells_what_came_of_each(studied: Studied, name: str) -> None:
    answer = studied(name)
    found = outcomes(View(answer.document))
    assert [(g.text, g.status, g.detail, g.point) for g in found] == [
        (g.text, g.status, g.detail, g.point) for g in answer.gates
    ]


def test_a_build_breaks_as_the_exit_code_says(studied: Studied) -> None:
    for name in ("two_regimes", "swept", "few_replications", "budget"):
        answer = studied(name)
        assert breaks(View(answer.document)) is answer.has_failed
    strict = {**studied("few_replications").document, "undecided": "fail"}
    assert breaks(View(strict))


def test_what_is_undecided_does_not_hold(studied: Studied) -> None:
    assert hold(View(studied("swept").document))
    assert not hold(View(studied("few_replications").document))


def test_undecided_ones_are_counted_as_such_whatever_they_do() -> None:
    found = [outcome(status) for status in (GateStatus.UNDECIDED, *GateStatus)]
    for consequence, word in (
        (Consequence.WARN, "only warns"),
        (Consequence.FAIL, "fails"),
        (Consequence.PASS, "passes"),
    ):
        told = f"Expectations: 1 holds, 1 fails, 2 undecided, which {word} here"
        assert summary(found, consequence) == told


def test_all_that_holds_is_told_at_once() -> None:
    passed = outcome(GateStatus.PASS)
    assert summary([passed], Consequence.WARN) == "Expectation: it holds"
    assert summary([passed, passed], Consequence.FAIL) == "Expectations: all hold"
