"""Where an answer lies over the ranges of the world's assumptions, and whether it holds there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.answers.verdicts import Verdict, holds_at

if TYPE_CHECKING:
    from sandbox.metrics.metric_catalogue import MoreIs

OPEN = (Verdict.UNDECIDED, Verdict.TOO_CLOSE)


@dataclass(frozen=True, slots=True)
class AssumptionRange:
    """Where a value or a difference lies over the stated ranges of the world's assumptions.

    Attributes
    ----------
    low, high
        Least and largest.
    driver
        The assumption that moves it most; empty where none does.
    """

    low: float
    high: float
    driver: str = ""

    def as_json(self) -> dict[str, float | str]:
        """Return the range as plain data."""
        return {"low": self.low, "high": self.high, "driver": self.driver}


def is_overturned(
    verdict: Verdict, over: AssumptionRange, threshold: float, more_is: MoreIs
) -> bool:
    """Tell whether the assumptions can take a verdict back: an end of the range contradicts it.

    What is open anyway cannot be overturned. The region of a verdict with a direction reaches to
    zero here: a difference that shrinks below the threshold is smaller, not another answer.
    """
    if verdict in OPEN:
        return False
    least = 0.0 if verdict.is_moved else threshold
    return not all(holds_at(verdict, end, least, more_is) for end in (over.low, over.high))
