"""The reference engine: SimPy, one process per checkout, written to be read aloud.

A checkout arrives, passes the link gate, meets the wallet menu, and makes attempts until one is
approved or nothing is left to try. It waits for one event at a time.

Order of simultaneous events: SimPy orders by (time, priority, event id); the priority of every
model event is an integer made of the event's rank and the number of the checkout, so that ties
are broken by the model and by nothing else. SimPy's own first event of a process has priority 0,
below every model event, hence a checkout starts inside the event of its arrival.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import simpy

from sandbox.chance import streams
from sandbox.chance.distributions import sample
from sandbox.chance.quantile_tables import as_lists, load_tables
from sandbox.engines import attempts, steps
from sandbox.engines.arrivals import arrivals_in_chunks
from sandbox.engines.counting import count_answer, count_attempt
from sandbox.engines.draws import Draws
from sandbox.engines.engine import Observers
from sandbox.engines.journey import (
    Simulation,
    admitted,
    choose_at_menu,
    finish,
    pass_gate,
    prepare,
    take_route,
    tell_arrival,
    what_next,
)
from sandbox.engines.record import Record, empty_record
from sandbox.engines.story import EventKind
from sandbox.scenario.tables.world import NOBODY
from sandbox.vocabulary import EventRank, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.chance.streams import StreamKey
    from sandbox.engines.checkout import Checkout
    from sandbox.scenario.tables.world import World

PAID = int(Outcome.PAID)
GIVE_UP = int(Step.GIVE_UP)
ARRIVAL = int(EventRank.ARRIVAL)
BACKOFF = int(EventRank.BACKOFF)
REQUEST_SENT = int(EventRank.REQUEST_SENT)
AUTHORISATION_ANSWER = int(EventRank.AUTHORISATION_ANSWER)
RANK_SHIFT = 52  # above the 44 bits of a checkout's number and 8 of its attempt
PROGRESS_EVERY = 2_000

Waiting = Generator[simpy.Event, Any, None]


class ReferenceEngine:
    """The engine to read; it takes every scenario and is the truth."""

    name = "reference"

    def simulate(self, world: World, key: StreamKey, observers: Observers | None = None) -> Record:
        """Return what happened in one replication: a pure function of world and key."""
        seen = observers if observers is not None else Observers()
        env = simpy.Environment(initial_time=0)
        simulation = Simulation(
            clock=env,
            world=world,
            key=key,
            draws=Draws(world, key),
            record=empty_record(world.settings),
            tables=as_lists(load_tables()),
            volumes=list(world.destinations.volume_fen),
            trace=seen.trace,
            story=seen.story,
        )
        env.process(arrive(env, simulation, seen.progress))
        env.run()
        return simulation.record


def wait(env: simpy.Environment, delay_us: float, rank: int, number: int) -> simpy.Event:
    """Return an event after a delay, ordered by rank and number among simultaneous ones."""
    event = simpy.Event(env)
    event._ok = True  # noqa: SLF001 -- a timeout is triggered when it is scheduled, as SimPy's own
    event._value = None  # noqa: SLF001 -- the same
    priority: Any = ((rank + 1) << RANK_SHIFT) | (number << 8)
    env.schedule(event, priority, delay_us)
    return event


def arrivals(simulation: Simulation) -> Iterator[tuple[int, int]]:
    """Yield the number and time of every arrival, or of the only one whose story is told."""
    story = simulation.story
    only = story.checkout if story is not None and story.alone else None
    table = simulation.world.arrivals
    for first, moments in arrivals_in_chunks(table, simulation.key, load_tables()):
        if only is None:
            yield from enumerate(moments.tolist(), start=first)
        elif first <= only < first + len(moments):
            yield only, int(moments[only - first])
            return


def arrive(
    env: simpy.Environment,
    simulation: Simulation,
    progress: Callable[[int], None] | None,
) -> Waiting:
    """Start a process for every checkout at its time of arrival."""
    for number, moment in arrivals(simulation):
        yield wait(env, moment - env.now, ARRIVAL, number)
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(number)
        checkout = admitted(simulation, number, moment)
        if checkout is not None:
            env.process(travel(env, simulation, checkout))


def travel(env: simpy.Environment, simulation: Simulation, checkout: Checkout) -> Waiting:
    """Live through one checkout, from the link to the end."""
    tell_arrival(simulation, checkout)
    outcome = pass_gate(simulation, checkout)
    if outcome == PAID:
        outcome = choose_at_menu(simulation, checkout)
    while outcome == PAID:
        take_route(simulation, checkout)
        outcome = yield from attempt(env, simulation, checkout)
        if outcome == PAID:
            break
        step = what_next(simulation, checkout, outcome)
        if step == GIVE_UP:
            break
        outcome = PAID
        prepare(simulation, checkout, step)
        backoff = simulation.world.settings.backoff_us
        if backoff:
            yield wait(env, backoff, BACKOFF, checkout.number)
    finish(simulation, checkout, outcome)


def attempt(
    env: simpy.Environment,
    simulation: Simulation,
    checkout: Checkout,
) -> Generator[simpy.Event, Any, int]:
    """Make one attempt on the chosen route; return `PAID` or the cause of its failure."""
    world, luck, number = simulation.world, checkout.luck, checkout.number
    words = luck.first_attempt
    if checkout.attempts:
        words = simulation.draws.attempt(number, checkout.attempts)
    checkout.funding = NOBODY
    checkout.attempts += 1
    checkout.on_route += 1
    route = checkout.route(world)
    count_attempt(simulation.record, world, checkout.arrival_us, checkout.wallet, route)
    passed = attempts.cashier_at(
        world,
        checkout.visit,
        (checkout.wallet, checkout.container),
        checkout.facts.amount_fen,
        (
            attempts.agreement_word(world, luck.agreements, checkout.wallet),
            luck.identity[streams.IDENTITY_BIOMETRIC],
            words[streams.ATTEMPT_CASHIER],
        ),
    )
    if passed.takes_us:
        yield wait(env, passed.takes_us, REQUEST_SENT, number)
    if simulation.story is not None:
        simulation.tell(number, EventKind.CASHIER, wallet=checkout.wallet, **passed._asdict())
    if passed.failure != PAID:
        return passed.failure
    return (yield from authorisation(env, simulation, checkout, words))


def authorisation(
    env: simpy.Environment,
    simulation: Simulation,
    checkout: Checkout,
    words: steps.Words,
) -> Generator[simpy.Event, Any, int]:
    """Send the request and wait for the answer; return `PAID` or the decline."""
    world = simulation.world
    route = checkout.route(world)
    nth = (checkout.number, checkout.attempts - 1)
    amount = checkout.facts.amount_fen
    answer, checkout.funding = attempts.authorise(world, simulation.key, nth, route, amount, words)
    law = world.routes.latency[route]
    latency = sample(world.laws, law, words[streams.ATTEMPT_LATENCY], simulation.tables)
    if latency:
        rank = AUTHORISATION_ANSWER
        yield wait(env, latency, rank, checkout.number)
    place = (checkout.arrival_us, checkout.wallet, route)
    count_answer(simulation.record, world, place, answer, latency)
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.ANSWER,
            answer=answer,
            wallet=checkout.wallet,
            funding=checkout.funding,
            latency=latency,
        )
    return answer
