"""A request under load: refused, queued, served late, never answered, asked about.

It lives on when nobody waits for it any more: a shopper who leaves withdraws a waiting request,
but one in service keeps its places until it is answered, and an approval is then reversed.
Where no answer comes in time the result is unknown: the merchant asks, and its queries use the
same wallet's places, until the answer is known or the deadline calls for a reversal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.engines.reference.calendar import PATIENCE, Waiting
from sandbox.engines.reference.pending import Pending, release, resolve, seize
from sandbox.engines.reference.query_process import inquire
from sandbox.model.checkout import NEVER_US
from sandbox.model.memory import teach
from sandbox.model.records.counting import saturated
from sandbox.model.request import (
    STATIONS_ON_THE_WAY,
    UNKNOWN,
    abandon,
    merchant_id_of,
    note_its_answer,
    note_wait,
    station_on_the_way,
    write_request,
)
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandbox.engines.reference.simulation import Simulation
    from sandbox.model.checkout import Checkout

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)
TIMED_OUT = int(Outcome.TIMED_OUT)
ANSWERED = int(EventRank.AUTHORISATION_ANSWER)
DEADLINE = int(EventRank.DEADLINE)


def request(simulation: Simulation, checkout: Checkout) -> Waiting:
    """Send a request through whatever stands in its way; return `PAID` or the cause of failure."""
    world, calendar, draws = simulation.world, simulation.clock, simulation.draws
    if checkout.leaves_us <= calendar.now:
        return IMPATIENT
    pending = Pending(checkout=checkout, signal=calendar.signal())
    failure = write_request(world, checkout, draws, simulation.windows, pending)
    if failure != PAID:
        return failure
    if not is_admitted(simulation, checkout):
        simulation.record.counters[Counter.RATE_LIMITED] += 1
        return OVERLOADED
    calendar.start(serve(simulation, pending))
    if checkout.leaves_us < NEVER_US:
        delay = max(0, checkout.leaves_us - calendar.now)
        calendar.later(delay, PATIENCE, checkout.number, lambda: leave(simulation, pending))
    timeout = world.queries.timeout_us[checkout.wallet]
    if timeout:
        number = checkout.number
        calendar.later(timeout, DEADLINE, number, lambda: resolve(calendar, pending, UNKNOWN))
    yield pending.signal
    checkout.now_us = calendar.now
    if pending.result != UNKNOWN:
        return pending.result
    if world.settings.has_memory:
        teach(world, checkout, simulation.memory, TIMED_OUT)
    return (yield from inquire(simulation, pending))


def is_admitted(simulation: Simulation, checkout: Checkout) -> bool:
    """Tell whether the rate limit of the checkout's merchant id lets a request through."""
    world, wallet = simulation.world, checkout.wallet
    if world.limits.per_us[wallet] == 0:
        return True
    merchant_id = merchant_id_of(world, checkout, simulation.draws)
    place, now = checkout.destination, simulation.clock.now
    return simulation.buckets.admits(wallet, place, merchant_id, now)


def leave(simulation: Simulation, pending: Pending) -> None:
    """Let the shopper leave: a waiting request is withdrawn, one in service is orphaned."""
    if not pending.is_open:
        return
    calendar = simulation.clock
    abandon(simulation.world, pending, simulation.record, simulation.log, calendar.now)
    if pending.station is not None and pending.ticket is not None and pending.ticket.is_waiting:
        pending.station.withdraw(pending.ticket)
        pending.ticket.wake()
    resolve(calendar, pending, IMPATIENT)


def serve(simulation: Simulation, pending: Pending) -> Generator[Any, Any, None]:
    """Live through a request: wait for each place in turn, be served, be answered."""
    world, calendar = simulation.world, simulation.clock
    record, log = simulation.record, simulation.log
    for stage in range(STATIONS_ON_THE_WAY):
        station = station_on_the_way(world, pending, stage)
        if station == NOBODY:
            continue
        failure = yield from seize(simulation, pending, station)
        if failure != PAID:
            release(simulation, pending)
            end_wait(simulation, pending, failure)
            resolve(calendar, pending, failure)
            return
    if pending.held:
        end_wait(simulation, pending, PAID)
    if pending.latency_us:
        yield calendar.wait(pending.latency_us, ANSWERED, pending.number)
    release(simulation, pending)
    note_its_answer(world, pending, record, log, calendar.now)
    if not pending.is_abandoned and not pending.is_lost:
        resolve(calendar, pending, pending.answer)


def end_wait(simulation: Simulation, pending: Pending, failure: int) -> None:
    """Write down how long a request waited for its places."""
    now, record, log = simulation.clock.now, simulation.record, simulation.log
    waited = note_wait(simulation.world, pending, record, log, now, failure)
    pending.checkout.wait_us = saturated(pending.checkout.wait_us, waited)
