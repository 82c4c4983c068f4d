"""A checkout arrives: where it leads, who comes, whether traffic rules let it exist."""

from typing import Final

from sandbox.chance import streams
from sandbox.chance.laws import pick, sample
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout, begin, moment_of
from sandbox.model.decisions import deciding_clause
from sandbox.model.draws import Draws
from sandbox.model.records.event_log import ARRIVED, THINNED, EventLog, log_event
from sandbox.model.tables.world import World
from sandbox.payments import choice
from sandbox.vocabulary import NOBODY, PatienceScope

WHILE_CHECKOUT: Final = int(PatienceScope.CHECKOUT)


def visit_cell(world: World, word: int) -> int:
    """Return the row of the visit table that a word chooses."""
    return pick(world.visits.chosen, 0, len(world.visits.chosen), word)


def visit_amount_fen(world: World, draws: Draws, cell: int, word: int) -> int:
    """Return the amount of a purchase, 0 for a visit to a service without payment."""
    law = world.destinations.basket[world.visits.destination[cell]]
    return 0 if law == NOBODY else sample(world.laws, law, word, draws.tables)


def arrive(
    world: World, checkout: Checkout, draws: Draws, log: EventLog, number: int, moment_us: int
) -> bool:
    """Let a checkout arrive; return False where traffic rules thin it out."""
    begin(world, checkout, number, moment_us)
    cell = draws.cell[number - draws.span[drawn.DRAWN_FROM]]
    words = drawn.menu_words(draws, number)
    draw_visit(world, checkout, draws, cell, words[streams.MENU_STORE])
    draw_shopper(world, checkout, draws)
    if world.settings.has_thinning:
        chain = world.chains.traffic
        moment = moment_of(world, checkout)
        clause = deciding_clause(draws.key, world.clauses, chain, cell, moment)
        if words[streams.MENU_THINNING] >= world.clauses.effect[clause]:
            log_event(log, number, moment_us, THINNED, (0,))  # no fact; a tuple has a type
            return False
    draw_patience(world, checkout, draws)
    log_arrival(checkout, log, cell)
    return True


def draw_visit(world: World, checkout: Checkout, draws: Draws, cell: int, store_word: int) -> None:
    """Let the checkout lead where its row of the visit table says, to the store of a word."""
    visits = world.visits
    destination = visits.destination[cell]
    checkout.destination = destination
    checkout.surface = visits.surface[cell]
    checkout.payload = visits.payload[cell]
    checkout.store = (store_word * world.destinations.stores[destination]) >> 32
    checkout.amount_fen = draws.amount_fen[checkout.number - draws.span[drawn.DRAWN_FROM]]


def draw_shopper(world: World, checkout: Checkout, draws: Draws) -> None:
    """Choose the shopper from the destination's audience: kind, wallets, favourite."""
    people, words = world.audiences, drawn.identity_words(draws, checkout.number)
    audience = world.destinations.audience[checkout.destination]
    first = people.kind_start[audience]
    count = people.kind_start[audience + 1] - first
    kind = first + pick(people.kind_chosen, first, count, words[streams.IDENTITY_SEGMENT])
    first = people.set_start[audience]
    count = people.set_start[audience + 1] - first
    row = first + pick(people.set_chosen, first, count, words[streams.IDENTITY_WALLETS])
    checkout.segment = people.kind_segment[kind]
    checkout.tier = people.kind_tier[kind]
    checkout.is_new = people.set_new[row]
    checkout.order = (audience * 2 + checkout.is_new) * world.settings.wallets
    held, favourite = people.set_held[row], NOBODY
    for further in range(people.also_start[audience], people.also_start[audience + 1]):
        word = drawn.holding_word(draws, checkout.number, people.also_word[further])
        held |= int(word < people.also_held[further]) << people.also_wallet[further]
        if word < people.also_favourite[further]:
            favourite = people.also_wallet[further]
    if favourite == NOBODY:
        word, wallets = words[streams.IDENTITY_FAVOURITE], world.settings.wallets
        favourite = choice.favourite_among(held, people.weight, checkout.order, wallets, word)
    checkout.held = held
    checkout.favourite = favourite


def draw_patience(world: World, checkout: Checkout, draws: Draws) -> None:
    """Draw when the shopper's patience ends, where its clock runs from the arrival."""
    settings = world.settings
    if settings.patience_scope == WHILE_CHECKOUT:
        word = drawn.endurance_words(draws, checkout.number)[streams.ENDURANCE_PATIENCE]
        patience_us = sample(world.laws, settings.patience_law, word, draws.tables)
        checkout.leaves_us = checkout.arrival_us + patience_us


def log_arrival(checkout: Checkout, log: EventLog, cell: int) -> None:
    """Write down who arrives where."""
    facts = (
        cell,
        checkout.destination,
        checkout.surface,
        checkout.payload,
        checkout.store,
        checkout.segment,
        checkout.tier,
        checkout.is_new,
        checkout.held,
        checkout.favourite,
        checkout.order,
        checkout.amount_fen,
    )
    log_event(log, checkout.number, checkout.now_us, ARRIVED, facts)
