"""The journey of a checkout, step by step, as pure functions of tables and drawn words.

Both engines call these; none of them knows a clock.
The order of the steps, and what happens between them, is the engine's.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import pick
from sandbox.chance.streams import StreamKey
from sandbox.model.decisions import Entities, deciding_clause
from sandbox.model.tables.world import World
from sandbox.payments import acceptance, choice, links
from sandbox.payments.openness import Circumstances
from sandbox.vocabulary import (
    NOBODY,
    Acceptance,
    Container,
    LinkState,
    Outcome,
    Payload,
)

Words = tuple[int, int, int, int]


CONTAINERS, PAYLOADS = len(Container), len(Payload)
PAID = int(Outcome.PAID)
BLOCKED = int(LinkState.BLOCKED)


class Visit(NamedTuple):
    """Where a checkout starts and where it leads: indices, and the number of the store."""

    cell: int
    destination: int
    surface: int
    payload: int
    store: int


class Shopper(NamedTuple):
    """Who comes.

    Attributes
    ----------
    segment, tier, is_new
        Indices; 1 for a new shopper of the destination.
    held
        Bit mask of wallets.
    favourite
        Index, or `NOBODY` for somebody without a wallet.
    order
        Row of the favourite weights that give the shopper's own order.
    """

    segment: int
    tier: int
    is_new: int
    held: int
    favourite: int
    order: int


class Gate(NamedTuple):
    """What the link gate did.

    Attributes
    ----------
    clause, state
        Deciding clause and its `LinkState`.
    failure
        `Outcome.PAID` where the shopper passes, else the cause of the loss.
    step
        Step at which the shopper gave up, or -1.
    container
        Where the checkout runs.
    """

    clause: int
    state: int
    failure: int
    step: int
    container: int


class MenuWords(NamedTuple):
    """Draws of one visit to the wallet menu."""

    visibility: int
    pull: int
    switch: int
    surcharge: int


def visit_at(world: World, words: Words, store_word: int) -> Visit:
    """Return the visit that the words choose."""
    return visit_to(world, visit_cell(world, words[streams.VISIT_CELL]), store_word)


def visit_cell(world: World, word: int) -> int:
    """Return the row of the visit table that a word chooses."""
    return pick(world.visits.chosen, 0, len(world.visits.chosen), word)


def visit_to(world: World, cell: int, store_word: int) -> Visit:
    """Return the visit of a row of the visit table, to the store that a word chooses."""
    visits = world.visits
    destination = visits.destination[cell]
    store = (store_word * world.destinations.stores[destination]) >> 32
    return Visit(cell, destination, visits.surface[cell], visits.payload[cell], store)


def shopper_of(
    world: World,
    destination: int,
    words: Words,
    holdings: Sequence[int],
) -> Shopper:
    """Return the shopper that the words choose from the destination's audience.

    Parameters
    ----------
    holdings
        Words of the holding blocks, group after group.
    """
    people = world.audiences
    audience = world.destinations.audience[destination]
    first = people.kind_start[audience]
    kind = first + pick(
        people.kind_chosen,
        first,
        people.kind_start[audience + 1] - first,
        words[streams.IDENTITY_SEGMENT],
    )
    first = people.set_start[audience]
    row = first + pick(
        people.set_chosen,
        first,
        people.set_start[audience + 1] - first,
        words[streams.IDENTITY_WALLETS],
    )
    held = people.set_held[row]
    is_new = people.set_new[row]
    order = (audience * 2 + is_new) * world.settings.wallets
    declared = NOBODY
    for further in range(people.also_start[audience], people.also_start[audience + 1]):
        drawn, wallet = holdings[people.also_word[further]], people.also_wallet[further]
        held |= int(drawn < people.also_held[further]) << wallet
        if drawn < people.also_favourite[further]:
            declared = wallet
    favourite = declared
    if favourite == NOBODY:
        favourite = choice.favourite_among(
            held, people.weight, order, world.settings.wallets, words[streams.IDENTITY_FAVOURITE]
        )
    return Shopper(
        people.kind_segment[kind], people.kind_tier[kind], is_new, held, favourite, order
    )


def is_admitted(
    world: World,
    key: StreamKey,
    cell: int,
    facts: Circumstances,
    who: Entities,
    word: int,
) -> bool:
    """Tell whether a candidate arrival exists under the traffic rules."""
    clause = deciding_clause(key, world.clauses, world.chains.traffic, cell, facts, who)
    return word < world.clauses.effect[clause]


def gate_at(
    world: World,
    key: StreamKey,
    visit: Visit,
    facts: Circumstances,
    who: Entities,
    word: int,
) -> Gate:
    """Return what the link gate does with a visit."""
    cell = (visit.surface * PAYLOADS + visit.payload) * world.settings.destinations
    cell += visit.destination
    clause = deciding_clause(key, world.clauses, world.chains.link, cell, facts, who)
    state = world.clauses.effect[clause]
    inside = world.surfaces.container[visit.surface]
    own_app = world.surfaces.own_app[visit.surface]
    container = links.container_behind(state, visit.payload, inside, own_app)
    if state == BLOCKED:
        return Gate(clause, state, int(Outcome.LINK_BLOCKED), -1, container)
    step = links.lost_at(world.friction, world.clauses.parameter[clause], word)
    failure = PAID if step == links.STAYS else Outcome.LINK_ABANDONED
    return Gate(clause, state, int(failure), step, container)


def acceptance_at(
    world: World,
    key: StreamKey,
    place: tuple[int, int, int],
    facts: Circumstances,
    who: Entities,
) -> tuple[int, int]:
    """Return how a wallet is offered and the clause that decides.

    Parameters
    ----------
    place
        Destination, wallet, container.
    """
    destination, wallet, container = place
    cell = destination * world.settings.wallets + wallet
    cell = cell * CONTAINERS + container
    clause = deciding_clause(key, world.clauses, world.chains.accept, cell, facts, who)
    effect = world.clauses.effect[clause]
    if effect == acceptance.BY_INTEROP:
        issuer = world.destinations.issuer[destination]
        cell = (wallet * world.settings.wallets + issuer) * 2 + world.destinations.code[destination]
        clause = deciding_clause(key, world.clauses, world.chains.interop, cell, facts, who)
        is_read = world.clauses.effect[clause] == 1
        effect = int(Acceptance.LISTED if is_read else Acceptance.OFF)
    return effect, clause


def usable_offers(world: World, cell: int, clause: int) -> int:
    """Return the bit mask of offers that an acceptance clause allows.

    Parameters
    ----------
    cell
        Destination × wallet.
    clause
        Deciding clause; those of interoperability and defaults allow all.
    """
    cells = world.settings.destinations * world.settings.wallets
    return world.through[world.clauses.parameter[clause] * cells + cell]


def menu_at(
    world: World,
    key: StreamKey,
    place: tuple[int, int],
    shopper: Shopper,
    moment: tuple[Circumstances, Entities],
    words: MenuWords,
) -> choice.Menu:
    """Return what a shopper meets at the wallet menu.

    Parameters
    ----------
    place
        Destination and container.
    moment
        Circumstances and entities of the checkout.
    """
    destination, container = place
    settings, menus = world.settings, world.menus
    fixed = destination * CONTAINERS + container
    if menus.is_fixed[fixed] and not (
        settings.has_surcharges or settings.has_subsidies or settings.has_through
    ):
        offered = shopper.held & menus.listed[fixed]
        if words.visibility < settings.folded_visibility:
            offered |= shopper.held & menus.folded[fixed]
        return choice.Menu(offered, offered, 0, offered & menus.preselected[fixed])
    return _menu_by_wallet(world, key, place, shopper, moment, words)


def _menu_by_wallet(
    world: World,
    key: StreamKey,
    place: tuple[int, int],
    shopper: Shopper,
    moment: tuple[Circumstances, Entities],
    words: MenuWords,
) -> choice.Menu:
    destination, container = place
    facts, who = moment
    settings = world.settings
    offered, acceptable, subsidised, preselected = 0, 0, 0, 0
    for wallet in range(settings.wallets):
        if not (shopper.held >> wallet) & 1:
            continue
        spot = (destination, wallet, container)
        state, clause = acceptance_at(world, key, spot, facts, who)
        cell = destination * settings.wallets + wallet
        if not acceptance.is_visible(state, words.visibility, settings.folded_visibility):
            continue
        if usable_offers(world, cell, clause) == 0:
            continue
        offered |= 1 << wallet
        if (
            settings.has_surcharges
            and surcharge_ppm(world, key, cell, facts, who) > 0
            and words.surcharge >= settings.surcharge_accepted
        ):
            continue
        acceptable |= 1 << wallet
        if state == Acceptance.DEFAULT:
            preselected |= 1 << wallet
        if settings.has_subsidies and subsidy_row(world, key, cell, facts, who) != NOBODY:
            subsidised |= 1 << wallet
    return choice.Menu(offered, acceptable, subsidised, preselected)


def surcharge_ppm(
    world: World, key: StreamKey, cell: int, facts: Circumstances, who: Entities
) -> int:
    """Return the surcharge of a (destination × wallet) cell in ppm of the amount."""
    chain = world.chains.surcharge
    return world.clauses.effect[deciding_clause(key, world.clauses, chain, cell, facts, who)]


def subsidy_row(
    world: World, key: StreamKey, cell: int, facts: Circumstances, who: Entities
) -> int:
    """Return the row of the subsidy of a (destination × wallet) cell, or `NOBODY`."""
    chain = world.chains.subsidy
    return world.clauses.effect[deciding_clause(key, world.clauses, chain, cell, facts, who)]


def wallet_chosen(world: World, shopper: Shopper, menu: choice.Menu, words: MenuWords) -> int:
    """Return the wallet that the shopper takes, or minus the `Outcome` that ends the checkout."""
    settings = world.settings
    will = choice.Inclination(
        shopper.favourite,
        words.switch < world.segments.switch_willingness[shopper.segment],
        words.pull < settings.subsidy_pull,
        words.pull < settings.default_pull,
    )
    weights = world.audiences.weight
    return choice.choose_wallet(menu, will, weights, shopper.order, settings.wallets)
