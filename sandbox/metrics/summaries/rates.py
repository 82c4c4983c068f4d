"""The four headline rates: what each counts and what it divides by, replication by replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics.selection import (
    EVERYTHING,
    Part,
    Selection,
    destination_sums,
    outcome_rows,
    tries,
)
from sandbox.model.records.record import ATTEMPTED
from sandbox.statistics.estimates import Estimate, RatioCounts, ratio, ratio_difference
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.metrics.regime_result import RegimeResult

Counts = list[int]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: how to count above and below the line, and what it divides, in words."""

    above: Callable[[RegimeResult, Selection], Counts]
    below: Callable[[RegimeResult, Selection], Counts]
    of: str

    def estimate(self, result: RegimeResult) -> Estimate:
        """Return the rate with its interval."""
        return ratio(*self.counts(result), self.of)

    def difference(self, baseline: RegimeResult, other: RegimeResult) -> Estimate:
        """Return other minus baseline with its paired interval."""
        of = f"{self.of}, paired by replication"
        return ratio_difference(self.counts(baseline), self.counts(other), of)

    def counts(self, result: RegimeResult, where: Selection = EVERYTHING) -> RatioCounts:
        """Return what stands above and below the line, one count per replication."""
        return RatioCounts(self.above(result, where), self.below(result, where))


def paid_counts(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return paid checkouts."""
    return _ended(result, where, Outcome.PAID)


def opened_counts(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return opened destinations without payment."""
    return _ended(result, where, Outcome.OPENED)


def arrivals(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return arrivals at merchants and at destinations without payment."""
    return _arrivals(result, where, Part.ALL)


def service_arrivals(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return arrivals at destinations without payment."""
    return _arrivals(result, where, Part.SERVICES)


def purchases(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return purchase intents: arrivals at merchants."""
    return _arrivals(result, where, Part.PURCHASES)


def attempted_counts(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return checkouts with at least one attempt."""
    return destination_sums(result, where, ATTEMPTED)


def attempts(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return attempts."""
    return [begun for begun, _ in tries(result, where)]


def approvals(result: RegimeResult, where: Selection = EVERYTHING) -> Counts:
    """Return approved attempts."""
    return [approved for _, approved in tries(result, where)]


def _ended(result: RegimeResult, where: Selection, outcome: Outcome) -> Counts:
    return [int(row[outcome]) for row in outcome_rows(result, where)]


def _arrivals(result: RegimeResult, where: Selection, part: Part) -> Counts:
    return [int(row.sum()) for row in outcome_rows(result, where, part)]


SUCCESS = Rate(paid_counts, purchases, "paid / purchase intents")
PAYMENT_SUCCESS = Rate(paid_counts, attempted_counts, "paid / checkouts with at least one attempt")
OPENNESS = Rate(
    opened_counts, service_arrivals, "opened / arrivals at destinations without payment"
)
APPROVAL = Rate(approvals, attempts, "approvals / attempts")
