"""Status queries about a payment without an answer: they use the wallet's own places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.engines.reference.calendar import PATIENCE, Waiting
from sandbox.engines.reference.pending import Pending, release, resolve, seize
from sandbox.model.checkout import NEVER_US
from sandbox.model.request import UNANSWERED, abandon, note_query, query_latency_us
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandbox.engines.reference.simulation import Simulation

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
TIMED_OUT = int(Outcome.TIMED_OUT)
QUERY_ANSWERED = int(EventRank.QUERY_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
REQUEST_SENT = int(EventRank.REQUEST_SENT)


def inquire(simulation: Simulation, pending: Pending) -> Waiting:
    """Ask the wallet until the result is known, the deadline is over, or the shopper leaves."""
    calendar, checkout, number = simulation.clock, pending.checkout, pending.number

    def end(result: int) -> None:
        give_up(simulation, pending, result)

    simulation.record.counters[Counter.UNKNOWN] += 1
    pending.is_open = 1
    pending.is_lost = 1  # whatever the wallet still says, only a query hears it
    pending.signal = calendar.signal()
    deadline_us = pending.sent_us + simulation.world.queries.deadline_us[pending.wallet]
    if deadline_us <= calendar.now:  # over before anybody could ask
        end(TIMED_OUT)
        yield pending.signal
        return pending.result
    calendar.start(ask(simulation, pending))
    if checkout.leaves_us < NEVER_US:
        delay = max(0, checkout.leaves_us - calendar.now)
        calendar.later(delay, PATIENCE, number, lambda: end(IMPATIENT))
    calendar.later(deadline_us - calendar.now, DEADLINE, number, lambda: end(TIMED_OUT))
    yield pending.signal
    checkout.now_us = calendar.now
    return pending.result


def give_up(simulation: Simulation, pending: Pending, result: int) -> None:
    """End an inquiry without a result: the payment is reversed."""
    if pending.is_open:
        now = simulation.clock.now
        abandon(simulation.world, pending, simulation.record, simulation.log, now)
        resolve(simulation.clock, pending, result)


def ask(simulation: Simulation, pending: Pending) -> Generator[Any, Any, None]:
    """Send status queries one after another, without waiting for their answers."""
    queries, wallet, calendar = simulation.world.queries, pending.wallet, simulation.clock
    for nth in range(queries.most[wallet]):
        delay = queries.every_us[wallet] if nth else queries.first_us[wallet]
        if delay:
            yield calendar.wait(delay, REQUEST_SENT, pending.number)
        else:  # what takes no time happens inside the event before it
            at_once = calendar.signal()
            calendar.wake(at_once)
            yield at_once
        if not pending.is_open:
            return
        calendar.start(query(simulation, pending, nth))


def query(simulation: Simulation, pending: Pending, nth: int) -> Generator[Any, Any, None]:
    """Live through one status query, which uses the wallet's own places."""
    world, calendar, record = simulation.world, simulation.clock, simulation.record
    note_query(world, pending, record, simulation.log, calendar.now)
    windows, now = simulation.windows, calendar.now
    latency = query_latency_us(world, pending, simulation.draws, windows, nth, now)
    if latency == UNANSWERED:
        return
    errand = replace(pending, leaves_us=NEVER_US, held=[], station=None, ticket=None)
    station = world.stations.of_wallet[pending.wallet]
    if station != NOBODY:
        outcome = yield from seize(simulation, errand, station)
        if outcome != PAID:
            return
    if latency:
        yield calendar.wait(latency, QUERY_ANSWERED, pending.number)
    release(simulation, errand)
    if pending.is_open and pending.is_answered:
        record.counters[Counter.RESOLVED] += 1
        resolve(calendar, pending, pending.answer)
