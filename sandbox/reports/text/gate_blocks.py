"""What came of the expectations of a study, for a reader at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers.gates import GateOutcome, GateStatus
from sandbox.reports.findings.english import GATES
from sandbox.reports.findings.expectation_words import URGENCY, outcomes, summary, undecided_of
from sandbox.reports.findings.phrases import count
from sandbox.reports.page_blocks import Heading, Paragraph, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.reports.findings.view import View
    from sandbox.reports.page_blocks import Block

TONES = {GateStatus.PASS: Tone.GOOD, GateStatus.FAIL: Tone.BAD, GateStatus.UNDECIDED: Tone.OPEN}
POINTS_SHOWN = 5


def gates(view: View) -> Iterator[Block]:
    """Yield the expectations, each with what came of it at its points; failing ones first."""
    found = outcomes(view)
    if not found:
        return
    yield Heading(summary(found, undecided_of(view)))
    texts = list(dict.fromkeys(gate.text for gate in found))
    grouped = [[gate for gate in found if gate.text == text] for text in texts]
    for group in sorted(grouped, key=_urgency):
        yield from _one(group)


def _urgency(group: Sequence[GateOutcome]) -> int:
    return min(URGENCY.index(gate.status) for gate in group)


def _one(group: Sequence[GateOutcome]) -> Iterator[Block]:
    """Yield one expectation; its points are told apart only where they do not all hold."""
    others = [gate for gate in group if gate.status is not GateStatus.PASS]
    points = count(len(group), "point")
    if not others:
        first = group[0]
        many = GATES["at_all"].format(status=first.status.value, points=points)
        detail = "" if len(group) > 1 else f": {first.detail}"
        lead = many if len(group) > 1 else first.status.value
        yield _paragraph(lead, f"{first.text}{detail}", first.status)
        return
    for gate in sorted(others, key=lambda gate: _urgency([gate]))[:POINTS_SHOWN]:
        yield _paragraph(gate.status.value, f"{gate.title}: {gate.detail}", gate.status)
    if len(others) > POINTS_SHOWN:
        rest = count(len(others) - POINTS_SHOWN, "more point")
        yield Paragraph(GATES["rest"].format(points=rest), indent=2, hang=4)
    passed = len(group) - len(others)
    if passed:
        where = count(passed, "point")
        lead = GATES["at_some"].format(status=GateStatus.PASS.value, points=where)
        yield _paragraph(lead, group[0].text, GateStatus.PASS)


def _paragraph(lead: str, text: str, status: GateStatus) -> Paragraph:
    return Paragraph(text, lead, TONES[status], indent=2, hang=4)
