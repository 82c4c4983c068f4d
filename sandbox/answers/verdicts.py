"""What may be said of a difference: one rule for every command, metric and number of looks.

The order of the tests is part of the rule, see `judge`. The interval is the one that is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.metrics.metric_catalogue import MoreIs

if TYPE_CHECKING:
    from sandbox.statistics.estimates import Estimate


class Verdict(StrEnum):
    """What is said of a regime against the baseline.

    `UNDECIDED` is not `TOO_CLOSE`: nothing may be said yet, because there are too few replications
    or because nothing was counted.
    """

    IDENTICAL = "identical"
    UNCHANGED = "no checkout differed"
    BETTER = "better"
    PERHAPS_BETTER = "better, perhaps by little"
    WORSE = "worse"
    PERHAPS_WORSE = "worse, perhaps by little"
    RISES = "rises"
    PERHAPS_RISES = "rises, perhaps by little"
    FALLS = "falls"
    PERHAPS_FALLS = "falls, perhaps by little"
    SAME = "practically the same"
    TOO_CLOSE = "too close to call"
    UNDECIDED = "undecided"

    @property
    def is_moved(self) -> bool:
        """Whether it says that the metric moved, and which way."""
        return self in MOVED


MOVED = frozenset(
    {
        Verdict.BETTER,
        Verdict.PERHAPS_BETTER,
        Verdict.WORSE,
        Verdict.PERHAPS_WORSE,
        Verdict.RISES,
        Verdict.PERHAPS_RISES,
        Verdict.FALLS,
        Verdict.PERHAPS_FALLS,
    }
)

_UP = {
    MoreIs.BETTER: (Verdict.BETTER, Verdict.PERHAPS_BETTER),
    MoreIs.WORSE: (Verdict.WORSE, Verdict.PERHAPS_WORSE),
    MoreIs.NEITHER: (Verdict.RISES, Verdict.PERHAPS_RISES),
}
_DOWN = {
    MoreIs.BETTER: (Verdict.WORSE, Verdict.PERHAPS_WORSE),
    MoreIs.WORSE: (Verdict.BETTER, Verdict.PERHAPS_BETTER),
    MoreIs.NEITHER: (Verdict.FALLS, Verdict.PERHAPS_FALLS),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on.

    Attributes
    ----------
    difference
        Other minus baseline, with the interval that is printed.
    threshold
        δ: differences up to it, in the unit of the metric, are practically none; at least 0.
    is_identical
        Whether both have the same resolved tables. Equal tallies alone prove nothing about the
        next replication.
    is_unchanged
        Whether no checkout ended otherwise, of a metric that follows from endings alone.
    has_enough
        Whether there are as many replications as the rule of inference asks for.
    """

    difference: Estimate
    threshold: float
    is_identical: bool = False
    is_unchanged: bool = False
    has_enough: bool = True


def judge(evidence: Evidence, more_is: MoreIs) -> Verdict:
    """Return what the evidence allows to say.

    In this order: the same tables are identical; where no checkout ended otherwise, nothing
    changed; without enough replications, or without an interval, nothing is decided; an interval
    beyond the threshold, or beyond zero, has a direction; one inside the threshold is practically
    the same; any other is too close to call.

    Parameters
    ----------
    more_is
        Which way is good.
    """
    if evidence.is_identical:
        return Verdict.IDENTICAL
    if evidence.is_unchanged:
        return Verdict.UNCHANGED
    low, high = evidence.difference.low, evidence.difference.high
    if not evidence.has_enough or low is None or high is None:
        return Verdict.UNDECIDED
    if low > 0:
        surely, perhaps = _UP[more_is]
        return surely if low > evidence.threshold else perhaps
    if high < 0:
        surely, perhaps = _DOWN[more_is]
        return surely if high < -evidence.threshold else perhaps
    is_small = -evidence.threshold <= low and high <= evidence.threshold
    return Verdict.SAME if is_small else Verdict.TOO_CLOSE


def holds_at(verdict: Verdict, difference: float, threshold: float, more_is: MoreIs) -> bool:
    """Tell whether a point difference lies in the region of a verdict.

    Parameters
    ----------
    verdict
        One that has a region: not undecided, and not too close to call.
    difference
        In the unit of the metric, without an interval: that of one draw of the assumptions.
    threshold
        δ, as in `Evidence`.
    """
    if verdict in (Verdict.SAME, Verdict.UNCHANGED):
        return abs(difference) <= threshold
    if verdict is Verdict.IDENTICAL:
        return difference == 0
    is_up = verdict in _UP[more_is]
    least = threshold if verdict in (_UP[more_is][0], _DOWN[more_is][0]) else 0.0
    return difference > least if is_up else difference < -least
