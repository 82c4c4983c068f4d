"""The slip of a request: what merchant and wallet know of it, and the places that it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.engines.calendar import PATIENCE, Waiting
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.story import EventKind
from sandbox.model.counting import (
    REVERSAL,
    count_at_station,
    count_busy,
    count_reversal,
    count_wait,
)
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Pressure, Simulation
    from sandbox.engines.stations import Station, Ticket

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)


# Tries of the pressure block: the request itself, its lost answer, then its queries.
LOST_TRY = 1
FIRST_QUERY_TRY = 2

UNKNOWN = -1


@dataclass(slots=True, eq=False)
class Slip:
    """What merchant and wallet know of one request.

    Attributes
    ----------
    signal
        Wakes the checkout.
    checkout, attempt, way, funding, answer, latency_us, is_lost
        Whose it is and which; wallet, rail, route; the source of the money; what the wallet will
        say, when, and whether that gets lost.
    leaves_us
        When the shopper leaves a queue.
    result
        Outcome for the checkout, or `UNKNOWN`.
    is_open
        Somebody still waits for the answer.
    is_answered, is_abandoned
        The wallet has decided; nobody will ask any more.
    held, queued
        Stations held, with the time since when; where it waits, and its ticket.
    """

    signal: Any
    checkout: Checkout
    attempt: int
    way: tuple[int, int, int]
    funding: int
    answer: int
    latency_us: int
    is_lost: bool
    leaves_us: int
    sent_us: int
    result: int = UNKNOWN
    is_open: bool = True
    is_answered: bool = False
    is_abandoned: bool = False
    held: list[tuple[int, int]] = field(default_factory=list)
    queued: tuple[Station, Ticket] | None = None


def resolve(calendar: Calendar, slip: Slip, result: int) -> None:
    """Tell the checkout a result, unless it has one already."""
    if slip.is_open:
        slip.is_open = False
        slip.result = result
        calendar.wake(slip.signal)


def abandon(simulation: Simulation, slip: Slip) -> None:
    """Give a request up: an approval, come or to come, is reversed."""
    slip.is_abandoned = True
    if slip.is_answered:
        note_reversal(simulation, slip)


def seize(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    slip: Slip,
    number: int,
) -> Waiting:
    """Take a place at a station, waiting if need be; return `PAID` or the cause of failure."""
    station, record, world = pressure.stations[number], simulation.record, simulation.world
    count_at_station(record, world, number, calendar.now)
    if station.take():
        slip.held.append((number, calendar.now))
        return PAID
    if station.is_full():
        return OVERLOADED
    asked = calendar.now
    signal = calendar.signal()
    ticket = station.line_up(lambda: calendar.wake(signal))
    slip.queued = (station, ticket)

    def lose_patience() -> None:
        if ticket.is_waiting:
            station.withdraw(ticket)
            calendar.wake(signal)

    if slip.leaves_us < NEVER_US:
        delay = max(0, slip.leaves_us - calendar.now)
        calendar.later(delay, PATIENCE, slip.checkout.number, lose_patience)
    yield signal
    slip.queued = None
    count_wait(record, world, number, asked, calendar.now - asked)
    if not ticket.is_served:
        return IMPATIENT
    slip.held.append((number, calendar.now))
    return PAID


def release(simulation: Simulation, pressure: Pressure, slip: Slip, now_us: int) -> None:
    """Free every place that a request holds, and write down how long it held them."""
    for number, since in slip.held:
        count_busy(simulation.record, simulation.world, number, since, now_us)
        pressure.stations[number].free()
    slip.held = []


def note_reversal(simulation: Simulation, slip: Slip) -> None:
    """Count the reversal of an approval that nobody waited for."""
    if slip.answer == PAID:
        amount = slip.checkout.facts.amount_fen
        count_reversal(simulation.record, simulation.world, slip.way[0], amount, REVERSAL)
        if simulation.story is not None:
            simulation.tell(slip.checkout.number, EventKind.REVERSED, wallet=slip.way[0])
