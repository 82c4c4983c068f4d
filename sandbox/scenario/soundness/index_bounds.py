"""Nothing that an engine indexes is empty or out of range.

Compiled code reads wherever an index leads, so each column of indices stands here with its bounds.
"""

from __future__ import annotations

from operator import le, lt
from typing import TYPE_CHECKING, NamedTuple

from sandbox.chance.law_table import LawKind
from sandbox.payments.acceptance import BY_INTEROP
from sandbox.scenario.soundness.fault import Fault
from sandbox.units import PPM, WORD
from sandbox.vocabulary import (
    NOBODY,
    Acceptance,
    CityTier,
    CodeKind,
    Confirmation,
    Container,
    FeeBearer,
    LinkState,
    Outcome,
    Payload,
    RolloutUnit,
    RoutingPolicy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.model.tables.world import World
    from sandbox.payments.openness import ChainTable
    from sandbox.scenario.tables.labels import Labels

LANES = 4  # words in a block of draws


class IndexColumn(NamedTuple):
    """A column of indices: its name, numbers and bounds, [low, high), and the section behind it."""

    name: str
    numbers: Sequence[int]
    low: int
    high: int
    section: str


class Starts(NamedTuple):
    """Rows where parts of a table begin: one more than there are parts, the last one its length.

    Attributes
    ----------
    name, section
        Of the table, and of the section that it is built from.
    rows
        Where each part begins, and where the last one ends.
    parts, length
        How many parts there are, and rows in all.
    is_filled
        Whether no part may be empty.
    """

    name: str
    rows: Sequence[int]
    parts: int
    length: int
    section: str
    is_filled: bool = False


def check_indices(world: World, labels: Labels) -> Iterator[Fault]:
    """Yield a fault for each part that is empty, and each index that leads out of its table."""
    nobody = list(_audiences(world, labels))
    yield from nobody
    if nobody:
        return  # the gap in the table is no second mistake
    if not world.visits.chosen:
        yield Fault("no destination gets any traffic", ("traffic",), at_key=True)
    for starts in (*_starts(world), *_chain_starts(world)):
        if not _is_sound(starts):
            yield Fault(
                f"the table `{starts.name}` that is built from `{starts.section}` has a gap",
                (starts.section,),
                at_key=True,
            )
    for column in (*_people(world), *_places(world), *_ways(world), *_pressure(world)):
        yield from _out_of_range(column)
    yield from _clauses(world)
    for name, found, wanted, section in _lengths(world):
        if found != wanted:
            message = f"the table `{name}` has {found:,} cells, must have {wanted:,}"
            yield Fault(message, (section,), at_key=True)


def _audiences(world: World, labels: Labels) -> Iterator[Fault]:
    """Name whoever consists of nobody: the one kind of empty table that users can bring about."""
    if not len(labels.segments):
        hint = "a segment is a kind of shopper; write for example `segments: {shoppers: {}}`"
        yield Fault("there is no segment, so nobody can come", ("segments",), hint, at_key=True)
        return
    start = world.audiences.kind_start
    for k, name in enumerate(labels.audiences):
        if start[k] == start[k + 1]:
            message = f"audience `{name}` consists of nobody"
            hint = "give one of its segments a weight"
            yield Fault(message, ("audiences", name), hint, at_key=True)


def _is_sound(starts: Starts) -> bool:
    rows = starts.rows
    if len(rows) != starts.parts + 1 or rows[0] != 0 or rows[-1] != starts.length:
        return False
    return all(map(lt if starts.is_filled else le, rows, rows[1:]))


def _out_of_range(column: IndexColumn) -> Iterator[Fault]:
    numbers = column.numbers
    if numbers and not column.low <= min(numbers) <= max(numbers) < column.high:
        message = f"the table `{column.name}` that is built from `{column.section}` leads to"
        message += f" {max(numbers):,}, must stay below {column.high:,}"
        yield Fault(message, (column.section,), at_key=True)


def _starts(world: World) -> Iterator[Starts]:
    people, laws, s = world.audiences, world.laws, world.settings
    cells, count = s.destinations * s.wallets, len(people.kind_start) - 1
    kinds, sets = len(people.kind_chosen), len(people.set_chosen)
    yield Starts("kinds of shoppers", people.kind_start, count, kinds, "audiences", is_filled=True)
    yield Starts("sets of wallets", people.set_start, count, sets, "audiences", is_filled=True)
    yield Starts("also", people.also_start, count, len(people.also_wallet), "audiences")
    yield Starts("quantiles", laws.knot_first, len(laws.kind), len(laws.knot_share), "wallets")
    friction = world.friction
    yield Starts("steps", friction.start, len(friction.start) - 1, len(friction.kept), "friction")
    yield Starts("offers", world.offers.start, cells, len(world.offers.route), "routes")
    learners = world.learners
    places, rings = learners.start[-1], learners.ring_start[-1]
    count = len(learners.policy)
    yield Starts("learners", learners.start, count, places, "rules", is_filled=True)
    yield Starts("windows", learners.ring_start, count, rings, "rules")
    ring = world.breakers.ring_start
    yield Starts("breakers", ring, s.routes, ring[-1], "routes")
    fundings, schedules = world.fundings, world.schedules
    rows = len(fundings.chosen)
    yield Starts("fundings", fundings.start, s.wallets, rows, "wallets", is_filled=True)
    yield Starts("curves", fundings.curve_start, rows, len(fundings.curve_fen), "wallets")
    tiers, rows = len(schedules.tier_ppm), len(schedules.share_ppm)
    yield Starts("tiers", schedules.tier_start, rows, tiers, "wallets")
    pauses = len(world.notices.pause_us)
    yield Starts("pauses", world.notices.pause_start, s.wallets, pauses, "wallets")


def _chains(world: World) -> Iterator[tuple[str, ChainTable, int, str]]:
    """Yield name, chain, number of cells and section of each family."""
    s, chains = world.settings, world.chains
    cells = s.destinations * s.wallets
    links = s.surfaces * len(Payload) * s.destinations
    yield "link", chains.link, links, "surfaces"
    yield "accept", chains.accept, cells * len(Container), "wallets"
    yield "interop", chains.interop, s.wallets * s.wallets * len(CodeKind), "wallets"
    yield "traffic", chains.traffic, len(world.visits.chosen), "traffic"
    yield "route", chains.route, s.destinations, "merchants"
    for name in ("schedule", "cut", "subsidy", "surcharge", "bearer"):
        yield name, getattr(chains, name), cells, "wallets"


def _chain_starts(world: World) -> Iterator[Starts]:
    for name, chain, cells, section in _chains(world):
        yield Starts(name, chain.start, cells, len(chain.clauses), section, is_filled=True)


def _people(world: World) -> Iterator[IndexColumn]:
    s, people, visits = world.settings, world.audiences, world.visits
    yield IndexColumn("visits", visits.destination, 0, s.destinations, "merchants")
    yield IndexColumn("visits", visits.surface, 0, s.surfaces, "surfaces")
    yield IndexColumn("visits", visits.payload, 0, len(Payload), "surfaces")
    yield IndexColumn("segments", people.kind_segment, 0, s.segments, "segments")
    yield IndexColumn("tiers", people.kind_tier, 0, len(CityTier), "segments")
    yield IndexColumn("sets", people.set_held, 0, 1 << s.wallets, "audiences")
    yield IndexColumn("also", people.also_wallet, 0, s.wallets, "audiences")
    drawn = LANES * len(world.holding_groups)
    yield IndexColumn("also", people.also_word, 0, drawn, "audiences")
    drawn = LANES * len(world.agreement_groups)
    yield IndexColumn("agreements", world.wallets.agreement_word, NOBODY, drawn, "audiences")


def _places(world: World) -> Iterator[IndexColumn]:
    s, places, laws = world.settings, world.destinations, len(world.laws.kind)
    audiences = len(world.audiences.kind_start) - 1
    yield IndexColumn("audience", places.audience, 0, audiences, "audiences")
    for name in ("basket", "refund_after", "receipt"):
        yield IndexColumn(name, getattr(places, name), NOBODY, laws, "merchants")
    yield IndexColumn("issuer", places.issuer, NOBODY, s.wallets, "merchants")
    yield IndexColumn("code", places.code, 0, len(CodeKind), "merchants")
    for name in ("seller", "marketplace", "escrow"):
        yield IndexColumn(name, getattr(places, name), NOBODY, s.accounts, "merchants")
    yield IndexColumn("container", world.surfaces.container, 0, len(Container), "surfaces")
    yield IndexColumn("account", world.wallets.account, 0, s.accounts, "wallets")
    kinds = len(LawKind)
    yield IndexColumn("laws", world.laws.kind, 0, kinds, "wallets")


def _ways(world: World) -> Iterator[IndexColumn]:
    s, offers, routes = world.settings, world.offers, world.routes
    schedules = len(world.schedules.share_ppm)
    yield IndexColumn("offers", offers.route, 0, s.routes, "routes")
    yield IndexColumn("prices", offers.schedule, 0, schedules, "routes")
    yield IndexColumn("routes", routes.wallet, 0, s.wallets, "routes")
    yield IndexColumn("acquirer", routes.acquirer, NOBODY, s.accounts, "routes")
    yield IndexColumn("latency", routes.latency, 0, len(world.laws.kind), "routes")
    yield IndexColumn("learner", world.learner_of, NOBODY, len(world.learners.policy), "rules")
    yield IndexColumn("rail", world.fundings.rail, NOBODY, s.rails, "rails")
    yield IndexColumn("payer", world.subsidies.payer, 0, s.accounts, "rules")
    yield IndexColumn("account", world.rails.account, 0, s.accounts, "rails")
    yield IndexColumn("price", world.rails.schedule, 0, schedules, "rails")


def _pressure(world: World) -> Iterator[IndexColumn]:
    s, stations, laws = world.settings, world.stations, len(world.laws.kind)
    for name in ("of_wallet", "of_route", "of_rail"):
        yield IndexColumn("capacity", getattr(stations, name), NOBODY, s.stations, "wallets")
    yield IndexColumn("rate_limit", world.limits.owner, 0, s.wallets, "wallets")
    yield IndexColumn("queries", world.queries.law, 0, laws, "wallets")
    yield IndexColumn("notifications", world.notices.law, NOBODY, laws, "wallets")
    yield IndexColumn("patience", (s.patience_law,), NOBODY, laws, "patience")
    parties = (s.wallets, s.rails, s.routes)
    yield IndexColumn("outages", world.outages.of, 0, len(parties), "outages")
    for kind, count in enumerate(parties):
        hit = [p for of, p in zip(world.outages.of, world.outages.party, strict=True) if of == kind]
        yield IndexColumn("outages", hit, 0, count, "outages")


def _clauses(world: World) -> Iterator[Fault]:
    """Check the clauses behind each family of chains: which there are, and what they point to."""
    clauses = world.clauses
    count, cells = len(clauses.always), world.settings.destinations * world.settings.wallets
    offers = max(1, len(world.offers.route))
    schedules, subsidies = len(world.schedules.share_ppm), len(world.subsidies.payer)
    effects = {
        "link": (0, len(LinkState)),
        "accept": (BY_INTEROP, len(Acceptance)),
        "interop": (0, 2),
        "traffic": (0, WORD + 1),
        "route": (0, len(RoutingPolicy)),
        "schedule": (NOBODY, schedules),
        "cut": (0, PPM + 1),
        "subsidy": (NOBODY, subsidies),
        "surcharge": (0, PPM + 1),
        "bearer": (0, len(FeeBearer)),
    }
    learners = len(world.learner_of) // max(1, cells)
    parameters = {
        "link": len(world.friction.start) - 1,
        "accept": max(1, len(world.through) // max(1, cells)),
        "route": max(learners, len(world.offers.weight) // offers, 1),
    }
    for name, chain, _, section in _chains(world):
        rows = sorted(set(chain.clauses))
        column = IndexColumn(name, rows, 0, count, "rules")
        faults = list(_out_of_range(column))
        yield from faults
        if faults:
            continue
        low, high = effects[name]
        yield from _out_of_range(
            IndexColumn(name, [clauses.effect[r] for r in rows], low, high, section)
        )
        if name in parameters:
            found = [clauses.parameter[row] for row in rows]
            yield from _out_of_range(IndexColumn(name, found, 0, parameters[name], "rules"))
    for first, steps, unit in zip(
        clauses.step_first, clauses.step_count, clauses.unit, strict=True
    ):
        is_rolled = unit != RolloutUnit.EVERYONE
        if is_rolled and not 0 <= first < first + steps <= len(clauses.step_us):
            yield Fault("a roll-out has no course", ("rules",), at_key=True)


def _lengths(world: World) -> Iterator[tuple[str, int, int, str]]:
    """Yield name, length and wanted length of tables with one cell for each of something."""
    s, people = world.settings, world.audiences
    cells, audiences = s.destinations * s.wallets, len(people.kind_start) - 1
    yield "favourites", len(people.weight), 2 * audiences * s.wallets, "audiences"
    yield "agreements", len(people.agreement), audiences * s.wallets, "audiences"
    yield "menus", len(world.menus.is_fixed), s.destinations * len(Container), "merchants"
    yield "through", len(world.through) % max(1, cells), 0, "rules"
    yield "weights", len(world.offers.weight) % max(1, len(world.offers.route)), 0, "rules"
    yield "learners", len(world.learner_of) % max(1, cells), 0, "rules"
    yield "budgets", len(world.budget_ppm), s.destinations, "merchants"
    yield "handover_failed", len(world.handover_failed), len(Container), "cashier"
    yield "takes", len(world.confirmation_us), len(Confirmation), "cashier"
    yield "after", len(world.steps_after), len(Outcome), "retries"
    yield "walk", len(world.stage_us), s.stages, "walk"
    yield "capacity", len(world.stations.parallel), s.stations, "wallets"
    yield "segments", len(world.segments.switch_willingness), s.segments, "segments"
