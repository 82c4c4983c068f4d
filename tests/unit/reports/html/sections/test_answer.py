from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.reports.answer import headline_of, verdict
from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.answer import answer, question, verdict_of

Made = Callable[[str], Material]
Ran = Callable[..., RunResult]


@pytest.mark.parametrize("name", ["compare_two", "compare_three", "identical", "one_replication"])
def test_verdicts_are_those_of_the_console(material: Made, ran: Ran, name: str) -> None:
    made, run = material(name), ran(name)
    baseline, *others = run.regimes
    rate = headline_of(run).rate
    expected = [verdict(baseline, other, rate.difference(baseline, other)) for other in others]
    assert [verdict_of(made, regime) for regime in made.regimes[1:]] == expected


def test_the_question_comes_first_and_then_the_answer_with_its_badge(material: Made) -> None:
    found = answer(material("compare_two"))
    places = [found.index(part) for part in ("<h1>Does the mall", "▲", "doors raises", "tiles")]
    assert places == sorted(places)
    assert " Better</strong>" in found


def test_without_a_context_the_badge_names_the_regime(material: Made) -> None:
    found = answer(Material(material("compare_two").document))
    assert " Better</strong> doors</p>" in found


def test_without_a_comment_the_page_is_called_after_its_scenario(material: Made) -> None:
    document = {**material("one_regime").document, "question": ""}
    assert question(Material(document)) == "One regime"


def test_the_range_over_assumptions_is_told_where_it_is_known(material: Made) -> None:
    made = material("compare_two")
    (difference,) = made.document["differences"]
    span = {"low": -0.01, "high": 0.2, "driver": "choice.switch"}
    document = {**made.document, "differences": [{**difference, "assumption_range": span}]}
    assert "is -1.0 to +20.0 points; choice.switch matters most." in answer(Material(document))
    assert "matters most" not in answer(made)
