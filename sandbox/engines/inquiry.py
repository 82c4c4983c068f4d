"""Status queries about a payment without an answer: they use the wallet's own places."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines.calendar import PATIENCE, Waiting
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.slip import (
    FIRST_QUERY_TRY,
    Slip,
    abandon,
    release,
    resolve,
    seize,
)
from sandbox.engines.story import EventKind
from sandbox.model import record as columns
from sandbox.model.outages import slowed, weather_at
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome

if TYPE_CHECKING:
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.journey import Pressure, Simulation

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
TIMED_OUT = int(Outcome.TIMED_OUT)
QUERY_ANSWERED = int(EventRank.QUERY_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
REQUEST_SENT = int(EventRank.REQUEST_SENT)


def inquire(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    slip: Slip,
) -> Waiting:
    """Ask the wallet until the result is known, the deadline is over, or the shopper leaves."""
    number, queries = slip.checkout.number, simulation.world.queries

    def end(result: int) -> None:
        give_up(calendar, simulation, slip, result)

    simulation.record.counters[Counter.UNKNOWN] += 1
    slip.is_open = True
    slip.is_lost = True  # whatever the wallet still says, only a query hears it
    slip.signal = calendar.signal()
    calendar.start(ask(calendar, simulation, pressure, slip))
    if slip.checkout.leaves_us < NEVER_US:
        delay = max(0, slip.checkout.leaves_us - calendar.now)
        calendar.later(delay, PATIENCE, number, lambda: end(IMPATIENT))
    deadline = max(0, slip.sent_us + queries.deadline_us[slip.way[0]] - calendar.now)
    calendar.later(deadline, DEADLINE, number, lambda: end(TIMED_OUT))
    yield slip.signal
    return slip.result


def give_up(calendar: Calendar, simulation: Simulation, slip: Slip, result: int) -> None:
    """End an inquiry without a result: the payment is reversed."""
    if slip.is_open:
        abandon(simulation, slip)
        resolve(calendar, slip, result)


def ask(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    slip: Slip,
) -> Generator[Any, Any, None]:
    """Send status queries one after another, without waiting for their answers."""
    queries, wallet = simulation.world.queries, slip.way[0]
    for nth in range(queries.most[wallet]):
        delay = queries.every_us[wallet] if nth else queries.first_us[wallet]
        yield calendar.wait(delay, REQUEST_SENT, slip.checkout.number)
        if not slip.is_open:
            return
        calendar.start(query(calendar, simulation, pressure, slip, nth))


def query(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    slip: Slip,
    nth: int,
) -> Generator[Any, Any, None]:
    """Live through one status query, which uses the wallet's own places."""
    world, wallet, number = simulation.world, slip.way[0], slip.checkout.number
    note_query(simulation, slip)
    luck = simulation.draws.pressure(number, slip.attempt, FIRST_QUERY_TRY + nth)
    way = (wallet, NOBODY, slip.way[2])
    weather = weather_at(world.outages, pressure.outages.active(calendar.now), way, luck)
    if weather.failure != PAID:
        return
    errand = replace(slip, leaves_us=NEVER_US, held=[], queued=None)
    station = world.stations.of_wallet[wallet]
    if station != NOBODY:
        outcome = yield from seize(calendar, simulation, pressure, errand, station)
        if outcome != PAID:
            return
    word = luck[streams.PRESSURE_PATIENCE]
    latency = sample(world.laws, world.queries.law[wallet], word, simulation.tables)
    latency = slowed(latency, weather.slower_ppm)
    if latency:
        yield calendar.wait(latency, QUERY_ANSWERED, number)
    release(simulation, pressure, errand, calendar.now)
    if slip.is_open and slip.is_answered:
        simulation.record.counters[Counter.RESOLVED] += 1
        resolve(calendar, slip, slip.answer)


def note_query(simulation: Simulation, slip: Slip) -> None:
    """Count a status query."""
    world = simulation.world
    simulation.record.counters[Counter.QUERIES] += 1
    bucket = slip.checkout.bucket
    row = (bucket * world.settings.wallets + slip.way[0]) * columns.WALLET_COLUMNS
    simulation.record.by_bucket_wallet[row + columns.QUERIES] += 1
    if simulation.story is not None:
        simulation.tell(slip.checkout.number, EventKind.QUERIED, wallet=slip.way[0])
