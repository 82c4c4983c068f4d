"""A request under load: refused, queued, served late, never answered, asked about.

A request passes merchant limit, route, wallet and rail in that order, waits at one at a time,
holds what it has, and frees all in the event of its answer.
It lives on when nobody waits for it any more: a shopper who leaves withdraws a waiting request,
but one in service keeps its places until it is answered, and an approval is then reversed.
Where no answer comes in time the result is unknown: the merchant asks, and its queries use the
same wallet's places, until the answer is known or the deadline calls for a reversal.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines.answers import decide, latency_of, note_answer
from sandbox.engines.calendar import PATIENCE, Waiting
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.inquiry import inquire
from sandbox.engines.slip import (
    LOST_TRY,
    UNKNOWN,
    Slip,
    abandon,
    note_reversal,
    release,
    resolve,
    seize,
)
from sandbox.engines.stations import stations_on_the_way
from sandbox.engines.story import EventKind
from sandbox.model import record as columns
from sandbox.model.counting import count_request, saturated
from sandbox.model.outages import slowed, weather_at
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome, PatienceScope

if TYPE_CHECKING:
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Pressure, Simulation
    from sandbox.engines.steps import Words

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)
TIMED_OUT = int(Outcome.TIMED_OUT)
ANSWERED = int(EventRank.AUTHORISATION_ANSWER)
DEADLINE = int(EventRank.DEADLINE)


def request(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    checkout: Checkout,
    words: Words,
) -> Waiting:
    """Send a request through whatever stands in its way; return `PAID` or the cause of failure."""
    if checkout.leaves_us <= calendar.now:
        return IMPATIENT
    luck = simulation.draws.pressure(checkout.number, checkout.attempts - 1, 0)
    slip = write_slip(calendar, simulation, pressure, (checkout, words), luck)
    if slip.result != UNKNOWN:
        return slip.result
    if not is_admitted(simulation, pressure, checkout, calendar.now):
        simulation.record.counters[Counter.RATE_LIMITED] += 1
        return OVERLOADED
    calendar.start(serve(calendar, simulation, pressure, slip))
    if checkout.leaves_us < NEVER_US:
        delay = max(0, checkout.leaves_us - calendar.now)
        calendar.later(delay, PATIENCE, checkout.number, lambda: leave(calendar, simulation, slip))
    timeout = simulation.world.queries.timeout_us[checkout.wallet]
    if timeout:
        calendar.later(timeout, DEADLINE, checkout.number, lambda: resolve(calendar, slip, UNKNOWN))
    yield slip.signal
    if slip.result != UNKNOWN:
        return slip.result
    if simulation.memory is not None:
        simulation.memory.teach(checkout, TIMED_OUT, calendar.now)
    return (yield from inquire(calendar, simulation, pressure, slip))


def write_slip(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    order: tuple[Checkout, Words],
    luck: Words,
) -> Slip:
    """Return the slip of a request, already resolved where an outage refuses it."""
    checkout, words = order
    world = simulation.world
    route = checkout.route(world)
    answer = decide(simulation, checkout, words, 0)
    rail = NOBODY if checkout.funding == NOBODY else world.fundings.rail[checkout.funding]
    way = (checkout.wallet, rail, route)
    weather = weather_at(world.outages, pressure.outages.active(calendar.now), way, luck)
    if weather.declines and weather.failure == PAID:
        answer = decide(simulation, checkout, words, weather.declines)
        way = (checkout.wallet, world.fundings.rail[checkout.funding], route)
    slip = Slip(
        signal=calendar.signal(),
        checkout=checkout,
        attempt=checkout.attempts - 1,
        way=way,
        funding=checkout.funding,
        answer=answer,
        latency_us=slowed(latency_of(simulation, checkout, words), weather.slower_ppm),
        is_lost=answer_is_lost(simulation, checkout),
        leaves_us=leaves_queue_at(simulation, calendar.now, luck),
        sent_us=calendar.now,
    )
    if weather.failure != PAID:
        slip.result = weather.failure
    return slip


def answer_is_lost(simulation: Simulation, checkout: Checkout) -> bool:
    """Tell whether the answer to this attempt will not arrive."""
    lost = simulation.world.queries.lost[checkout.wallet]
    if not lost:
        return False
    words = simulation.draws.pressure(checkout.number, checkout.attempts - 1, LOST_TRY)
    return words[0] < lost


def is_admitted(
    simulation: Simulation, pressure: Pressure, checkout: Checkout, now_us: int
) -> bool:
    """Tell whether the rate limit of the checkout's merchant id lets a request through."""
    world = simulation.world
    if world.limits.per_us[checkout.wallet] == 0:
        return True
    place = checkout.visit.destination
    word = simulation.draws.endurance(checkout.number)[streams.ENDURANCE_MERCHANT_ID]
    merchant_id = (word * world.destinations.merchant_ids[place]) >> 32
    return pressure.buckets.admits(checkout.wallet, place, merchant_id, now_us)


def leaves_queue_at(simulation: Simulation, now_us: int, luck: Words) -> int:
    """Return when the shopper leaves a queue that a request joins now."""
    settings = simulation.world.settings
    if settings.patience_scope != PatienceScope.QUEUE:
        return NEVER_US
    word = luck[streams.PRESSURE_PATIENCE]
    return now_us + sample(simulation.world.laws, settings.patience_law, word, simulation.tables)


def leave(calendar: Calendar, simulation: Simulation, slip: Slip) -> None:
    """Let the shopper leave: a waiting request is withdrawn, one in service is orphaned."""
    if not slip.is_open:
        return
    abandon(simulation, slip)
    if slip.queued is not None and slip.queued[1].is_waiting:
        slip.queued[0].withdraw(slip.queued[1])
        slip.queued[1].wake()
    resolve(calendar, slip, IMPATIENT)


def serve(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    slip: Slip,
) -> Generator[Any, Any, None]:
    """Live through a request: wait for each place in turn, be served, be answered."""
    stations = stations_on_the_way(simulation.world, slip.way)
    for number in stations:
        failure = yield from seize(calendar, simulation, pressure, slip, number)
        if failure != PAID:
            release(simulation, pressure, slip, calendar.now)
            note_wait(simulation, slip, calendar.now, failure)
            resolve(calendar, slip, failure)
            return
    if stations:
        note_wait(simulation, slip, calendar.now, PAID)
    if slip.latency_us:
        yield calendar.wait(slip.latency_us, ANSWERED, slip.checkout.number)
    release(simulation, pressure, slip, calendar.now)
    slip.is_answered = True
    way = (*slip.way, slip.funding)
    note_answer(simulation, slip.checkout, way, slip.answer, slip.latency_us)
    if slip.is_abandoned:
        note_reversal(simulation, slip)
    elif not slip.is_lost:
        resolve(calendar, slip, slip.answer)


def note_wait(simulation: Simulation, slip: Slip, now_us: int, failure: int) -> None:
    """Write down how long a request waited, and whether it was refused or given up."""
    waited = now_us - slip.sent_us
    slip.checkout.wait_us = saturated(slip.checkout.wait_us, waited)
    world = simulation.world
    count_request(simulation.record, world, slip.sent_us, waited, failure)
    if waited:
        bucket = slip.checkout.bucket
        row = (bucket * world.settings.wallets + slip.way[0]) * columns.WALLET_COLUMNS
        simulation.record.by_bucket_wallet[row + columns.QUEUED] += 1
        if simulation.story is not None:
            simulation.tell(slip.checkout.number, EventKind.WAITED, waited=waited, failure=failure)
