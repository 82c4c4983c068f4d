"""The link gate: what a surface does with what is followed there."""

from typing import Final

from sandbox.chance import streams
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout, moment_of
from sandbox.model.decisions import deciding_clause
from sandbox.model.draws import Draws
from sandbox.model.records.event_log import LINK, EventLog, log_event
from sandbox.model.tables.world import World
from sandbox.payments import links
from sandbox.vocabulary import LinkState, Outcome, Payload

PAYLOADS: Final = len(Payload)
PAID: Final = int(Outcome.PAID)
OPENED: Final = int(Outcome.OPENED)
LINK_BLOCKED: Final = int(Outcome.LINK_BLOCKED)
LINK_ABANDONED: Final = int(Outcome.LINK_ABANDONED)
BLOCKED: Final = int(LinkState.BLOCKED)


def pass_gate(world: World, checkout: Checkout, draws: Draws, log: EventLog) -> int:
    """Pass the link gate; return `PAID` to go on, or the outcome that ends the checkout."""
    surface, payload = checkout.surface, checkout.payload
    cell = (surface * PAYLOADS + payload) * world.settings.destinations + checkout.destination
    moment = moment_of(world, checkout)
    clause = deciding_clause(draws.key, world.clauses, world.chains.link, cell, moment)
    state = world.clauses.effect[clause]
    inside, own_app = world.surfaces.container[surface], world.surfaces.own_app[surface]
    checkout.link_state = state
    checkout.container = links.container_behind(state, payload, inside, own_app)
    step, failure = links.STAYS, LINK_BLOCKED
    if state != BLOCKED:
        word = drawn.visit_words(draws, checkout.number)[streams.VISIT_FRICTION]
        step = links.lost_at(world.friction, world.clauses.parameter[clause], word)
        failure = PAID if step == links.STAYS else LINK_ABANDONED
    facts = (clause, state, failure, step, checkout.container)
    log_event(log, checkout.number, checkout.now_us, LINK, facts)
    if failure == PAID and world.destinations.is_service[checkout.destination]:
        return OPENED
    return failure
