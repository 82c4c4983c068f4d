"""Verdicts as badges: a sign, words and a colour that say the same."""

from __future__ import annotations

from sandbox.answers.gates import GateStatus
from sandbox.answers.verdicts import Verdict
from sandbox.markup import Markup, tag
from sandbox.reports.findings.sentences import BAD, GOOD, tone_of
from sandbox.reports.html.tables import Cell
from sandbox.reports.page_blocks import Tone

TONE_SIGNS = {Tone.GOOD: "▲", Tone.BAD: "▼", Tone.OPEN: "≈", Tone.PLAIN: "•"}
UP = frozenset({Verdict.RISES, Verdict.PERHAPS_RISES})
DOWN = frozenset({Verdict.FALLS, Verdict.PERHAPS_FALLS})
GATE_TONES = {
    GateStatus.PASS: ("✓", Tone.GOOD),
    GateStatus.FAIL: ("✗", Tone.BAD),
    GateStatus.UNDECIDED: ("?", Tone.OPEN),
}


def badge(text: str, tone: Tone, sign: str = "") -> Markup:
    """Return words as a badge; its sign is that of its tone unless stated."""
    mark = tag("span", sign or TONE_SIGNS[tone], aria_hidden="true")
    return tag("strong", mark, f" {text[:1].upper()}{text[1:]}", class_=f"badge {tone.value}")


def sign_of(judgement: Verdict) -> str:
    """Return the sign of a verdict; what is neither good nor bad has an arrow of another kind."""
    if judgement in GOOD or judgement in BAD:
        return TONE_SIGNS[tone_of(judgement)]
    if judgement in UP or judgement in DOWN:
        return "↑" if judgement in UP else "↓"
    return {Verdict.TOO_CLOSE: "≈", Verdict.UNDECIDED: "?"}.get(judgement, "=")


def verdict_cell(judgement: Verdict, text: str = "") -> Cell:
    """Return a verdict as a cell; colour only where one side is good and the other bad.

    Parameters
    ----------
    text
        Words in place of the verdict's own.
    """
    tone = tone_of(judgement)
    return Cell(
        f"{sign_of(judgement)} {text or judgement.value}",
        tone="" if tone is Tone.PLAIN else tone.value,
    )


def gate_cell(status: GateStatus) -> Cell:
    """Return what came of an expectation as a cell."""
    sign, tone = GATE_TONES[status]
    return Cell(f"{sign} {status.value}", tone=tone.value)
