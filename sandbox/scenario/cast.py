"""The cast of a scenario: the parties and rules that its runs can meet.

A world holds all of China; a scenario about one shop meets a few of its parties. Whatever is in
doubt belongs to the cast: it is told from names and dates, not from what shoppers do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.scenario.checks.reach import speaks_of
from sandbox.scenario.checks.references import joint_set
from sandbox.scenario.regimes import rules_in_order, stages
from sandbox.scenario.tables.labels import fronts_of, hosts_of
from sandbox.scenario.tables.pressure import touches

if TYPE_CHECKING:
    from sandbox.scenario.schema.people_sections import Audience
    from sandbox.scenario.schema.rule_sections import Rule
    from sandbox.scenario.schema.scenario_document import Document

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """What the runs of a scenario can meet.

    Attributes
    ----------
    names
        Section of the document → names in it that can matter.
    rules
        Names of the rules that can matter.
    regimes
        Regimes that are compared, or walked through, and those that they extend.
    stands_alone
        Whether there is one destination only, so that its weight says nothing.
    """

    names: Mapping[str, Collection[str]]
    rules: Collection[str]
    regimes: Collection[str]
    stands_alone: bool

    def meets(self, path: Path) -> bool:
        """Tell whether the value at a path of the document can matter; rules by name."""
        section = path[0]
        if section == "rules" and len(path) > 1:
            return path[1] in self.rules
        if section == "regimes" and len(path) > 3:
            return path[1] in self.regimes and path[3] in self.rules
        if section in ("merchants", "services") and path[2:] == ("traffic",) and self.stands_alone:
            return False
        known = self.names.get(section)
        return known is None or len(path) < 2 or path[1] in known


def cast_of(document: Document, regimes: Collection[str | None]) -> Cast:
    """Return the cast of a scenario.

    Parameters
    ----------
    document
        A valid scenario.
    regimes
        Those that are run; None stands for its walk.
    """
    only = document.traffic.only
    shops = [n for n, m in document.merchants.items() if _is_visited(only, n, m.traffic)]
    services = [n for n, s in document.services.items() if _is_visited(only, n, s.traffic)]
    audiences = {document.merchants[name].audience for name in shops}
    audiences |= {document.services[name].audience for name in services}
    wallets = _wallets(document, shops, audiences)
    names = {
        "merchants": {host for name in shops for host in hosts_of(document, name)},
        "services": set(services),
        "audiences": audiences,
        "segments": _segments(document, audiences),
        "wallets": wallets,
        "rails": {f.rail for name in wallets for f in document.wallets[name].funding.values()},
        "routes": _routes(document, shops, wallets),
        "outages": {name for name, one in document.outages.items() if touches(document, one)},
    }
    rules = {
        dated.rule.name
        for regime in regimes
        for dated in rules_in_order(document, stages(document, regime))
        if _is_in_force(document, dated.from_us, dated.until_us)
        and _concerns(document, dated.rule, shops, services)
    }
    return Cast(names, rules, _chain(document, regimes), len(shops) + len(services) == 1)


def _is_visited(only: Collection[str] | None, name: str, weight: object) -> bool:
    return bool(weight) and (only is None or name in only)


def _wallets(document: Document, shops: list[str], audiences: set[str]) -> set[str]:
    """Return the wallets that some visitor can hold, or that issued a code at a counter."""
    held = {name for name, wallet in document.wallets.items() if wallet.held_by}
    for name in audiences:
        audience = document.audiences[name]
        held |= {wallet for key in _joint_keys(audience) for wallet in joint_set(key)}
        held |= set(audience.also)
    counters = [document.merchants[name].counter for name in shops]
    held |= {counter.issuer for counter in counters if counter is not None}
    return {under for name in held for under in fronts_of(document, name)}


def _joint_keys(audience: Audience) -> list[str]:
    return [*audience.wallets, *(audience.new.wallets if audience.new else ())]


def _segments(document: Document, audiences: set[str]) -> set[str]:
    weights = [document.audiences[name].segments for name in audiences]
    if not all(weights):
        return set(document.segments)
    return {name for weight in weights for name, share in weight.items() if share}


def _routes(document: Document, shops: list[str], wallets: set[str]) -> set[str]:
    return {
        name
        for name, route in document.routes.items()
        if route.wallet in wallets
        and (
            not route.merchants
            or any(set(hosts_of(document, shop)) & set(route.merchants) for shop in shops)
        )
    }


def _is_in_force(document: Document, from_us: int, until_us: int) -> bool:
    start = document.period.from_
    return until_us > start and from_us < start + document.period.length_us


def _concerns(document: Document, rule: Rule, shops: list[str], services: list[str]) -> bool:
    return any(speaks_of(document, rule.when, shop) for shop in shops) or any(
        rule.when.destination is None or service in rule.when.destination for service in services
    )


def _chain(document: Document, regimes: Collection[str | None]) -> set[str]:
    """Return regimes with those that they extend."""
    ahead = [stage.regime for regime in regimes for stage in stages(document, regime)]
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name and name not in found:
            found.add(name)
            ahead.append(document.regimes[name].extends or "")
    return found
