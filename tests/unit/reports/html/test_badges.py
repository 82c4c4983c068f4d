from __future__ import annotations

import pytest

from sandbox.reports.answer import Verdict as VerdictOfARun
from sandbox.reports.html.badges import OTHERWISE, SIGNS, badge
from sandbox.statistics.verdicts import Verdict
from sandbox.studies.gates import GateStatus


@pytest.mark.parametrize("word", [*Verdict, *GateStatus, *(v.value for v in VerdictOfARun)])
def test_every_verdict_has_a_sign_and_a_tone_of_its_own(word: str) -> None:
    sign, tone = SIGNS[word]
    assert (sign, tone) != OTHERWISE
    made = badge(word)
    assert f'class="badge {tone}"' in made
    assert f'<span aria-hidden="true">{sign}</span> {word[:1].upper()}{word[1:]}' in made


def test_other_words_are_open() -> None:
    assert 'class="badge open"' in badge("depends on <x>")
    assert "Depends on &lt;x&gt;" in badge("depends on <x>")
