"""What came of the expectations of a study, for a reader at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.page import Heading, Paragraph, Tone
from sandbox.reports.phrases import count
from sandbox.studies.gates import Consequence, GateOutcome, GateStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.reports.page import Block

TONES = {GateStatus.PASS: Tone.GOOD, GateStatus.FAIL: Tone.BAD, GateStatus.UNDECIDED: Tone.OPEN}
POINTS_SHOWN = 5


def gates(outcomes: Sequence[GateOutcome], undecided: Consequence) -> Iterator[Block]:
    """Yield the expectations, each with what came of it at its points.

    Parameters
    ----------
    undecided
        What undecided ones do to the exit code.
    """
    if not outcomes:
        return
    yield Heading(_summary(outcomes, undecided))
    for text in dict.fromkeys(outcome.text for outcome in outcomes):
        yield from _one([outcome for outcome in outcomes if outcome.text == text])


def _summary(outcomes: Sequence[GateOutcome], undecided: Consequence) -> str:
    statuses = [outcome.status for outcome in outcomes]
    passed = statuses.count(GateStatus.PASS)
    if passed == len(statuses):
        return "Expectations: all hold" if passed > 1 else "Expectation: it holds"
    counts = [(passed, "hold" if passed != 1 else "holds")]
    failed = statuses.count(GateStatus.FAIL)
    counts.append((failed, "fail" if failed != 1 else "fails"))
    counts.append((statuses.count(GateStatus.UNDECIDED), _undecided(undecided)))
    told = ", ".join(f"{number} {word}" for number, word in counts if number)
    return f"{'Expectations' if len(statuses) > 1 else 'Expectation'}: {told}"


def _undecided(undecided: Consequence) -> str:
    match undecided:
        case Consequence.FAIL:
            return "undecided, which fails here"
        case Consequence.WARN:
            return "undecided, which only warns here"
        case Consequence.PASS:
            return "undecided, which passes here"


def _one(outcomes: Sequence[GateOutcome]) -> Iterator[Block]:
    """Yield one expectation; its points are told apart only where they do not all hold."""
    others = [outcome for outcome in outcomes if outcome.status is not GateStatus.PASS]
    if not others:
        where = f" at all {count(len(outcomes), 'point')}" if len(outcomes) > 1 else ""
        first = outcomes[0]
        # What holds needs no second telling of what was wanted.
        detail = "" if where else f": {first.detail.partition('; wanted')[0]}"
        lead = f"{first.status.value}{where}"
        yield _paragraph(lead, f"{first.text}{detail}", first.status)
        return
    passed = len(outcomes) - len(others)
    if passed:
        lead = f"pass at {count(passed, 'point')}"
        yield _paragraph(lead, outcomes[0].text, GateStatus.PASS)
    for outcome in others[:POINTS_SHOWN]:
        yield _paragraph(outcome.status.value, f"{outcome.title}: {outcome.detail}", outcome.status)
    if len(others) > POINTS_SHOWN:
        rest = count(len(others) - POINTS_SHOWN, "more point")
        yield Paragraph(f"and {rest} without a pass, which --json lists", indent=2, hang=4)


def _paragraph(lead: str, text: str, status: GateStatus) -> Paragraph:
    return Paragraph(text, lead, TONES[status], indent=2, hang=4)
