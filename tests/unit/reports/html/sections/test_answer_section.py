from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from sandbox.reports.findings.facts import facts
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.html.figures import with_code
from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.answer_section import answer, how_made, question

Made = Callable[[str], Material]
Compared = Callable[..., Material]
EVERY = ("compare_two", "compare_three", "identical", "one_regime", "one_replication", "walk")


@pytest.mark.parametrize("name", EVERY)
def test_the_page_prints_the_sentences_and_facts_of_the_findings(material: Made, name: str) -> None:
    made = material(name)
    head = answer(made)
    for sentence in sentences(made.view):
        assert with_code(sentence.text) in head
        assert f"</span> {escape(sentence.lead)}</strong>" in head or not sentence.lead
    for label, text in facts(made.view, how_made(made)):
        assert f"<dt>{label}</dt><dd>{with_code(text)}</dd>" in head


def test_studies_and_comparisons_print_them_too(study: Made, comparison: Compared) -> None:
    for made in (study("compare"), study("along"), study("alone_along"), comparison()):
        head = answer(made)
        said = sentences(made.view)
        assert said
        assert all(with_code(sentence.text) in head for sentence in said)


def test_question_gates_answer_and_numbers_come_in_this_order(study: Made) -> None:
    head = answer(study("compare"))
    places = [head.index(part) for part in ("<h1>Does it pay", 'id="expected"', 'class="answer"')]
    assert places == sorted(places)
    assert head.index("✗ fail") < head.index("✓ pass")
    assert "<details open>" in head


def test_expectations_that_hold_are_folded(study: Made) -> None:
    head = answer(study("along"))
    assert "Expectations: all hold" in head
    assert "<details>" in head


def test_without_expectations_there_are_none(material: Made) -> None:
    assert 'id="expected"' not in answer(material("compare_two"))


def test_without_a_comment_the_page_is_called_after_its_scenario(material: Made) -> None:
    document = {**material("one_regime").document, "question": ""}
    assert question(Material(document)) == "One regime"


def test_a_comparison_says_what_is_compared(comparison: Compared) -> None:
    head = answer(comparison())
    assert "comparison of two stored answers · first (A) and second (B)" in head


def test_two_regimes_have_tiles_and_four_points_none(material: Made, study: Made) -> None:
    assert answer(material("compare_two")).count('class="tile-number"') == 3
    assert 'class="tiles"' not in answer(study("along"))
