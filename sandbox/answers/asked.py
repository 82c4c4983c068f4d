"""What a question asks: the metrics that somebody names, or those that its rules are about.

The first that applies: metrics of the command line; `metrics:` and what `expect:` names; else
what the rules that differ between the compared regimes can move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics.checks import check_metric
from sandbox.metrics.grammar.names import Metric, parse_metric
from sandbox.scenario.cast import cast_of
from sandbox.scenario.regimes import DatedRule, rules_in_order, stages
from sandbox.scenario.tables.labels import owner_of

if TYPE_CHECKING:
    from sandbox.scenario.schema.rule_sections import Rule
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld

DERIVED_MAX = 12
"""Metrics that are derived at most: each of them widens the intervals of the others."""

OPENNESS = frozenset({"accept", "link", "interop"})
LOADS = ("payment_success_rate", "latency.p95", "wait.mean", "lost.overloaded")


@dataclass(frozen=True, slots=True)
class AskedMetrics:
    """What a question asks.

    Attributes
    ----------
    metrics
        The headline first; at least one.
    is_derived
        Whether nobody named them.
    named_parties
        Parties that stand in the rules that differ, or in the metrics that were named: no table
        may fold them away.
    """

    metrics: tuple[Metric, ...]
    is_derived: bool
    named_parties: tuple[str, ...]


def named_metrics(metrics: Iterable[Metric], document: Document) -> AskedMetrics:
    """Return what somebody asked by name; an equal metric counts once."""
    distinct = tuple(dict.fromkeys(metrics))
    return AskedMetrics(distinct, is_derived=False, named_parties=_parties_of(distinct, document))


def derived_metrics(document: Document, worlds: Sequence[BuiltWorld]) -> AskedMetrics:
    """Return what the rules are about that differ between regimes.

    Parameters
    ----------
    document
        The scenario.
    worlds
        Tables of its regimes, the baseline first; what their checkouts cannot meet is not asked.
    """
    first = worlds[0]
    settings = first.world.settings
    flags = zip(first.world.destinations.is_service, _visited(document, first), strict=True)
    visited = {bool(is_service) for is_service, is_visited in flags if is_visited}
    has_purchases, has_services = False in visited, True in visited
    texts = ["success_rate"] if has_purchases else []
    rules = differing_rules(document, [built.regime for built in worlds])
    texts += ["open_rate"] if has_services and (not texts or _any_links(rules)) else []
    cast = cast_of(document, [regime_of(built) for built in worlds])
    named: dict[str, None] = {}
    for rule in rules:
        if rule.name not in cast.rules:
            continue
        wallets = [name for name in _wallets(document, rule) if cast.meets(("wallets", name))]
        shops = [name for name in _merchants(document, rule) if cast.meets(("merchants", name))]
        named.update(dict.fromkeys([*wallets, *shops]))
        texts += _about(rule, wallets, shops)
    if not settings.has_pressure:
        texts = [text for text in texts if not text.startswith("wait.")]
    known = [parse_metric(text) for text in dict.fromkeys(texts)]
    fitting = [metric for metric in known if not check_metric(metric, first)]
    every = tuple(fitting[:DERIVED_MAX]) or (parse_metric("success_rate"),)
    return AskedMetrics(every, is_derived=True, named_parties=tuple(named))


def metrics_of_changes(document: Document, paths: Iterable[str]) -> list[Metric]:
    """Return the metrics that changed values of parties are about.

    Parameters
    ----------
    paths
        Of the values that differ, keys joined by dots, such as `wallets.alipay.fee`.
    """
    texts: dict[str, None] = {}
    for path in paths:
        section, _, rest = path.partition(".")
        name = rest.partition(".")[0]
        if section == "wallets" and name in document.wallets:
            texts.update(dict.fromkeys((f"share.{name}", f"fees.{name}")))
        if section == "merchants" and name in document.merchants:
            texts[f"net_income.{name}"] = None
    return [parse_metric(text) for text in texts][:DERIVED_MAX]


def differing_rules(document: Document, regimes: Sequence[str]) -> list[Rule]:
    """Return the rules that not all of some regimes have, each once, in their order."""
    found: dict[str, Rule] = {}
    lists = [_rules_of(document, name) for name in regimes]
    for rules in lists:
        for rule in rules:
            if any(rule not in others for others in lists):
                found.setdefault(rule.name, rule)
    return list(found.values())


def idle_rules(document: Document, regimes: Sequence[str]) -> list[tuple[str, DatedRule]]:
    """Return the rules that tell a regime from the baseline and are never in force.

    Returns
    -------
    list
        (regime, rule with its dates); none for a rule that also differs by being in force.
    """
    baseline, *others = regimes
    usual = _rules_of(document, baseline)
    start = document.period.from_
    end = start + document.period.length_us
    found = []
    for name in others:
        for dated in rules_in_order(document, stages(document, name)):
            is_idle = dated.until_us <= start or dated.from_us >= end
            if is_idle and dated.rule not in usual and dated.regime != "scenario":
                found.append((name, dated))
    return found


def _rules_of(document: Document, regime: str) -> list[Rule]:
    """Return the rules of a regime; of a walk those of all its stages."""
    name = regime if regime in document.regimes else None
    return [dated.rule for dated in rules_in_order(document, stages(document, name))]


def regime_of(built: BuiltWorld) -> str | None:
    """Return the name of a world's regime as `build_world` takes it."""
    return None if len(built.stages) > 1 else built.regime or None


def _visited(document: Document, built: BuiltWorld) -> list[bool]:
    """Tell of each destination whether anybody comes there."""
    only = document.traffic.only
    weights = {name: service.traffic for name, service in document.services.items()}
    weights |= {name: merchant.traffic for name, merchant in document.merchants.items()}
    return [
        bool(weights[name]) and (only is None or name in only)
        for name in built.labels.destinations.names
    ]


def _any_links(rules: Sequence[Rule]) -> bool:
    return any("link" in rule.set.families for rule in rules)


def _about(rule: Rule, wallets: Sequence[str], shops: Sequence[str]) -> Iterator[str]:
    """Yield the metrics that a rule can be expected to move."""
    families = set(rule.set.families)
    if families & OPENNESS:
        yield from (f"share.{name}" for name in wallets)
    if families & (OPENNESS | {"fee"}):
        yield from (f"fees.{name}" for name in wallets)
        yield from (f"net_income.{name}" for name in shops)
    if "route" in families:
        yield from LOADS
    if "traffic" in families:
        yield "paid"


def _wallets(document: Document, rule: Rule) -> list[str]:
    when = rule.when
    named = [*(when.wallet or ()), *(when.issuer or ())]
    if when.wallet_owner is not None:
        owners = set(when.wallet_owner)
        named += [n for n, wallet in document.wallets.items() if wallet.ecosystem in owners]
    return [name for name in dict.fromkeys(named) if name in document.wallets]


def _merchants(document: Document, rule: Rule) -> list[str]:
    when = rule.when
    named = [*(when.merchant or ()), *(when.destination or ())]
    owners = {*(when.merchant_owner or ()), *(when.destination_owner or ())}
    if owners:
        named += [name for name in document.merchants if owner_of(document, name) in owners]
    return [name for name in dict.fromkeys(named) if name in document.merchants]


def _parties_of(metrics: Sequence[Metric], document: Document) -> tuple[str, ...]:
    known = {*document.wallets, *document.merchants, *document.surfaces, *document.services}
    sides = [side for metric in metrics for side in metric.sides]
    inside = [value for side in sides for _, value in side.filters]
    named = [*(side.party for side in sides), *inside]
    return tuple(name for name in dict.fromkeys(named) if name in known)
