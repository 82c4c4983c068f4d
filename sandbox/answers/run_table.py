"""A run as a small table for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.markup import small_table
from sandbox.metrics import rates

if TYPE_CHECKING:
    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.results import RegimeResult
    from sandbox.statistics.estimates import Estimate

NOTHING = "–"


def run_table(run: RunResult) -> str:
    """Return success under each regime, and the difference to the baseline, as HTML."""
    heads = ["regime", "checkouts", "success", "95 % interval"]
    several = len(run.regimes) > 1
    heads += ["points against the first", "95 % interval of the points"] if several else []
    rows = [_row(run, result) for result in run.regimes]
    count = f"{run.replications:,} replication{'' if run.replications == 1 else 's'}"
    caption = f"{run.question or run.scenario} ({count}, seed {run.seed})"
    return small_table(caption, heads, rows)


def _row(run: RunResult, result: RegimeResult) -> list[str]:
    baseline = run.regimes[0]
    is_paid = any(sum(rates.purchases(each)) for each in run.regimes)
    rate = rates.SUCCESS if is_paid else rates.OPENNESS
    row = [result.regime, f"{int(result.counts('by_stage').sum()):,}"]
    row += _cells(rate.estimate(result), ".1f", " %")
    if len(run.regimes) > 1:
        is_first = result is baseline
        row += (
            [NOTHING, NOTHING]
            if is_first
            else _cells(rate.difference(baseline, result), "+.1f", "")
        )
    return row


def _cells(estimate: Estimate, form: str, unit: str) -> list[str]:
    if estimate.mean is None:
        return [NOTHING, NOTHING]
    mean = f"{100 * estimate.mean:{form}}{unit}"
    if estimate.low is None or estimate.high is None:
        return [mean, "no interval"]
    return [mean, f"{100 * estimate.low:{form}} to {100 * estimate.high:{form}}{unit}"]
