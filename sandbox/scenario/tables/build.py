"""From a document and a regime to the tables of one run."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.model.tables.world import (
    Chains,
    DestinationTable,
    MenuTable,
    Settings,
    SurfaceTable,
    WalletTable,
    World,
)
from sandbox.payments.links import FrictionTable
from sandbox.scenario import regimes
from sandbox.scenario.schema.traffic_sections import steps_after
from sandbox.scenario.soundness.fault import refuse
from sandbox.scenario.soundness.table_faults import find_faults
from sandbox.scenario.tables import learners as memory
from sandbox.scenario.tables import people, pressure, traffic
from sandbox.scenario.tables.amount_bands import with_amount_edges
from sandbox.scenario.tables.destinations import build_destinations
from sandbox.scenario.tables.families import ChainBuilder, Effects, read_rules, selections_of
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
from sandbox.scenario.tables.rules import ClauseRows, Clock, cohort_ids
from sandbox.scenario.tables.sharing import Shared
from sandbox.units import WORD, round_half_up, threshold
from sandbox.vocabulary import NOBODY, CityTier, Confirmation, Container, Outcome, Payload, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.model.tables.traffic_tables import VisitTable
    from sandbox.payments.openness import ClauseTable
    from sandbox.scenario.regimes import DatedRule, Stage
    from sandbox.scenario.schema.money_sections import Settlement
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.rules import Clause

BUCKETS = 60


@dataclass(frozen=True, slots=True)
class BuiltWorld:
    """The tables of one run with the names behind their indices.

    Attributes
    ----------
    regime
        Name of the regime, or `walk` for several in time.
    start_us
        First moment of the horizon, microseconds since 1970.
    rules
        Rules that clauses point to.
    steps
        Names of the steps behind links, by course.
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
    course = regimes.stages(document, regime)
    rules = regimes.rules_in_order(document, course)
    routes, laws, schedules = shared.part(_ways, document, labels)
    parts = _Parts(document, labels, laws.copy(), schedules.copy(), shared)
    effects = Effects(parts.schedules, SubsidyRows())
    friction = document.friction
    effects.courses.extend([{}, friction.copied, friction.warned, friction.open])
    selected = shared.part(selections_of, document, labels, tuple(rules))
    clauses = read_rules(document, labels, selected, effects)
    clock = Clock(document.period.from_, document.period.length_us, whole_time)
    visits = shared.part(traffic.build_visits, document, labels)
    cohorts = shared.part(cohort_ids, document)
    openness = shared.part(_openness, document, labels, tuple(clauses), clock, cohorts, visits)
    world = _world(parts, visits, openness, routes, effects, course)
    if not whole_time:  # rules outside the horizon are for questions, which no engine runs
        refuse(find_faults(world, document, labels))
    built = BuiltWorld(
        world=world,
        labels=labels,
        regime=course[0].regime if len(course) == 1 else "walk",
        start_us=document.period.from_,
        stages=tuple(course),
        rules=tuple(rules),
        routes=tuple(routes.names),
        offers=tuple(routes.offer_names),
        steps=tuple(tuple(steps) for steps in effects.courses),
        settlements=tuple(document.rails[name].settlement for name in labels.rails.names),
    )
    return with_amount_edges(built, amount_edges)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What most tables are built from."""

    document: Document
    labels: Labels
    laws: LawRows
    schedules: ScheduleRows
    shared: Shared


def _ways(document: Document, labels: Labels) -> tuple[RouteRows, LawRows, ScheduleRows]:
    """Return the routes with the laws and schedules that they refer to."""
    laws, schedules = LawRows(), ScheduleRows()
    return build_routes(document, labels, laws, schedules), laws, schedules


def _openness(
    document: Document,
    labels: Labels,
    clauses: tuple[Clause, ...],
    clock: Clock,
    cohorts: dict[str, int],
    visits: VisitTable,
) -> tuple[ClauseTable, Chains]:
    counts = (len(labels.surfaces), len(Payload), len(labels.segments), len(CityTier))
    rows = ClauseRows(clock, cohorts, counts)
    chains = ChainBuilder(document, labels, rows, clauses).build(visits)
    return rows.table(), chains


def _menus(
    _document: Document,
    openness: tuple[ClauseTable, Chains],
    destinations: DestinationTable,
    offer_start: tuple[int, ...],
    wallets: int,
) -> MenuTable:
    return build_menus(*openness, destinations, offer_start, wallets)


def _world(
    parts: _Parts,
    visits: VisitTable,
    openness: tuple[ClauseTable, Chains],
    routes: RouteRows,
    effects: Effects,
    course: list[Stage],
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
        settings=_settings(parts, openness, routes, effects, course),
        arrivals=traffic.build_arrivals(document),
        visits=visits,
        destinations=destinations,
        surfaces=_surfaces(document, labels),
        wallets=_wallets(document, labels, agreements),
        audiences=shared.part(people.build_audiences, document, labels),
        segments=people.build_segments(document, labels),
        laws=parts.laws.table(),
        friction=_friction(effects),
        clauses=openness[0],
        chains=openness[1],
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
        stage_us=tuple(stage.from_us - document.period.from_ for stage in course),
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
    for course in effects.courses:
        stay = Fraction(1)
        for share in course.values():
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


def _buckets(document: Document) -> tuple[int, int]:
    horizon = document.period.length_us
    wanted = document.buckets
    if wanted is None:
        return -(-horizon // BUCKETS), BUCKETS
    if wanted <= 4_096:
        return -(-horizon // wanted), wanted
    return wanted, -(-horizon // wanted)


def _clears(document: Document) -> bool:
    return any(rail.settlement is not None for rail in document.rails.values()) or any(
        merchant.escrow is not None for merchant in document.merchants.values()
    )


def _settings(
    parts: _Parts,
    openness: tuple[ClauseTable, Chains],
    routes: RouteRows,
    effects: Effects,
    course: list[Stage],
) -> Settings:
    clauses, chains = openness
    document, labels = parts.document, parts.labels
    bucket_us, buckets = _buckets(document)
    choice, cashier, retries = document.choice, document.cashier, document.retries
    return Settings(
        horizon_us=document.period.length_us,
        bucket_us=max(1, bucket_us),
        buckets=buckets,
        stages=len(course),
        destinations=len(labels.destinations),
        wallets=len(labels.wallets),
        surfaces=len(labels.surfaces),
        segments=len(labels.segments),
        routes=len(routes.names),
        rails=len(labels.rails),
        accounts=len(labels.accounts),
        shoppers=labels.account["shoppers"],
        suppliers=labels.account["suppliers"],
        folded_visibility=threshold(choice.folded_visibility),
        default_pull=threshold(choice.default_pull),
        subsidy_pull=threshold(choice.subsidy_pull),
        surcharge_accepted=threshold(choice.surcharge_accepted),
        goes_elsewhere=threshold(choice.goes_elsewhere),
        cancelled=threshold(cashier.cancelled),
        biometric=threshold(cashier.biometric),
        password_free_limit_fen=cashier.password_free_limit,
        tries_per_route=retries.tries_per_route,
        routes_per_wallet=retries.routes_per_wallet,
        wallets_tried=retries.wallets,
        attempts_max=retries.attempts_max,
        backoff_us=retries.backoff,
        has_subsidies=int(any(clauses.effect[row] != NOBODY for row in chains.subsidy.clauses)),
        has_surcharges=int(any(clauses.effect[row] > 0 for row in chains.surcharge.clauses)),
        has_thinning=int(any(clauses.effect[row] < WORD for row in chains.traffic.clauses)),
        has_through=int(len(effects.through) > 1),
        has_pressure=int(pressure.is_modelled(document)),
        patience_scope=pressure.patience_scope(document),
        patience_law=pressure.patience_law(document, parts.laws),
        stations=pressure.count_stations(document),
        has_memory=int(memory.is_modelled(document, effects.learners)),
        has_clearing=int(_clears(document)),
        has_notices=int(pressure.has_notices(document)),
        unpaid_after_us=document.unpaid.after,
        pays_again=threshold(document.unpaid.pays_again),
        leaves_unpaid=threshold(document.unpaid.pays_again + document.unpaid.leaves),
        has_tiers=int(any(row[4] for row in parts.schedules.rows)),
        amount_bands=1,
    )
