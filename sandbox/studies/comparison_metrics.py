"""Every metric of two regimes that were compared: under each, and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import ExpressionError
from sandbox.metrics import values as metrics
from sandbox.metrics.names import parse_metric
from sandbox.metrics.quantities import Unit
from sandbox.statistics.estimates import Estimate, independent_difference
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.metrics.results import RegimeResult
    from sandbox.metrics.values import Metric
    from sandbox.studies.comparison import Pair

NO_LOSS = (Outcome.PAID, Outcome.OPENED)
ALWAYS = ("latency.p50", "latency.p95", "latency.p99", "checkout_time.p50", "hhi")
UNKNOWN = Estimate(None, None, None)


def pair_metrics(pair: Pair, replications: tuple[int, int]) -> dict[str, dict[str, Any]]:
    """Return, by text of the metric, its unit, its estimate in A and in B, and B minus A.

    The four rates are always there if anything was counted; the others only where the
    replications of both runs are at hand. Differences are paired as the regimes are.

    Parameters
    ----------
    replications
        Of both runs, for differences of independent ones.
    """
    found = {}
    for name, change in pair.changes.items():
        sides = [regime.document[name] for regime in (pair.first, pair.second)]
        if any(side["mean"] is not None for side in sides):
            found[name] = _plain(Unit.SHARE, sides, change)
    one, other = pair.first.result, pair.second.result
    if one is not None and other is not None:
        for text in _texts(pair):
            metric = parse_metric(text)
            estimates = _estimate(metric, one), _estimate(metric, other)
            if any(each.mean is not None for each in estimates):
                change = _difference(metric, (one, other), estimates, pair, replications)
                sides = [each.as_json() for each in estimates]
                found[text] = _plain(metric.unit, sides, change)
    return found


def _plain(unit: Unit, sides: list[dict[str, Any]], change: Estimate) -> dict[str, Any]:
    return {"unit": unit.value, "a": sides[0], "b": sides[1], "difference": change.as_json()}


def _texts(pair: Pair) -> Iterator[str]:
    """Yield the metrics that tell something: causes that occur, parties whose money moves."""
    yield from ALWAYS
    documents = pair.first.document, pair.second.document
    for outcome in Outcome:
        name = outcome.name.lower()
        if outcome not in NO_LOSS and any(d["outcomes"].get(name) for d in documents):
            yield f"lost.{name}"
    incomes = [document.get("net_income", {}) for document in documents]
    for party in dict.fromkeys(name for income in incomes for name in income):
        if any(income.get(party) for income in incomes):
            yield f"net_income.{party}"


def _estimate(metric: Metric, result: RegimeResult) -> Estimate:
    try:
        return metrics.estimate(metric, result)
    except ExpressionError:  # a party that only the other world has
        return UNKNOWN


def _difference(
    metric: Metric,
    results: tuple[RegimeResult, RegimeResult],
    estimates: tuple[Estimate, Estimate],
    pair: Pair,
    replications: tuple[int, int],
) -> Estimate:
    if UNKNOWN in estimates:
        return UNKNOWN
    if pair.replications:
        return metrics.difference(metric, *results)
    return independent_difference(*estimates, replications, metric.measure.of)
