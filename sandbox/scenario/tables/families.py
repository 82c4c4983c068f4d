"""Which aspect of which cell each rule sets: from rules to clauses to chains, family by family."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from sandbox.model.tables.world import Chains
from sandbox.payments.acceptance import BY_INTEROP
from sandbox.payments.openness import ChainTable
from sandbox.scenario.schema.section import ONE
from sandbox.scenario.tables.labels import fronts_of
from sandbox.scenario.tables.learners import LEARNING, LearnerRows
from sandbox.scenario.tables.money import sets_schedule
from sandbox.scenario.tables.rules import NO_RULE, ChainEntry, Clause, build_chain
from sandbox.scenario.tables.selectors import select
from sandbox.units import ppm, threshold
from sandbox.vocabulary import (
    NOBODY,
    Acceptance,
    CodeKind,
    Container,
    Family,
    FeeBearer,
    LinkState,
    Payload,
    RoutingPolicy,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from sandbox.model.tables.traffic_tables import VisitTable
    from sandbox.scenario.regimes import DatedRule
    from sandbox.scenario.schema.money_sections import FeeSetting
    from sandbox.scenario.schema.rule_sections import AcceptSetting, LinkSetting, RouteSetting
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels
    from sandbox.scenario.tables.money import ScheduleRows, SubsidyRows
    from sandbox.scenario.tables.rules import ClauseRows
    from sandbox.scenario.tables.selectors import SelectedParties


class SelectedRule(NamedTuple):
    """A rule with the parties that it speaks of."""

    source: DatedRule
    parties: SelectedParties


@dataclass(slots=True)
class Effects:
    """Parameters that clauses point to, collected while rules are read.

    Attributes
    ----------
    schedules, subsidies
        What fee rules charge and grant.
    paths
        Steps behind links: name → share kept; the first four are the world's, by `LinkState`.
    through
        Route names that an acceptance rule allows; entry 0 stands for all.
    route_weights
        Weights by route name that routing rules set; variant k + 1 of the offers.
    learners
        Routing rules that learn.
    """

    schedules: ScheduleRows
    subsidies: SubsidyRows
    paths: list[Mapping[str, Fraction]] = field(default_factory=list)
    through: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    route_weights: list[Mapping[str, Fraction]] = field(default_factory=list)
    learners: LearnerRows = field(default_factory=LearnerRows)


def selections_of(
    document: Document, labels: Labels, rules: Sequence[DatedRule]
) -> list[SelectedRule]:
    """Return each rule with the parties that it speaks of."""
    return [SelectedRule(rule, select(document, labels, rule.rule.when)) for rule in rules]


def read_rules(
    document: Document,
    labels: Labels,
    rules: Sequence[SelectedRule],
    effects: Effects,
) -> list[Clause]:
    """Return the clauses of all rules, each given with what it speaks of, the weakest first."""
    clauses = []
    for index, (source, parties) in enumerate(rules):
        for family, effect, parameter in _aspects(document, labels, source, effects):
            final = family is Family.ACCEPT and _is_barred(source)
            clauses.append(Clause(family, parties, index, source, effect, parameter, final))
    return clauses


def _is_barred(source: DatedRule) -> bool:
    accept = source.rule.set.accept
    return accept is not None and accept.as_ == "barred"


def _aspects(
    document: Document,
    labels: Labels,
    source: DatedRule,
    effects: Effects,
) -> list[tuple[Family, int, int]]:
    setting = source.rule.set
    if setting.fee is not None:
        return _fee_aspects(setting.fee, labels, effects)
    if setting.link is not None:
        return [_link_aspect(setting.link, effects)]
    if setting.accept is not None:
        return [_accept_aspect(setting.accept, effects)]
    if setting.interop is not None:
        return [(Family.INTEROP, int(setting.interop == "open"), 0)]
    if setting.route is not None:
        return [_route_aspect(setting.route, effects)]
    multiple = setting.traffic if setting.traffic is not None else ONE
    return [(Family.TRAFFIC, threshold(multiple / document.traffic.ceiling), 0)]


def _link_aspect(link: LinkSetting, effects: Effects) -> tuple[Family, int, int]:
    state = int(LinkState[link.state.upper()])
    if link.keep is None:
        return Family.LINK, state, state
    effects.paths.append(link.keep)
    return Family.LINK, state, len(effects.paths) - 1


def _accept_aspect(accept: AcceptSetting, effects: Effects) -> tuple[Family, int, int]:
    name = "off" if accept.as_ == "barred" else accept.as_
    variant = 0
    if accept.through is not None:
        variant = len(effects.through)
        effects.through.append(tuple(accept.through))
    return Family.ACCEPT, int(Acceptance[name.upper()]), variant


def _route_aspect(route: RouteSetting, effects: Effects) -> tuple[Family, int, int]:
    variant = 0
    policy = RoutingPolicy[route.policy.upper()]
    if policy in LEARNING:
        return Family.ROUTE, int(policy), effects.learners.add(route)
    if route.weights:
        effects.route_weights.append(route.weights)
        variant = len(effects.route_weights)
    return Family.ROUTE, int(policy), variant


def _fee_aspects(
    fee: FeeSetting,
    labels: Labels,
    effects: Effects,
) -> list[tuple[Family, int, int]]:
    aspects = []
    if sets_schedule(fee):
        aspects.append((Family.FEE_SCHEDULE, effects.schedules.add_setting(fee), 0))
    if fee.cut is not None:
        aspects.append((Family.FEE_CUT, ppm(fee.cut), 0))
    if fee.subsidy is not None:
        aspects.append((Family.SUBSIDY, effects.subsidies.add(fee.subsidy, labels), 0))
    if fee.surcharge is not None:
        aspects.append((Family.SURCHARGE, ppm(fee.surcharge), 0))
    if fee.borne_by is not None:
        aspects.append((Family.FEE_BEARER, int(FeeBearer[fee.borne_by.upper()]), 0))
    return aspects


@dataclass(frozen=True, slots=True)
class ChainBuilder:
    """Builds the chains of all families over the same clauses."""

    document: Document
    labels: Labels
    rows: ClauseRows
    clauses: Sequence[Clause]

    def build(self, visits: VisitTable) -> Chains:
        """Return the chains of every family."""
        return Chains(
            link=self._link(),
            accept=self._accept(),
            interop=self._interop(),
            traffic=self._traffic(visits),
            route=self._by_destination(Family.ROUTE, int(RoutingPolicy.PRIORITY)),
            schedule=self._by_wallet(Family.FEE_SCHEDULE, NOBODY),
            cut=self._by_wallet(Family.FEE_CUT, 0),
            subsidy=self._by_wallet(Family.SUBSIDY, NOBODY),
            surcharge=self._by_wallet(Family.SURCHARGE, 0),
            bearer=self._bearer(),
        )

    def _entries(self, family: Family) -> list[ChainEntry]:
        entries = [
            ChainEntry(self.rows.add(clause), clause)
            for clause in self.clauses
            if clause.family is family
        ]
        return [entry for entry in entries if entry.row != NO_RULE]

    def _link(self) -> ChainTable:
        entries = self._entries(Family.LINK)
        many = len(self.labels.destinations)
        cells = [
            [
                (s * len(Payload) + p) * many + d
                for s, p, d in product(
                    self._foreign_surfaces(c.selection.surfaces),
                    c.selection.payloads,
                    c.selection.destinations,
                )
            ]
            for _, c in entries
        ]
        defaults = []
        for surface in self.labels.surfaces.names:
            names = self.labels.destinations.names
            defaults += [self._link_default(surface, name) for name in names] * len(Payload)
        return build_chain(self.rows, entries, cells, defaults)

    def _foreign_surfaces(self, surfaces: Sequence[int]) -> list[int]:
        names = self.labels.surfaces.names
        return [s for s in surfaces if not self.document.surfaces[names[s]].own_app]

    def _link_default(self, surface: str, destination: str) -> int:
        section = self.document.surfaces[surface]
        owner = self.labels.owners[destination]
        is_open = (
            section.own_app or None in (section.ecosystem, owner) or section.ecosystem == owner
        )
        state = LinkState.OPEN if is_open else LinkState.BLOCKED
        return self.rows.default(int(state), int(state))

    def _accept(self) -> ChainTable:
        entries = self._entries(Family.ACCEPT)
        many = len(self.labels.wallets)
        cells = [
            [
                (d * many + w) * len(Container) + k
                for d, w, k in product(
                    c.selection.destinations, c.selection.wallets, c.selection.containers
                )
            ]
            for _, c in entries
        ]
        behind = {name: fronts_of(self.document, name) for name in self.labels.wallets.names}
        defaults = [
            row
            for destination in self.labels.destinations.names
            for wallet in self.labels.wallets.names
            for row in self._accept_defaults(destination, behind[wallet])
        ]
        return build_chain(self.rows, entries, cells, defaults)

    def _accept_defaults(self, destination: str, behind: list[str]) -> list[int]:
        """Return the default in each container for a wallet, given with those that it fronts."""
        merchant = self.document.merchants.get(destination)
        if merchant is None:
            return [self.rows.default(int(Acceptance.OFF))] * len(Container)
        owners = [self.document.wallets[name].ecosystem for name in behind]
        own = self.labels.owners[destination] in owners
        elsewhere = Acceptance.LISTED if own else Acceptance.OFF
        counter = merchant.counter
        return [
            self.rows.default(
                int(elsewhere)
                if container is not Container.COUNTER or counter is None
                else int(Acceptance.LISTED)
                if counter.issuer in behind
                else BY_INTEROP
            )
            for container in Container
        ]

    def _interop(self) -> ChainTable:
        entries = self._entries(Family.INTEROP)
        many = len(self.labels.wallets)
        cells = [
            [
                (w * many + i) * len(CodeKind) + code
                for w, i, code in product(
                    c.selection.wallets, c.selection.issuers, c.selection.codes
                )
            ]
            for _, c in entries
        ]
        defaults = [
            self.rows.default(int(scanner == issuer))
            for scanner in range(many)
            for issuer in range(many)
            for _ in CodeKind
        ]
        return build_chain(self.rows, entries, cells, defaults)

    def _traffic(self, visits: VisitTable) -> ChainTable:
        entries = self._entries(Family.TRAFFIC)
        places = list(zip(visits.destination, visits.surface, visits.payload, strict=True))
        cells = [
            [
                cell
                for cell, (d, s, p) in enumerate(places)
                if d in c.selection.destinations
                and s in c.selection.surfaces
                and p in c.selection.payloads
            ]
            for _, c in entries
        ]
        usual = self.rows.default(threshold(1 / self.document.traffic.ceiling))
        return build_chain(self.rows, entries, cells, [usual] * len(places))

    def _by_destination(self, family: Family, effect: int) -> ChainTable:
        entries = self._entries(family)
        cells = [list(c.selection.destinations) for _, c in entries]
        usual = self.rows.default(effect)
        return build_chain(self.rows, entries, cells, [usual] * len(self.labels.destinations))

    def _by_wallet(self, family: Family, effect: int) -> ChainTable:
        usual = self.rows.default(effect)
        defaults = [usual] * (len(self.labels.destinations) * len(self.labels.wallets))
        return self._wallet_chain(family, defaults)

    def _bearer(self) -> ChainTable:
        defaults = []
        for name in self.labels.destinations.names:
            merchant = self.document.merchants.get(name)
            bearer = merchant.fee_borne_by if merchant is not None else "store"
            row = self.rows.default(int(FeeBearer[bearer.upper()]))
            defaults.extend([row] * len(self.labels.wallets))
        return self._wallet_chain(Family.FEE_BEARER, defaults)

    def _wallet_chain(self, family: Family, defaults: Sequence[int]) -> ChainTable:
        entries = self._entries(family)
        many = len(self.labels.wallets)
        cells = [
            [d * many + w for d, w in product(c.selection.destinations, c.selection.wallets)]
            for _, c in entries
        ]
        return build_chain(self.rows, entries, cells, defaults)
