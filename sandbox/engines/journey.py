"""What happens at one moment of a checkout: everything in the journey that takes no time.

The reference engine calls these functions between its events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines import attempts, settling, steps
from sandbox.engines.checkout import Checkout
from sandbox.engines.receipt import Deal, follow
from sandbox.engines.story import EventKind
from sandbox.model.counting import bucket_of, count_attempt, count_ending
from sandbox.model.decisions import Entities, deciding_clause
from sandbox.model.tables.world import World
from sandbox.payments import choice, ledger, retries
from sandbox.payments.openness import Circumstances
from sandbox.vocabulary import NOBODY, Outcome, PaidAfter, PatienceScope, Step

if TYPE_CHECKING:
    from sandbox.chance.quantile_tables import QuantileTable
    from sandbox.chance.streams import StreamKey
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.draws import Draws, Luck
    from sandbox.engines.fates import Fates
    from sandbox.engines.memory import Memory
    from sandbox.engines.stations import Station, TokenBuckets
    from sandbox.engines.story import Story
    from sandbox.engines.trace import Trace
    from sandbox.model.outages import OutageCalendar
    from sandbox.model.record import Record
    from sandbox.payments.ledger import Amounts


PAID = int(Outcome.PAID)
ROUTE_DOWN = int(Outcome.ROUTE_DOWN)
GIVE_UP = int(Step.GIVE_UP)
OPENED = int(Outcome.OPENED)
RETRY = int(Step.RETRY)
FAILOVER = int(Step.FAILOVER)
SWITCH = int(Step.SWITCH)


@dataclass(slots=True)
class Pressure:
    """What fills up, refuses and fails in one replication; absent where nothing can."""

    bucket_us: int
    stations: list[Station]
    buckets: TokenBuckets
    outages: OutageCalendar


@dataclass(slots=True)
class Simulation:
    """One replication while it runs: the clock, the tables, the draws, the record.

    Attributes
    ----------
    volumes
        Captured volume by destination, fen.
    """

    clock: Calendar
    world: World
    key: StreamKey
    draws: Draws
    record: Record
    tables: QuantileTable
    volumes: list[int]
    trace: Trace | None
    story: Story | None
    fates: Fates | None
    pressure: Pressure | None
    memory: Memory | None

    def tell(self, checkout: int, kind: EventKind, **facts: int) -> None:
        """Add an event to the story, if this checkout's is being told."""
        if self.story is not None and self.story.checkout == checkout:
            self.story.tell(kind, int(self.clock.now), **facts)


def admitted(simulation: Simulation, number: int, moment_us: int) -> Checkout | None:
    """Return the checkout of an arrival, or None where traffic rules thin it out."""
    world = simulation.world
    luck = simulation.draws.luck(number)
    visit = steps.visit_at(world, luck.visit, luck.menu[streams.MENU_STORE])
    shopper = steps.shopper_of(world, visit.destination, luck.identity, luck.holdings)
    facts = Circumstances(
        moment_us,
        visit.surface,
        visit.payload,
        shopper.segment,
        shopper.tier,
        amount_of(simulation, luck, visit),
    )
    store = streams.store_entity(world.destinations.id[visit.destination], visit.store)
    who = Entities(number, store)
    if world.settings.has_thinning:
        word = luck.menu[streams.MENU_THINNING]
        if not steps.is_admitted(world, simulation.key, visit.cell, facts, who, word):
            if simulation.story is not None:
                simulation.tell(number, EventKind.THINNED)
            return None
    checkout = Checkout(
        number, moment_us, bucket_of(world, moment_us), luck, visit, shopper, facts, who
    )
    if world.settings.patience_scope == PatienceScope.CHECKOUT:
        words = simulation.draws.endurance(number)
        patience = words[streams.ENDURANCE_PATIENCE]
        law = world.settings.patience_law
        checkout.leaves_us = moment_us + sample(world.laws, law, patience, simulation.tables)
    return checkout


def amount_of(simulation: Simulation, luck: Luck, visit: steps.Visit) -> int:
    """Return the amount of the purchase in fen, 0 for a service without payment."""
    world = simulation.world
    law = world.destinations.basket[visit.destination]
    if law == NOBODY:
        return 0
    return sample(world.laws, law, luck.visit[streams.VISIT_AMOUNT], simulation.tables)


def pass_gate(simulation: Simulation, checkout: Checkout) -> int:
    """Pass the link gate; return `PAID` to go on, or the outcome that ends the checkout."""
    world = simulation.world
    word = checkout.luck.visit[streams.VISIT_FRICTION]
    gate = steps.gate_at(world, simulation.key, checkout.visit, checkout.facts, checkout.who, word)
    checkout.container = gate.container
    checkout.link_state = gate.state
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.LINK,
            clause=gate.clause,
            state=gate.state,
            failure=gate.failure,
            step=gate.step,
            container=gate.container,
        )
    if gate.failure == PAID and world.destinations.is_service[checkout.visit.destination]:
        return OPENED
    return gate.failure


