"""The document of one run: everything that `--json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.engines.record import (
    ELSEWHERE,
    ELSEWHERE_FEN,
    LOST_FEN,
    PAID_FEN,
    REFUNDED,
    REFUNDED_FEN,
)
from sandbox.measures import flows, money, rates
from sandbox.measures.breakdown import breakdown_json, outcome_counts
from sandbox.measures.contrast import contrast_json
from sandbox.measures.estimates import ratio
from sandbox.measures.histogram import percentiles
from sandbox.measures.pressure import pressure_json
from sandbox.measures.saturation import saturated
from sandbox.measures.settlement import is_modelled, settlement_json
from sandbox.measures.signals import time_json
from sandbox.units import format_time
from sandbox.version import __version__
from sandbox.vocabulary import Outcome, PaidAfter

if TYPE_CHECKING:
    from sandbox.measures.results import RegimeResult, RunResult


def regime_json(run: RunResult, result: RegimeResult) -> dict[str, Any]:
    """Return the document of one regime."""
    whole = result.total
    outcomes = whole["by_stage"].sum(axis=0)
    document: dict[str, Any] = {
        "scenario": run.scenario,
        "question": run.question,
        "regime": result.regime,
        "seed": run.seed,
        "engine": run.engine,
        "version": __version__,
        "replications": run.replications,
        "scale": run.scale,
        "checkouts": int(outcomes.sum()),
        "success_rate": rates.SUCCESS.estimate(result).as_json(),
        "payment_success_rate": rates.PAYMENT_SUCCESS.estimate(result).as_json(),
        "open_rate": rates.OPENNESS.estimate(result).as_json(),
        "approval_rate": rates.APPROVAL.estimate(result).as_json(),
        "outcomes": {outcome.name.lower(): int(outcomes[outcome]) for outcome in Outcome},
        "attempts": outcome_counts(whole["attempts_ended"]),
        "paid_after": {p.name.lower(): int(whole["paid_after"][p]) for p in PaidAfter},
        "by": breakdown_json(result),
        "wallet_shares": flows.wallet_shares(result),
        "hhi": flows.concentration(result),
        "flow": flow_json(result),
        "sales": sales_json(result),
        "fees": money.fees_earned(result),
        "fees_borne": money.fees_borne(result),
        "net_income": money.net_income(result),
        "ledger_balance": money.ledger_balance(result),
        "latency": {"unit": "µs", "of": "authorisations", **percentiles(whole["answer_us"])},
        "checkout_time": {
            "unit": "µs",
            "of": "paid checkouts, arrival to capture",
            **percentiles(whole["checkout_us"]),
        },
        "time": time_json(result),
    }
    settings = result.built.world.settings
    if settings.has_pressure or settings.has_notices:
        document["pressure"] = pressure_json(result)
    if is_modelled(result):
        document["settlement"] = settlement_json(result)
    if len(result.built.stages) > 1:
        document["stages"] = stages_json(result)
    if marks := saturated(whole):
        document["saturated"] = marks
    document["checksum"] = whole.checksum()
    return document


def run_json(run: RunResult) -> dict[str, Any]:
    """Return the document of a run: one regime's own, or all of them with their differences."""
    documents = [regime_json(run, result) for result in run.regimes]
    ranges = [found.as_json() for found in run.assumption_ranges]
    if len(documents) == 1:
        return {**documents[0], "assumption_range": ranges[0]} if ranges else documents[0]
    baseline, *others = run.regimes
    differences = [contrast_json(baseline, other) for other in others]
    for difference, found in zip(differences, ranges, strict=False):
        difference["assumption_range"] = found
    return {
        "scenario": run.scenario,
        "question": run.question,
        "seed": run.seed,
        "engine": run.engine,
        "replications": run.replications,
        "runs": documents,
        "differences": differences,
    }


def flow_json(result: RegimeResult) -> dict[str, Any]:
    """Return the flow between ecosystems and the share of it that crosses their borders."""
    by_surface = flows.surface_to_merchant(result)
    by_wallet = flows.merchant_to_wallet(result)
    return {
        "surface_to_merchant": by_surface,
        "merchant_to_wallet": by_wallet,
        "crossing_surface_share": flows.crossing_share(by_surface),
        "crossing_wallet_share": flows.crossing_share(by_wallet),
    }


def sales_json(result: RegimeResult) -> dict[str, dict[str, int]]:
    """Return by merchant what was paid, lost, refunded and bought elsewhere; counts and fen."""
    table = result.counts("by_destination")
    columns = {
        "paid_fen": PAID_FEN,
        "lost_fen": LOST_FEN,
        "refunds": REFUNDED,
        "refunded_fen": REFUNDED_FEN,
        "elsewhere": ELSEWHERE,
        "elsewhere_fen": ELSEWHERE_FEN,
    }
    return {
        name: {key: int(table[k, column]) for key, column in columns.items()}
        for k, name in enumerate(result.built.labels.destinations.names)
        if table[k].any()
    }


def stages_json(result: RegimeResult) -> list[dict[str, Any]]:
    """Return outcomes and success by stage of a walk."""
    rows = []
    for k, stage in enumerate(result.built.stages):
        paid = result.per_replication("by_stage", k, int(Outcome.PAID))
        every = result.per_replication("by_stage", k)
        services = result.per_replication("services_by_stage", k)
        purchases_here = [whole - part for whole, part in zip(every, services, strict=True)]
        rows.append(
            {
                "regime": stage.regime,
                "from": format_time(max(stage.from_us, result.built.start_us)),
                "checkouts": sum(every),
                "success_rate": ratio(paid, purchases_here).as_json(),
                "outcomes": outcome_counts(result.counts("by_stage")[k]),
            },
        )
    return rows
