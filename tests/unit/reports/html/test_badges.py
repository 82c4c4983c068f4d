from __future__ import annotations

import pytest

from sandbox.answers.gates import GateStatus
from sandbox.answers.verdicts import Verdict
from sandbox.reports.html.badges import badge, gate_cell, sign_of, verdict_cell
from sandbox.reports.page_blocks import Tone

NEITHER = (Verdict.RISES, Verdict.PERHAPS_RISES, Verdict.FALLS, Verdict.PERHAPS_FALLS)


@pytest.mark.parametrize("said", Verdict)
def test_every_verdict_has_a_sign_and_says_its_words(said: Verdict) -> None:
    cell = verdict_cell(said)
    assert cell.text == f"{sign_of(said)} {said.value}"
    assert len(sign_of(said)) == 1
    assert verdict_cell(said, "in other words").text == f"{sign_of(said)} in other words"


@pytest.mark.parametrize("said", NEITHER)
def test_what_is_neither_good_nor_bad_is_not_coloured(said: Verdict) -> None:
    assert verdict_cell(said).tone == ""
    assert sign_of(said) in "↑↓"


def test_good_and_bad_are_coloured_whichever_way_the_number_goes() -> None:
    assert verdict_cell(Verdict.BETTER).tone == verdict_cell(Verdict.PERHAPS_BETTER).tone == "good"
    assert verdict_cell(Verdict.WORSE).tone == verdict_cell(Verdict.PERHAPS_WORSE).tone == "bad"
    assert verdict_cell(Verdict.TOO_CLOSE).tone == verdict_cell(Verdict.UNDECIDED).tone == "open"


def test_what_came_of_an_expectation_has_a_sign() -> None:
    assert [gate_cell(status).text for status in GateStatus] == ["✓ pass", "✗ fail", "? undecided"]


def test_a_badge_says_in_words_what_its_colour_says() -> None:
    made = badge("worse than <x>", Tone.BAD)
    assert 'class="badge bad"' in made
    assert '<span aria-hidden="true">▼</span> Worse than &lt;x&gt;' in made
