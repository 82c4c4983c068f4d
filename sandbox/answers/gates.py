"""Gates: what came of each expectation of a study, as reports and test runners show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class GateStatus(StrEnum):
    """What came of an expectation."""

    PASS = "pass"  # noqa: S105 -- no password
    FAIL = "fail"
    UNDECIDED = "undecided"


class Consequence(StrEnum):
    """What an expectation does to the exit code; a study chooses it for what stays undecided."""

    PASS = "pass"  # noqa: S105 -- no password
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """What came of one expectation at one point of a study.

    Attributes
    ----------
    text
        The expectation as it was written.
    status
        What came of it.
    detail
        Estimate, interval and bound in words.
    file, line, column
        Where it stands; line and column count from 1, 0 for unknown.
    seconds
        Time that it took, for reports that may tell it; None for unknown.
    point
        Setting of the sweep; empty without a sweep.
    """

    text: str
    status: GateStatus
    detail: str
    file: str = ""
    line: int = 0
    column: int = 0
    seconds: float | None = None
    point: str = ""

    def consequence(self, undecided: Consequence = Consequence.WARN) -> Consequence:
        """Return what it does to the exit code, given what undecided ones do."""
        match self.status:
            case GateStatus.PASS:
                return Consequence.PASS
            case GateStatus.FAIL:
                return Consequence.FAIL
            case GateStatus.UNDECIDED:
                return undecided
            case _:
                assert_never(self.status)

    @property
    def title(self) -> str:
        """The expectation with its point of the sweep."""
        return f"{self.text} [{self.point}]" if self.point else self.text
