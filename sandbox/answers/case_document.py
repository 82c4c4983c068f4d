"""One regime at one point as plain data: a part of the document of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.saturation import saturation_words
from sandbox.metrics.summaries import ecosystems, fees_and_income, rates
from sandbox.metrics.summaries.breakdown import breakdown_json, outcome_counts, routes_json
from sandbox.metrics.summaries.load_effects import pressure_json
from sandbox.metrics.summaries.settlement_positions import is_modelled, settlement_json
from sandbox.metrics.summaries.signals import time_json
from sandbox.model.records.record import (
    ELSEWHERE,
    ELSEWHERE_FEN,
    LOST_FEN,
    PAID_FEN,
    REFUNDED,
    REFUNDED_FEN,
)
from sandbox.statistics.estimates import ratio
from sandbox.statistics.histogram import percentiles
from sandbox.units import format_time
from sandbox.vocabulary import Outcome, PaidAfter

if TYPE_CHECKING:
    from sandbox.answers.results import Case
    from sandbox.metrics.tally import Tally

RATES = {
    "success_rate": rates.SUCCESS,
    "payment_success_rate": rates.PAYMENT_SUCCESS,
    "open_rate": rates.OPENNESS,
    "approval_rate": rates.APPROVAL,
}


def case_json(case: Case, replications: int, *, in_full: bool) -> dict[str, Any]:
    """Return one regime at one point; counts and amounts are sums over replications.

    Parameters
    ----------
    in_full
        False for what a table of many points needs alone.
    """
    whole = RegimeResult(case.built, (case.total,), replications)
    outcomes = case.total["by_stage"].sum(axis=0)
    document: dict[str, Any] = {
        "regime": case.regime,
        "replications": replications,
        "checkouts": int(outcomes.sum()),
        "metrics": {text: found.as_json() for text, found in case.estimates.items()},
        "outcomes": {outcome.name.lower(): int(outcomes[outcome]) for outcome in Outcome},
        "paid_after": {p.name.lower(): int(case.total["paid_after"][p]) for p in PaidAfter},
        "fees_minor": fees_and_income.fees_earned(whole),
        "fees_borne_minor": fees_and_income.fees_borne(whole),
        "net_income_minor": fees_and_income.net_income(whole),
        "ledger_balance_minor": fees_and_income.ledger_balance(whole),
    }
    if marks := saturation_words(case.total):
        document["saturated"] = marks
    if in_full:
        document |= _details(case, whole)
    document["checksum"] = case.total.checksum()
    return document


def _details(case: Case, whole: RegimeResult) -> dict[str, Any]:
    """Return what is told of the first point alone."""
    result = case.batch_result
    tables = case.total
    document: dict[str, Any] = {
        **{name: _rate(case, name).as_json() for name in RATES},
        "attempts": outcome_counts(tables["attempts_ended"]),
        "by": breakdown_json(result),
        "by_route": routes_json(result),
        "wallet_shares": ecosystems.wallet_shares(whole),
        "hhi": ecosystems.concentration(whole),
        "ecosystems": ecosystems_json(whole),
        "sales": sales_json(whole),
        "latency": {"unit": "µs", "of": "authorisations", **_percentiles(tables, "answer")},
        "checkout_time": {
            "unit": "µs",
            "of": "paid checkouts, arrival to capture",
            **_percentiles(tables, "checkout"),
        },
        "time": time_json(result),
    }
    settings = case.built.world.settings
    if settings.has_pressure or settings.has_notices:
        document["pressure"] = pressure_json(whole)
    if is_modelled(case.built):
        document["settlement"] = settlement_json(whole, case.kept_result)
    if len(case.built.stages) > 1:
        document["stages"] = stages_json(result)
    return document


def _percentiles(tables: Tally, durations: str) -> dict[str, int | None]:
    return percentiles(tables[f"{durations}_us"], tables[f"{durations}_extremes"])


def _rate(case: Case, name: str) -> Any:  # noqa: ANN401 -- an estimate
    """Return a rate with its interval, of every replication where its tables were kept."""
    try:
        return RATES[name].estimate(case.kept_result)
    except KeyError:
        return RATES[name].estimate(case.batch_result)


def ecosystems_json(result: RegimeResult) -> dict[str, Any]:
    """Return what passes between ecosystems and the share of it that crosses their borders."""
    by_surface = ecosystems.surface_to_merchant(result)
    by_wallet = ecosystems.merchant_to_wallet(result)
    return {
        "surface_to_merchant": by_surface,
        "merchant_to_wallet": by_wallet,
        "crossing_surface_share": ecosystems.crossing_share(by_surface),
        "crossing_wallet_share": ecosystems.crossing_share(by_wallet),
    }


def sales_json(result: RegimeResult) -> dict[str, dict[str, int]]:
    """Return by merchant what was paid, lost, refunded and bought elsewhere."""
    table = result.counts("by_destination")
    columns = {
        "paid_minor": PAID_FEN,
        "lost_minor": LOST_FEN,
        "refunds": REFUNDED,
        "refunded_minor": REFUNDED_FEN,
        "elsewhere": ELSEWHERE,
        "elsewhere_minor": ELSEWHERE_FEN,
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
