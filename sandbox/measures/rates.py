"""The four headline rates: what each counts and what it divides by, replication by replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.engines.record import APPROVED, ATTEMPTED, ATTEMPTS
from sandbox.measures.estimates import Estimate, ratio, ratio_difference
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.measures.results import RegimeResult

ALL = slice(None)

Counts = list[int]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: how to count above and below the line, and what it divides, in words."""

    above: Callable[[RegimeResult], Counts]
    below: Callable[[RegimeResult], Counts]
    of: str

    def estimate(self, result: RegimeResult) -> Estimate:
        """Return the rate with its interval."""
        return ratio(self.above(result), self.below(result), self.of)

    def difference(self, baseline: RegimeResult, other: RegimeResult) -> Estimate:
        """Return other minus baseline with its paired interval."""
        first = self.above(baseline), self.below(baseline)
        second = self.above(other), self.below(other)
        return ratio_difference(first, second, f"{self.of}, paired by replication")


def paid(result: RegimeResult) -> Counts:
    """Return paid checkouts."""
    return result.per_replication("by_stage", ALL, int(Outcome.PAID))


def opened(result: RegimeResult) -> Counts:
    """Return opened destinations without payment."""
    return result.per_replication("by_stage", ALL, int(Outcome.OPENED))


def service_arrivals(result: RegimeResult) -> Counts:
    """Return arrivals at destinations without payment."""
    flags = result.built.world.destinations.is_service
    services = [k for k, flag in enumerate(flags) if flag]
    return [int(tally["by_wallet"][services].sum()) for tally in result.tallies]


def purchases(result: RegimeResult) -> Counts:
    """Return purchase intents: arrivals at merchants."""
    every = result.per_replication("by_stage")
    services = service_arrivals(result)
    return [whole - part for whole, part in zip(every, services, strict=True)]


def attempted(result: RegimeResult) -> Counts:
    """Return checkouts with at least one attempt."""
    return result.per_replication("by_destination", ALL, ATTEMPTED)


def attempts(result: RegimeResult) -> Counts:
    """Return attempts."""
    return result.per_replication("by_bucket_wallet", ALL, ALL, ATTEMPTS)


def approvals(result: RegimeResult) -> Counts:
    """Return approved attempts."""
    return result.per_replication("by_bucket_wallet", ALL, ALL, APPROVED)


SUCCESS = Rate(paid, purchases, "paid / purchase intents")
PAYMENT_SUCCESS = Rate(paid, attempted, "paid / checkouts with at least one attempt")
OPENNESS = Rate(opened, service_arrivals, "opened / arrivals at destinations without payment")
APPROVAL = Rate(approvals, attempts, "approvals / attempts")