def choose_at_menu(simulation: Simulation, checkout: Checkout) -> int:
    """Choose a wallet; return `PAID` to go on, or the outcome that ends the checkout."""
    world, number = simulation.world, checkout.number
    words = checkout.luck.menu_words()
    menu = steps.menu_at(
        world,
        simulation.key,
        (checkout.visit.destination, checkout.container),
        checkout.shopper,
        (checkout.facts, checkout.who),
        words,
    )
    wallet = steps.wallet_chosen(world, checkout.shopper, menu, words)
    if simulation.story is not None:
        simulation.tell(number, EventKind.MENU, offered=menu.offered, acceptable=menu.acceptable)
        simulation.tell(number, EventKind.CHOICE, wallet=wallet)
    if wallet < 0:
        return -wallet
    checkout.acceptable = menu.acceptable
    open_wallet(simulation, checkout, wallet)
    return PAID


def open_wallet(simulation: Simulation, checkout: Checkout, wallet: int) -> None:
    """Turn to a wallet: all its usable routes are open again."""
    world = simulation.world
    checkout.wallet = wallet
    checkout.wallets += 1
    checkout.tried_wallets |= 1 << wallet
    checkout.open_offers = world.through[checkout.cell(world)]
    if world.settings.has_through:
        place = (checkout.visit.destination, wallet, checkout.container)
        _, clause = steps.acceptance_at(world, simulation.key, place, checkout.facts, checkout.who)
        checkout.open_offers = steps.usable_offers(world, checkout.cell(world), clause)
    checkout.routes = 0
    checkout.on_route = 0
    checkout.offer = NOBODY


def take_route(simulation: Simulation, checkout: Checkout) -> int:
    """Pick a route by the merchant's policy, unless the attempt stays on the same one.

    Returns `PAID` to go on, or `ROUTE_DOWN` where every breaker is open.
    """
    world, memory = simulation.world, simulation.memory
    cell = checkout.cell(world)
    first, stays = world.offers.start[cell], checkout.offer != NOBODY
    usable = 1 << (checkout.offer - first) if stays else checkout.open_offers
    if memory is not None:
        passable = memory.passable(cell, usable, simulation.clock.now)
        if not passable:
            memory.earn(checkout)
            return refuse_route(simulation, checkout, usable)
        usable = passable
    if not stays:
        clause = pick_route(simulation, checkout, usable)
        checkout.open_offers &= ~(1 << (checkout.offer - first))
        checkout.routes += 1
        checkout.on_route = 0
        if simulation.story is not None:
            simulation.tell(
                checkout.number,
                EventKind.ROUTE,
                offer=checkout.offer,
                clause=clause,
                route=checkout.route(world),
            )
    if memory is not None:
        memory.set_out(checkout)
    return PAID


def pick_route(simulation: Simulation, checkout: Checkout, usable: int) -> int:
    """Choose among the usable offers; return the clause of the policy, `NOBODY` for no choice."""
    world, memory = simulation.world, simulation.memory
    cell = checkout.cell(world)
    first = world.offers.start[cell]
    checkout.learner = NOBODY
    checkout.offer = first
    if world.offers.start[cell + 1] - first == 1:
        return NOBODY
    place, chain = checkout.visit.destination, world.chains.route
    moment = checkout.facts, checkout.who
    clause = deciding_clause(simulation.key, world.clauses, chain, place, *moment)
    words = simulation.draws.follow_up(checkout.number, checkout.attempts)
    if memory is not None:
        checkout.learner = memory.learner_at(clause, cell)
        if checkout.learner != NOBODY:
            if world.plugin_of[checkout.learner] != NOBODY:
                asked = checkout.learner, checkout, usable, simulation.clock.now
                checkout.offer = memory.ask(*asked)
            else:
                checkout.offer = memory.pick(checkout.learner, checkout, usable, words)
            return clause
    checkout.offer = attempts.offer_picked(
        world,
        clause,
        (cell, usable),
        (checkout.facts.amount_fen, words[streams.FOLLOW_UP_ROUTE]),
        [0] * (world.offers.start[cell + 1] - first),
    )
    return clause


def refuse_route(simulation: Simulation, checkout: Checkout, usable: int) -> int:
    """Count an attempt that no breaker lets through, on the first of its routes."""
    world = simulation.world
    first = world.offers.start[checkout.cell(world)]
    offer = 0
    while not (usable >> offer) & 1:
        offer += 1
    checkout.offer = first + offer
    checkout.open_offers &= ~usable
    checkout.attempts += 1
    checkout.on_route += 1
    checkout.learner, checkout.is_taught = NOBODY, True
    route = checkout.route(world)
    count_attempt(simulation.record, world, checkout.bucket, checkout.wallet, route)
    simulation.record.attempts_ended[ROUTE_DOWN] += 1
    return ROUTE_DOWN


