"""One regime against another on common random numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.engines.record import ELSEWHERE
from sandbox.metrics import ecosystems as flows
from sandbox.metrics import money, rates
from sandbox.statistics.estimates import mean_difference
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.metrics.results import RegimeResult


def moved_sales(baseline: RegimeResult, other: RegimeResult) -> int:
    """Return how many of the additional sales were made elsewhere under the baseline."""
    elsewhere = [r.counts("by_destination")[:, ELSEWHERE].sum() for r in (baseline, other)]
    return int(elsewhere[0] - elsewhere[1])


def sales_change(baseline: RegimeResult, other: RegimeResult) -> dict[str, int]:
    """Return the additional paid checkouts: all, moved here from elsewhere, and new."""
    additional = sum(rates.paid(other)) - sum(rates.paid(baseline))
    moved = moved_sales(baseline, other)
    return {"additional": additional, "moved": moved, "new": additional - moved}


def _changes(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    names = dict.fromkeys([*before, *after])
    changes = {name: after.get(name, 0) - before.get(name, 0) for name in names}
    return {name: change for name, change in changes.items() if change}


def _outcomes(result: RegimeResult) -> dict[str, int]:
    row = result.counts("by_stage").sum(axis=0)
    return {outcome.name.lower(): int(row[outcome]) for outcome in Outcome}


def contrast_json(baseline: RegimeResult, other: RegimeResult) -> dict[str, Any]:
    """Return what changes from the baseline to another regime; counts are over all replications."""
    paid = rates.paid(baseline), rates.paid(other)
    before, after = flows.concentration(baseline), flows.concentration(other)
    return {
        "baseline": baseline.regime,
        "regime": other.regime,
        "success_rate": rates.SUCCESS.difference(baseline, other).as_json(),
        "open_rate": rates.OPENNESS.difference(baseline, other).as_json(),
        "paid_per_replication": mean_difference(*paid, "paid checkouts, paired").as_json(),
        "sales": sales_change(baseline, other),
        "outcomes": _changes(_outcomes(baseline), _outcomes(other)),
        "fees": _changes(money.fees_earned(baseline), money.fees_earned(other)),
        "net_income": _changes(money.net_income(baseline), money.net_income(other)),
        "hhi": None if before is None or after is None else after - before,
    }
