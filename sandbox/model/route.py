"""Which route an attempt takes: the merchant's policy among the offers that are still open."""

from typing import Final

from sandbox.chance import streams
from sandbox.model import draws as drawn
from sandbox.model import memory as remembered
from sandbox.model.checkout import Checkout, cell_of, moment_of, route_of
from sandbox.model.decisions import deciding_clause
from sandbox.model.draws import Draws
from sandbox.model.memory import Memory, learner_at, pick_by_learner, write_prices
from sandbox.model.records.counting import count_attempt
from sandbox.model.records.event_log import ROUTE, EventLog, log_event
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.payments import routing
from sandbox.vocabulary import NOBODY, Outcome, RoutingPolicy

ROUTE_DOWN: Final = int(Outcome.ROUTE_DOWN)
LEAST_COST: Final = int(RoutingPolicy.LEAST_COST)


def offers_within_reach(world: World, checkout: Checkout, memory: Memory) -> int:
    """Return the bit mask of the offers that the next attempt may take; 0 if all breakers open."""
    usable = checkout.open_offers
    if checkout.offer != NOBODY:
        usable = 1 << (checkout.offer - world.offers.start[cell_of(world, checkout)])
    if world.settings.has_memory:
        return remembered.passable_offers(world, checkout, memory, usable)
    return usable


def pick_route(world: World, checkout: Checkout, draws: Draws, memory: Memory, usable: int) -> int:
    """Pick one of the usable offers; return the clause of the policy, `NOBODY` for no choice."""
    cell = cell_of(world, checkout)
    first = world.offers.start[cell]
    checkout.learner = NOBODY
    checkout.offer = first
    if world.offers.start[cell + 1] - first == 1:
        return NOBODY
    place, moment = checkout.destination, moment_of(world, checkout)
    clause = deciding_clause(draws.key, world.clauses, world.chains.route, place, moment)
    if world.settings.has_memory:
        checkout.learner = learner_at(world, clause, cell)
        if checkout.learner != NOBODY:
            if world.plugin_of[checkout.learner] == NOBODY:
                checkout.offer = pick_by_learner(world, checkout, draws, memory, usable)
            else:  # the policy is the user's own and is asked by the engine
                write_prices(world, checkout, draws, memory)
            return clause
    words = drawn.follow_up_words(draws, checkout.number, checkout.attempts)
    policy = world.clauses.effect[clause]
    if policy == LEAST_COST:
        write_prices(world, checkout, draws, memory)
    preference = routing.Preference(
        policy, world.clauses.parameter[clause], words[streams.FOLLOW_UP_ROUTE]
    )
    checkout.offer = routing.pick_offer(world.offers, cell, usable, preference, memory.prices)
    return clause


def turn_to_route(world: World, checkout: Checkout, log: EventLog, clause: int) -> None:
    """Take the offer that was picked: it is no longer open for a failover."""
    first = world.offers.start[cell_of(world, checkout)]
    checkout.open_offers &= ~(1 << (checkout.offer - first))
    checkout.routes += 1
    checkout.on_route = 0
    facts = (checkout.offer, clause, route_of(world, checkout))
    log_event(log, checkout.number, checkout.now_us, ROUTE, facts)


def refuse_route(world: World, checkout: Checkout, record: Record, memory: Memory) -> None:
    """Count an attempt that no breaker lets through, on the first of its routes."""
    remembered.earn(world, checkout, memory)
    first = world.offers.start[cell_of(world, checkout)]
    if checkout.offer == NOBODY:
        offer = 0
        while not (checkout.open_offers >> offer) & 1:
            offer += 1
        checkout.offer = first + offer
        checkout.open_offers = 0
    checkout.attempts += 1
    checkout.on_route += 1
    checkout.learner = NOBODY
    checkout.is_taught = 1
    count_attempt(record, world, checkout.bucket, checkout.wallet, route_of(world, checkout))
    record.attempts_ended[ROUTE_DOWN] += 1