def what_next(simulation: Simulation, checkout: Checkout, cause: int) -> int:
    """Return the step after a failed attempt."""
    world, settings = simulation.world, simulation.world.settings
    others = checkout.acceptable & ~checkout.tried_wallets
    willing = False
    if others and (world.steps_after[cause] >> SWITCH) & 1:
        word = simulation.draws.follow_up(checkout.number, checkout.attempts - 1)
        segment = checkout.shopper.segment
        willing = word[streams.FOLLOW_UP_SWITCH] < world.segments.switch_after_decline[segment]
    step = retries.next_step(
        world.steps_after[cause],
        retries.RetryLimits(
            settings.tries_per_route,
            settings.routes_per_wallet,
            settings.wallets_tried,
            settings.attempts_max,
        ),
        retries.Tried(checkout.on_route, checkout.routes, checkout.wallets, checkout.attempts),
        retries.Remaining(checkout.open_offers != 0, willing),
    )
    memory = simulation.memory
    if step != GIVE_UP and memory is not None:
        place = checkout.visit.destination
        step = step if memory.affords(place) else GIVE_UP
    if simulation.story is not None:
        simulation.tell(checkout.number, EventKind.NEXT, cause=cause, step=step)
    return step


def prepare(simulation: Simulation, checkout: Checkout, step: int) -> None:
    """Get ready for the next attempt: same route, other route, or other wallet."""
    if step == RETRY:
        checkout.paid_after = max(checkout.paid_after, PaidAfter.RETRY)
    elif step == FAILOVER:
        checkout.offer = NOBODY
        checkout.paid_after = max(checkout.paid_after, PaidAfter.OTHER_ROUTE)
    else:
        world = simulation.world
        others = checkout.acceptable & ~checkout.tried_wallets
        order = checkout.shopper.order
        wallet = choice.first_in_order(
            others, world.audiences.weight, order, world.settings.wallets
        )
        open_wallet(simulation, checkout, wallet)
        checkout.paid_after = max(checkout.paid_after, PaidAfter.OTHER_WALLET)


def finish(simulation: Simulation, checkout: Checkout, outcome: int) -> None:
    """Settle a paid checkout and write down how it ended."""
    checkout.outcome = outcome
    world, now = simulation.world, int(simulation.clock.now)
    amounts, refund, elsewhere = None, 0, False
    if outcome != OPENED:
        aftermath = checkout.luck.aftermath
        if outcome == PAID:
            amounts, refund = capture(simulation, checkout, aftermath)
        elif not world.destinations.is_service[checkout.visit.destination]:
            word = aftermath[streams.AFTERMATH_GOES_ELSEWHERE]
            elsewhere = word < world.settings.goes_elsewhere
    end = checkout.ending(now, refund, elsewhere=elsewhere)
    count_ending(simulation.record, world, end)
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.ENDED,
            outcome=outcome,
            elsewhere=int(elsewhere),
            paid_after=checkout.paid_after,
        )
    if simulation.fates is not None:
        simulation.fates.note(checkout.number, outcome)
    if simulation.trace is not None:
        simulation.trace.add(checkout.row(world, end, amounts))


def capture(
    simulation: Simulation,
    checkout: Checkout,
    aftermath: steps.Words,
) -> tuple[Amounts, int]:
    """Book a captured payment; return its amounts and what will be refunded."""
    world, place = simulation.world, checkout.visit.destination
    payment = settling.Payment(
        place,
        checkout.wallet,
        checkout.offer,
        checkout.funding,
        checkout.facts.amount_fen,
        simulation.volumes[place],
    )
    cell = checkout.cell(world)
    terms = settling.terms_at(world, simulation.key, cell, checkout.facts, checkout.who)
    refund = settling.refunded_fen(
        world,
        payment,
        aftermath[streams.AFTERMATH_REFUNDED],
        aftermath[streams.AFTERMATH_REFUND_SIZE],
    )
    who = settling.parties_of(world, payment, terms)
    amounts = settling.amounts_of(world, payment, terms)
    ledger.post_capture(simulation.record.balances, who, amounts)
    if refund or world.settings.has_clearing:
        rail = world.fundings.rail[payment.funding]
        follow(simulation, Deal(checkout.number, place, rail, who, amounts, refund))
    simulation.volumes[place] += payment.amount_fen
    simulation.record.fees_by_bucket[checkout.bucket] += amounts.discount
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.CAPTURED,
            **amounts._asdict(),
            refund=refund,
            bearer=terms.bearer,
        )
    return amounts, refund


def tell_arrival(simulation: Simulation, checkout: Checkout) -> None:
    """Tell the story how a checkout begins."""
    visit, shopper = checkout.visit, checkout.shopper
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.ARRIVED,
            **visit._asdict(),
            **shopper._asdict(),
            amount=checkout.facts.amount_fen,
        )
