"""A request on its way: whom it wakes, where it waits, and the places that it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.engines.reference.calendar import PATIENCE, Waiting
from sandbox.model.checkout import NEVER_US, Checkout
from sandbox.model.records.counting import count_at_station, count_busy, count_wait
from sandbox.model.request import PaymentRequest
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.engines.reference.calendar import Calendar
    from sandbox.engines.reference.simulation import Simulation
    from sandbox.engines.reference.stations import Station, Ticket

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)


@dataclass(slots=True)
class HeldPlace:
    """A place that a request holds: number of the station, and since when."""

    station: int
    since_us: int


@dataclass(slots=True, eq=False, kw_only=True)
class Pending(PaymentRequest):
    """A request or status query on its way.

    Attributes
    ----------
    checkout, signal
        Whose it is; wakes the checkout.
    held
        Places that it holds.
    station, ticket
        Where it waits, and its place in the queue.
    """

    checkout: Checkout
    signal: Any
    held: list[HeldPlace] = field(default_factory=list)
    station: Station | None = None
    ticket: Ticket | None = None


def resolve(calendar: Calendar, pending: Pending, result: int) -> None:
    """Tell the checkout a result, unless it has one already."""
    if pending.is_open:
        pending.is_open = 0
        pending.result = result
        calendar.wake(pending.signal)


def seize(simulation: Simulation, pending: Pending, number: int) -> Waiting:
    """Take a place at a station, waiting if need be; return `PAID` or the cause of failure."""
    calendar, record, world = simulation.clock, simulation.record, simulation.world
    station = simulation.stations[number]
    count_at_station(record, world, number, calendar.now)
    if station.take():
        pending.held.append(HeldPlace(number, calendar.now))
        return PAID
    if station.is_full():
        return OVERLOADED
    asked = calendar.now
    signal = calendar.signal()
    ticket = station.line_up(lambda: calendar.wake(signal))
    pending.station, pending.ticket = station, ticket

    def lose_patience() -> None:
        if ticket.is_waiting:
            station.withdraw(ticket)
            calendar.wake(signal)

    if pending.leaves_us < NEVER_US:
        delay = max(0, pending.leaves_us - calendar.now)
        calendar.later(delay, PATIENCE, pending.number, lose_patience)
    yield signal
    pending.station, pending.ticket = None, None
    count_wait(record, world, number, asked, calendar.now - asked)
    if not ticket.is_served:
        return IMPATIENT
    pending.held.append(HeldPlace(number, calendar.now))
    return PAID


def release(simulation: Simulation, pending: Pending) -> None:
    """Free every place that a request holds, and write down how long it held them."""
    for place in pending.held:
        now = simulation.clock.now
        count_busy(simulation.record, simulation.world, place.station, place.since_us, now)
        simulation.stations[place.station].free()
    pending.held = []
