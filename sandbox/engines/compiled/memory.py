"""What a replication remembers from one payment to the next, as `engines.memory`."""

from sandbox.chance import streams
from sandbox.chance.beta import Place, beta
from sandbox.engines.attempts import write_prices
from sandbox.engines.compiled import rows, state
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Words
from sandbox.payments import breakers, budgets, fees, learning
from sandbox.vocabulary import NOBODY, EntityKind, Outcome, Purpose, RoutingPolicy

CHECKOUT = int(EntityKind.CHECKOUT)
TIE = int(Purpose.TIE)
BELIEF = int(Purpose.BELIEF)
THOMPSON = int(RoutingPolicy.THOMPSON)
DISCOUNTED_THOMPSON = int(RoutingPolicy.DISCOUNTED_THOMPSON)
FIRST_LEARNER = int(RoutingPolicy.ROUND_ROBIN)
HANDOVER_FAILED = int(Outcome.HANDOVER_FAILED)
AUTHENTICATION_FAILED = int(Outcome.AUTHENTICATION_FAILED)
CANCELLED = int(Outcome.CANCELLED)
IMPATIENT = int(Outcome.IMPATIENT)


def passable(run: Run, cell: int, usable: int) -> int:
    """Return the usable offers of a cell whose routes' breakers let a request through."""
    world = run.world
    first = world.offers.start[cell]
    found = 0
    for offer in range(world.offers.start[cell + 1] - first):
        route = world.offers.route[first + offer]
        if (usable >> offer) & 1 and breakers.may_pass(
            world.breakers, run.breakers, route, run.clock[state.NOW]
        ):
            found |= 1 << offer
    return found


def learner_at(run: Run, clause: int, cell: int) -> int:
    """Return the learner that decides in a cell, `NOBODY` where the policy does not learn."""
    world = run.world
    if world.clauses.effect[clause] < FIRST_LEARNER:
        return NOBODY
    cells = world.settings.destinations * world.settings.wallets
    return world.learner_of[world.clauses.parameter[clause] * cells + cell]


def pick(run: Run, row: int, usable: int, words: Words) -> int:
    """Return the row of the offer that the checkout's learner picks."""
    world, of = run.world, run.checkouts
    cell, amount, learner = rows.cell_of(run, row), of.amount_fen[row], of.learner[row]
    draw_for_offers(run, row, cell)
    write_prices(world, cell, amount, run.scratch.prices)
    occasion = learning.Occasion(
        words[streams.FOLLOW_UP_UNIFORM],
        words[streams.FOLLOW_UP_PICK],
        run.scratch.ties,
        run.scratch.beliefs,
        fees.share_of(amount, world.destinations.margin_ppm[of.destination[row]]),
        run.scratch.prices,
    )
    chosen = learning.choose(world.learners, run.learners, learner, usable, occasion)
    learning.advance(world.learners, run.learners, learner, chosen)
    return world.offers.start[cell] + chosen


def draw_for_offers(run: Run, row: int, cell: int) -> None:
    """Draw what decides among equal offers, and what is believed of each."""
    world, of = run.world, run.checkouts
    number, nth, learner = of.number[row], of.attempts[row], of.learner[row]
    policy = world.learners.policy[learner]
    believes = policy == THOMPSON or policy == DISCOUNTED_THOMPSON  # noqa: PLR1714 -- compiled
    first = world.offers.start[cell]
    for offer in range(world.offers.start[cell + 1] - first):
        route = world.routes.id[world.offers.route[first + offer]]
        attempt = streams.attempt_try(nth, 0)
        words = streams.block(run.key, CHECKOUT, number, TIE, route, attempt)
        run.scratch.ties[offer] = words[streams.TIE_WORD]
        if believes:
            place = Place(CHECKOUT, number, BELIEF, route, nth)
            law = learning.belief(world.learners, run.learners, learner, offer)
            run.scratch.beliefs[offer] = beta(run.key, place, law.a, law.b, run.tables)


def set_out(run: Run, row: int) -> None:
    """Note that an attempt begins on the checkout's route."""
    run.checkouts.era[row] = breakers.let_pass(run.breakers, rows.route_of(run, row))
    run.checkouts.is_taught[row] = 0
    earn(run, row)


def earn(run: Run, row: int) -> None:
    """Let a first attempt, made or refused, earn its share of a further one."""
    if run.checkouts.attempts[row] == 0:
        budgets.earn(run.world.budget_ppm, run.budgets, run.checkouts.destination[row])


def teach(run: Run, row: int, outcome: int) -> None:
    """Take in how an attempt ended, once."""
    world, of = run.world, run.checkouts
    if of.is_taught[row]:
        return
    of.is_taught[row] = 1
    route, reward = rows.route_of(run, row), learning.feedback(outcome)
    if is_unreached(outcome):
        breakers.withdraw(run.breakers, route, of.era[row])
    else:
        now, failed = run.clock[state.NOW], reward == 0
        breakers.note(world.breakers, run.breakers, route, now, of.era[row], failed)
    if of.learner[row] != NOBODY and reward != learning.NO_FEEDBACK:
        offer = of.offer[row] - world.offers.start[rows.cell_of(run, row)]
        learning.learn(world.learners, run.learners, of.learner[row], offer, reward)


def is_unreached(outcome: int) -> bool:
    """Tell whether an attempt ended before it reached the route, and so says nothing of it."""
    return outcome in (HANDOVER_FAILED, AUTHENTICATION_FAILED, CANCELLED, IMPATIENT)


def affords(run: Run, destination: int) -> bool:
    """Spend one further attempt of the merchant's retry budget, if there is one left."""
    if not budgets.may_spend(run.world.budget_ppm, run.budgets, destination):
        return False
    budgets.spend(run.world.budget_ppm, run.budgets, destination)
    return True
