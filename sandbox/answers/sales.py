"""The additional sales of a regime: moved here from elsewhere, or new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics.summaries import rates
from sandbox.model.records.record import ELSEWHERE

if TYPE_CHECKING:
    from sandbox.metrics.regime_result import RegimeResult


def moved_sales(baseline: RegimeResult, other: RegimeResult) -> int:
    """Return how many of the additional sales were made elsewhere under the baseline."""
    elsewhere = [r.counts("by_destination")[:, ELSEWHERE].sum() for r in (baseline, other)]
    return int(elsewhere[0] - elsewhere[1])


def sales_change(baseline: RegimeResult, other: RegimeResult) -> dict[str, int]:
    """Return the additional paid checkouts: all, moved here from elsewhere, and new."""
    additional = sum(rates.paid_counts(other)) - sum(rates.paid_counts(baseline))
    moved = moved_sales(baseline, other)
    return {"additional": additional, "moved": moved, "new": additional - moved}
