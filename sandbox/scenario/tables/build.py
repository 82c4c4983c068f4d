"""From a document and a regime to the tables of one run."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.model.tables.world import DestinationTable, MenuTable, SurfaceTable, WalletTable, World
from sandbox.payments.links import FrictionTable
from sandbox.scenario import regimes
from sandbox.scenario.schema.traffic_sections import steps_after
from sandbox.scenario.soundness.fault import refuse
from sandbox.scenario.soundness.table_faults import find_faults
from sandbox.scenario.tables import learners as memory
from sandbox.scenario.tables import people, pressure, traffic
from sandbox.scenario.tables.amount_bands import with_amount_edges
from sandbox.scenario.tables.destinations import build_destinations
from sandbox.scenario.tables.families import Effects, read_rules, selections_of
from sandbox.scenario.tables.labels import Labels, build_labels
from sandbox.scenario.tables.law_rows import LawRows
from sandbox.scenario.tables.menus import build_menus
from sandbox.scenario.tables.money import (
    ScheduleRows,
    SubsidyRows,
    build_fundings,
    build_rails,
)
from sandbox.scenario.tables.routes import RouteRows, build_routes
from sandbox.scenario.tables.rule_tables import build_openness
from sandbox.scenario.tables.rules import Horizon, cohort_ids
from sandbox.scenario.tables.run_settings import TableParts, build_settings
from sandbox.scenario.tables.sharing import Shared
from sandbox.units import WORD, round_half_up, threshold
from sandbox.vocabulary import Confirmation, Container, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.model.tables.traffic_tables import VisitTable
    from sandbox.scenario.regimes import DatedRule, Stage
    from sandbox.scenario.schema.money_sections import Settlement
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.rule_tables import Openness


@dataclass(frozen=True, slots=True)
class BuiltWorld:
    """The tables of one run with the names behind their indices.

    Attributes
    ----------
    world, labels
        The tables, and the names of the parties in them.
    regime
        Name of the regime, or `walk` for several in time.
    start_us
        First moment of the horizon, microseconds since 1970.
    stages
        What is in force when, one after another.
    rules
        Rules that clauses point to.
    routes, offers
        Names of routes by row, and of the route of each offer.
    steps
        Names of the steps behind links, by path.
    settlements
        Terms of settlement by rail.
    """

    world: World
    labels: Labels
    regime: str
    start_us: int
    stages: tuple[Stage, ...]
    rules: tuple[DatedRule, ...]
    routes: tuple[str, ...]
    offers: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    settlements: tuple[Settlement | None, ...]


def build_regimes(
    document: Document,
    asked: Sequence[str | None],
    shared: Shared | None = None,
    amount_edges: Sequence[int] = (),
) -> tuple[BuiltWorld, ...]:
    """Return the tables of several regimes; what no rule has a say in is built once.

    Parameters
    ----------
    asked, shared, amount_edges
        As in `build_world`.
    """
    known = shared if shared is not None else Shared()
    return tuple(
        build_world(document, regime, shared=known, amount_edges=amount_edges) for regime in asked
    )


def build_world(
    document: Document,
    regime: str | None = None,
    *,
    whole_time: bool = False,
    shared: Shared | None = None,
    amount_edges: Sequence[int] = (),
) -> BuiltWorld:
    """Return the tables of a run under one regime, or along the document's walk.

    Parameters
    ----------
    document
        A document that passed all checks.
    regime
        Name of a regime; none for the document's own choice.
    whole_time
        True to keep rules outside the horizon, for questions about other dates.
    shared
        Parts of other worlds of the same scenario; the tables are equal with and without.
    amount_edges
        See `with_amount_edges`.

    Raises
    ------
    UnsoundError
        When an engine could not count with these tables.
    """
    shared = shared if shared is not None else Shared()
    labels = shared.part(build_labels, document)
    stages = regimes.stages(document, regime)
    rules = regimes.rules_in_order(document, stages)
    routes, laws, schedules = shared.part(_ways, document, labels)
    parts = TableParts(document, labels, laws.copy(), schedules.copy(), shared)
    effects = Effects(parts.schedules, SubsidyRows())
    friction = document.friction
    effects.paths.extend([{}, friction.copied, friction.warned, friction.open])
    selected = shared.part(selections_of, document, labels, tuple(rules))
    clauses = read_rules(document, labels, selected, effects)
    horizon = Horizon(document.period.from_, document.period.length_us, whole_time)
    visits = shared.part(traffic.build_visits, document, labels)
    cohorts = shared.part(cohort_ids, document)
    openness = shared.part(
        build_openness, document, labels, tuple(clauses), horizon, cohorts, visits
    )
    world = _world(parts, visits, openness, routes, effects, stages)
    if not whole_time:  # rules outside the horizon are for questions, which no engine runs
        refuse(find_faults(world, document, labels))
    return BuiltWorld(
        world=with_amount_edges(world, amount_edges),
        labels=labels,
        regime=stages[0].regime if len(stages) == 1 else "walk",
        start_us=document.period.from_,
        stages=tuple(stages),
        rules=tuple(rules),
        routes=tuple(routes.names),
        offers=tuple(routes.offer_names),
        steps=tuple(tuple(steps) for steps in effects.paths),
        settlements=tuple(document.rails[name].settlement for name in labels.rails.names),
    )


def _ways(document: Document, labels: Labels) -> tuple[RouteRows, LawRows, ScheduleRows]:
    """Return the routes with the laws and schedules that they refer to."""
    laws, schedules = LawRows(), ScheduleRows()
    return build_routes(document, labels, laws, schedules), laws, schedules


def _menus(
    _document: Document,
    openness: Openness,
    destinations: DestinationTable,
    offer_start: tuple[int, ...],
    wallets: int,
) -> MenuTable:
    return build_menus(openness, destinations, offer_start, wallets)


def _world(
    parts: TableParts,
    visits: VisitTable,
    openness: Openness,
    routes: RouteRows,
    effects: Effects,
    stages: Sequence[Stage],
) -> World:
    document, labels, shared = parts.document, parts.labels, parts.shared
    destinations = build_destinations(document, labels, parts.laws)
    rails = build_rails(document, labels, parts.schedules)
    agreements = shared.part(people.agreement_groups, document, labels)
    learners, learner_of, plugin_of = effects.learners.tables(routes.start)
    stations = pressure.build_stations(document, labels, routes.names)
    notices = pressure.build_notices(document, labels, parts.laws)
    queries = pressure.build_queries(document, labels, parts.laws)
    outages = pressure.build_outages(document, labels, routes.names)
    return World(
        settings=build_settings(parts, openness, routes, effects, stages),
        arrivals=traffic.build_arrivals(document),
        visits=visits,
        destinations=destinations,
        surfaces=_surfaces(document, labels),
        wallets=_wallets(document, labels, agreements),
        audiences=shared.part(people.build_audiences, document, labels),
        segments=people.build_segments(document, labels),
        laws=parts.laws.table(),
        friction=_friction(effects),
        clauses=openness.clauses,
        chains=openness.chains,
        menus=shared.part(
            _menus, document, openness, destinations, tuple(routes.start), len(labels.wallets)
        ),
        offers=routes.offers(effects.route_weights),
        through=_through(effects, routes),
        learners=learners,
        learner_of=learner_of,
        plugin_of=plugin_of,
        breakers=memory.build_breakers(document, routes.names),
        budget_ppm=memory.build_budgets(document, labels),
        routes=routes.routes(),
        fundings=shared.part(build_fundings, document, labels),
        schedules=parts.schedules.table(),
        subsidies=effects.subsidies.table(),
        rails=rails,
        stations=stations,
        limits=pressure.build_limits(document, labels),
        outages=outages,
        queries=queries,
        notices=notices,
        handover_failed=_by_member(document.cashier.handover_failed, Container),
        authentication_failed=_by_member(document.cashier.authentication_failed, Confirmation),
        confirmation_us=_confirmation_us(document),
        steps_after=_steps_after(document),
        stage_us=tuple(stage.from_us - document.period.from_ for stage in stages),
        holding_groups=shared.part(people.holding_groups, document, labels),
        agreement_groups=agreements,
        amount_edges=(),
    )


def _confirmation_us(document: Document) -> tuple[int, ...]:
    takes: dict[str, int] = dict(document.cashier.takes.items())
    return tuple(takes.get(way.name.lower(), 0) for way in Confirmation)


def _by_member(section: object, kind: type[Container | Confirmation]) -> tuple[int, ...]:
    return tuple(threshold(getattr(section, member.name.lower())) for member in kind)


def _steps_after(document: Document) -> tuple[int, ...]:
    masks = [0] * len(Outcome)
    for cause, steps in steps_after(document.retries).items():
        masks[Outcome[cause.upper()]] = sum(1 << Step[step.upper()] for step in steps)
    return tuple(masks)


def _friction(effects: Effects) -> FrictionTable:
    start, kept = [0], []
    for path in effects.paths:
        stay = Fraction(1)
        for share in path.values():
            stay *= share
            kept.append(round_half_up(stay * WORD))
        start.append(len(kept))
    return FrictionTable(tuple(start), tuple(kept))


def _through(effects: Effects, routes: RouteRows) -> tuple[int, ...]:
    masks = []
    for names in effects.through:
        for first, last in zip(routes.start, routes.start[1:], strict=False):
            masks.append(
                sum(
                    1 << (row - first)
                    for row in range(first, last)
                    if not names or routes.offer_names[row] in names
                )
            )
    return tuple(masks)


def _surfaces(document: Document, labels: Labels) -> SurfaceTable:
    sections = [document.surfaces[name] for name in labels.surfaces.names]
    return SurfaceTable(
        tuple(labels.owner_index(section.ecosystem) for section in sections),
        tuple(
            int(Container.MERCHANT_APP if s.own_app else Container[s.container.upper()])
            for s in sections
        ),
        tuple(int(section.own_app) for section in sections),
    )


def _wallets(document: Document, labels: Labels, groups: tuple[int, ...]) -> WalletTable:
    names = labels.wallets.names
    return WalletTable(
        tuple(labels.owner_index(document.wallets[name].ecosystem) for name in names),
        tuple(labels.account[name] for name in names),
        tuple(people.word_position(groups, party) for party in labels.wallets.ids),
    )
