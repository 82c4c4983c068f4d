"""What came of the expectations of a study, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers.gates import Consequence, GateOutcome, GateStatus
from sandbox.reports.findings.english import GATES
from sandbox.reports.findings.phrases import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.reports.findings.view import View

URGENCY = (GateStatus.FAIL, GateStatus.UNDECIDED, GateStatus.PASS)  # what needs somebody first


def outcomes(view: View) -> list[GateOutcome]:
    """Return what came of each expectation, point by point."""
    return [
        GateOutcome(
            text=gate["expect"],
            status=GateStatus(gate["status"]),
            detail=gate["detail"],
            line=gate["line"],
            point=gate["point"],
        )
        for gate in view.document.get("expect", ())
    ]


def breaks(view: View) -> bool:
    """Tell whether the expectations fail a build."""
    undecided = undecided_of(view)
    return any(gate.consequence(undecided) is Consequence.FAIL for gate in outcomes(view))


def hold(view: View) -> bool:
    """Tell whether every expectation holds."""
    return all(gate.status is GateStatus.PASS for gate in outcomes(view))


def summary(outcomes: Sequence[GateOutcome], undecided: Consequence) -> str:
    """Return how many hold, fail and are undecided; the last are never counted as failed.

    Parameters
    ----------
    undecided
        What undecided ones do to the exit code.
    """
    statuses = [gate.status for gate in outcomes]
    counts = {status: statuses.count(status) for status in GateStatus}
    if counts[GateStatus.PASS] == len(outcomes):
        return GATES["all_hold" if len(outcomes) > 1 else "holds"]
    told = [
        GATES[_key(status, number, undecided)].format(count=count(number))
        for status, number in counts.items()
        if number
    ]
    return GATES["many" if len(outcomes) > 1 else "one"].format(counts=", ".join(told))


def undecided_of(view: View) -> Consequence:
    """Return what undecided expectations do to the exit code."""
    return Consequence(view.document.get("undecided", Consequence.WARN))


def _key(status: GateStatus, number: int, undecided: Consequence) -> str:
    if status is GateStatus.UNDECIDED:
        return f"undecided_{undecided.value}"
    return f"{status.value}_{'one' if number == 1 else 'many'}"
