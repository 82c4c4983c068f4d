"""What a replication remembers from one payment to the next: learners, breakers, retry budgets."""

from collections.abc import MutableSequence
from typing import Final, NamedTuple

from sandbox.chance import streams
from sandbox.chance.beta import DrawAddress, beta
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout, cell_of, moment_of, route_of
from sandbox.model.decisions import deciding_clause
from sandbox.model.draws import Draws
from sandbox.model.tables.world import World
from sandbox.payments import breakers, budgets, fees, learning
from sandbox.payments.breakers import BreakerState
from sandbox.payments.learning import LearnerState
from sandbox.payments.outcomes import NO_FEEDBACK, UNREACHED
from sandbox.vocabulary import NOBODY, EntityKind, Purpose, RoutingPolicy

CHECKOUT: Final = int(EntityKind.CHECKOUT)
TIE: Final = int(Purpose.TIE)
BELIEF: Final = int(Purpose.BELIEF)
THOMPSON: Final = int(RoutingPolicy.THOMPSON)
DISCOUNTED_THOMPSON: Final = int(RoutingPolicy.DISCOUNTED_THOMPSON)
FIRST_LEARNER: Final = int(RoutingPolicy.ROUND_ROBIN)


class Memory(NamedTuple):
    """State of every learner, breaker and budget of one replication.

    Attributes
    ----------
    budgets
        Millionths of a retry by destination.
    volumes
        Captured volume by destination, fen.
    prices, ties, beliefs
        Room for what is reckoned of the offers of one payment, offer by offer.
    """

    learners: LearnerState
    breakers: BreakerState
    budgets: MutableSequence[int]
    volumes: MutableSequence[int]
    prices: MutableSequence[int]
    ties: MutableSequence[int]
    beliefs: MutableSequence[float]


def empty_memory(world: World) -> Memory:
    """Return the memory of a replication at its start, as lists."""
    starts = world.offers.start
    offers = 1 + max((starts[k + 1] - starts[k] for k in range(len(starts) - 1)), default=0)
    return Memory(
        learning.untaught(world.learners),
        breakers.all_closed(world.breakers),
        [0] * world.settings.destinations,
        list(world.destinations.volume_fen),
        [0] * offers,
        [0] * offers,
        [0.0] * offers,
    )


def passable_offers(world: World, checkout: Checkout, memory: Memory, usable: int) -> int:
    """Return the usable offers of the checkout's cell whose routes' breakers let a request pass."""
    cell = cell_of(world, checkout)
    first = world.offers.start[cell]
    passable = 0
    for offer in range(world.offers.start[cell + 1] - first):
        route = world.offers.route[first + offer]
        if (usable >> offer) & 1 and breakers.may_pass(
            world.breakers, memory.breakers, route, checkout.now_us
        ):
            passable |= 1 << offer
    return passable


def learner_at(world: World, clause: int, cell: int) -> int:
    """Return the learner that decides in a cell, `NOBODY` where the policy does not learn."""
    if world.clauses.effect[clause] < FIRST_LEARNER:
        return NOBODY
    cells = world.settings.destinations * world.settings.wallets
    return world.learner_of[world.clauses.parameter[clause] * cells + cell]


def write_prices(world: World, checkout: Checkout, draws: Draws, memory: Memory) -> None:
    """Write down the fee of every offer of the checkout's cell, before cuts and supplements.

    A fee rule that sets a schedule replaces those of the routes.
    """
    offers, clauses, cell = world.offers, world.clauses, cell_of(world, checkout)
    chain, moment = world.chains.schedule, moment_of(world, checkout)
    of_rule = clauses.effect[deciding_clause(draws.key, clauses, chain, cell, moment)]
    first = offers.start[cell]
    for offer in range(offers.start[cell + 1] - first):
        schedule = offers.schedule[first + offer] if of_rule == NOBODY else of_rule
        share = world.schedules.share_ppm[schedule]
        memory.prices[offer] = fees.fee(world.schedules, schedule, share, checkout.amount_fen)


def pick_by_learner(
    world: World, checkout: Checkout, draws: Draws, memory: Memory, usable: int
) -> int:
    """Return the row of the offer that the checkout's learner picks among the usable ones."""
    learner = checkout.learner
    words = drawn.follow_up_words(draws, checkout.number, checkout.attempts)
    draw_for_offers(world, checkout, draws, memory)
    write_prices(world, checkout, draws, memory)
    occasion = learning.Occasion(
        words[streams.FOLLOW_UP_UNIFORM],
        words[streams.FOLLOW_UP_PICK],
        memory.ties,
        memory.beliefs,
        fees.share_of(checkout.amount_fen, world.destinations.margin_ppm[checkout.destination]),
        memory.prices,
    )
    chosen = learning.choose(world.learners, memory.learners, learner, usable, occasion)
    learning.advance(world.learners, memory.learners, learner, chosen)
    return world.offers.start[cell_of(world, checkout)] + chosen


def draw_for_offers(world: World, checkout: Checkout, draws: Draws, memory: Memory) -> None:
    """Draw what decides among equal offers, and what is believed of each."""
    number, nth, learner = checkout.number, checkout.attempts, checkout.learner
    policy = world.learners.policy[learner]
    believes = policy == THOMPSON or policy == DISCOUNTED_THOMPSON  # noqa: PLR1714 -- compiled
    cell = cell_of(world, checkout)
    first = world.offers.start[cell]
    for offer in range(world.offers.start[cell + 1] - first):
        route = world.routes.id[world.offers.route[first + offer]]
        attempt = streams.attempt_try(nth, 0)
        words = streams.block(draws.key, CHECKOUT, number, TIE, route, attempt)
        memory.ties[offer] = words[streams.TIE_WORD]
        if believes:
            address = DrawAddress(CHECKOUT, number, BELIEF, route, nth)
            law = learning.belief(world.learners, memory.learners, learner, offer)
            memory.beliefs[offer] = beta(draws.key, address, law.a, law.b, draws.tables)


def set_out(world: World, checkout: Checkout, memory: Memory) -> None:
    """Note that an attempt begins on the checkout's route."""
    checkout.era = breakers.let_pass(memory.breakers, route_of(world, checkout))
    checkout.is_taught = 0
    earn(world, checkout, memory)


def earn(world: World, checkout: Checkout, memory: Memory) -> None:
    """Let a first attempt, made or refused, earn its share of a further one."""
    if checkout.attempts == 0:
        budgets.earn(world.budget_ppm, memory.budgets, checkout.destination)


def teach(world: World, checkout: Checkout, memory: Memory, outcome: int) -> None:
    """Take in how an attempt ended, once."""
    if checkout.is_taught:
        return
    checkout.is_taught = 1
    route, reward = route_of(world, checkout), learning.feedback(outcome)
    if (UNREACHED >> outcome) & 1:
        breakers.withdraw(memory.breakers, route, checkout.era)
    else:
        now_us, failed = checkout.now_us, reward == 0
        breakers.note(world.breakers, memory.breakers, route, now_us, checkout.era, failed)
    if checkout.learner != NOBODY and reward != NO_FEEDBACK:
        offer = checkout.offer - world.offers.start[cell_of(world, checkout)]
        learning.learn(world.learners, memory.learners, checkout.learner, offer, reward)


def affords(world: World, checkout: Checkout, memory: Memory) -> bool:
    """Spend one further attempt of the merchant's retry budget, if there is one left."""
    if not budgets.may_spend(world.budget_ppm, memory.budgets, checkout.destination):
        return False
    budgets.spend(world.budget_ppm, memory.budgets, checkout.destination)
    return True
