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
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sandbox.chance import streams
from sandbox.chance.distributions import sample
from sandbox.engines import record as columns
from sandbox.engines.answers import decide, latency_of, note_answer
from sandbox.engines.calendar import PATIENCE, Waiting
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.counting import REVERSAL, bucket_of, count_request, count_reversal
from sandbox.engines.outages import CALM, weather_at
from sandbox.engines.stations import stations_on_the_way
from sandbox.engines.story import EventKind
from sandbox.scenario.tables.world import NOBODY
from sandbox.units import PPM
from sandbox.vocabulary import Counter, EventRank, Outcome, PatienceScope

if TYPE_CHECKING:
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Pressure, Simulation
    from sandbox.engines.stations import Station, Ticket
    from sandbox.engines.steps import Words

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)
TIMED_OUT = int(Outcome.TIMED_OUT)
UNKNOWN = -1
ANSWERED = int(EventRank.AUTHORISATION_ANSWER)
QUERY_ANSWERED = int(EventRank.QUERY_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
REQUEST_SENT = int(EventRank.REQUEST_SENT)

# Tries of the pressure block: the request itself, its lost answer, then its queries.
LOST_TRY = 1
FIRST_QUERY_TRY = 2


@dataclass(slots=True, eq=False)
class Slip:
    """What merchant and wallet know of one request.

    Attributes
    ----------
    signal
        Wakes the checkout.
    checkout, attempt, way, answer, latency_us, is_lost
        Whose it is and which; wallet, rail, route; what the wallet will say, when, and whether
        that gets lost.
    leaves_us
        When the shopper leaves a queue.
    result
        Outcome for the checkout, or `UNKNOWN`.
    is_open
        Somebody still waits for the answer.
    is_answered, is_abandoned
        The wallet has decided; nobody will ask any more.
    """

    signal: Any
    checkout: Checkout
    attempt: int
    way: tuple[int, int, int]
    answer: int
    latency_us: int
    is_lost: bool
    leaves_us: int
    sent_us: int
    result: int = UNKNOWN
    is_open: bool = True
    is_answered: bool = False
    is_abandoned: bool = False
    held: list[int] = field(default_factory=list)
    queued: tuple[Station, Ticket] | None = None


def request(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    checkout: Checkout,
    words: Words,
) -> Waiting:
    """Send a request through whatever stands in its way; return `PAID` or the cause of failure."""
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
    weather = CALM
    if pressure.windows.row:
        weather = weather_at(world.outages, pressure.windows, way, calendar.now, luck)
        if weather.declines and weather.failure == PAID:
            answer = decide(simulation, checkout, words, weather.declines)
    slip = Slip(
        signal=calendar.signal(),
        checkout=checkout,
        attempt=checkout.attempts - 1,
        way=way,
        answer=answer,
        latency_us=latency_of(simulation, checkout, words) * weather.slower_ppm // PPM,
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


def resolve(calendar: Calendar, slip: Slip, result: int) -> None:
    """Tell the checkout a result, unless it has one already."""
    if slip.is_open:
        slip.is_open = False
        slip.result = result
        calendar.wake(slip.signal)


def leave(calendar: Calendar, simulation: Simulation, slip: Slip) -> None:
    """Let the shopper leave: a waiting request is withdrawn, one in service is orphaned."""
    if not slip.is_open:
        return
    abandon(simulation, slip)
    if slip.queued is not None and slip.queued[1].is_waiting:
        slip.queued[0].withdraw(slip.queued[1])
        slip.queued[1].wake()
    resolve(calendar, slip, IMPATIENT)


def abandon(simulation: Simulation, slip: Slip) -> None:
    """Give a request up: an approval, come or to come, is reversed."""
    slip.is_abandoned = True
    if slip.is_answered:
        note_reversal(simulation, slip)


def serve(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    slip: Slip,
) -> Generator[Any, Any, None]:
    """Live through a request: wait for each place in turn, be served, be answered."""
    for number in stations_on_the_way(simulation.world, slip.way):
        failure = yield from seize(calendar, pressure, slip, number)
        if failure != PAID:
            release(pressure, slip)
            note_wait(simulation, slip, calendar.now, failure)
            resolve(calendar, slip, failure)
            return
        slip.held.append(number)
    note_wait(simulation, slip, calendar.now, PAID)
    note_busy(simulation, slip.held, calendar.now, slip.latency_us)
    if slip.latency_us:
        yield calendar.wait(slip.latency_us, ANSWERED, slip.checkout.number)
    release(pressure, slip)
    slip.is_answered = True
    note_answer(simulation, slip.checkout, slip.way, slip.answer, slip.latency_us)
    if slip.is_abandoned:
        note_reversal(simulation, slip)
    elif not slip.is_lost:
        resolve(calendar, slip, slip.answer)


def seize(calendar: Calendar, pressure: Pressure, slip: Slip, number: int) -> Waiting:
    """Take a place at a station, waiting if need be; return `PAID` or the cause of failure."""
    station = pressure.stations[number]
    if station.take():
        return PAID
    if station.is_full():
        return OVERLOADED
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
    return PAID if ticket.is_served else IMPATIENT


def release(pressure: Pressure, slip: Slip) -> None:
    """Free every place that a request holds."""
    for number in slip.held:
        pressure.stations[number].free()
    slip.held = []


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
    weather = CALM
    if pressure.windows.row:
        way = (wallet, NOBODY, slip.way[2])
        weather = weather_at(world.outages, pressure.windows, way, calendar.now, luck)
    if weather.failure != PAID:
        return
    errand = replace(slip, leaves_us=NEVER_US, held=[], queued=None)
    station = world.stations.of_wallet[wallet]
    if station != NOBODY:
        outcome = yield from seize(calendar, pressure, errand, station)
        if outcome != PAID:
            return
        errand.held.append(station)
    word = luck[streams.PRESSURE_PATIENCE]
    latency = sample(world.laws, world.queries.law[wallet], word, simulation.tables)
    latency = latency * weather.slower_ppm // PPM
    note_busy(simulation, errand.held, calendar.now, latency)
    if latency:
        yield calendar.wait(latency, QUERY_ANSWERED, number)
    release(pressure, errand)
    if slip.is_open and slip.is_answered:
        simulation.record.counters[Counter.RESOLVED] += 1
        resolve(calendar, slip, slip.answer)


def note_query(simulation: Simulation, slip: Slip) -> None:
    """Count a status query."""
    world = simulation.world
    simulation.record.counters[Counter.QUERIES] += 1
    bucket = bucket_of(world, slip.checkout.arrival_us)
    row = (bucket * world.settings.wallets + slip.way[0]) * columns.WALLET_COLUMNS
    simulation.record.by_bucket_wallet[row + columns.QUERIES] += 1
    if simulation.story is not None:
        simulation.tell(slip.checkout.number, EventKind.QUERIED, wallet=slip.way[0])


def note_reversal(simulation: Simulation, slip: Slip) -> None:
    """Count the reversal of an approval that nobody waited for."""
    if slip.answer == PAID:
        amount = slip.checkout.facts.amount_fen
        count_reversal(simulation.record, simulation.world, slip.way[0], amount, REVERSAL)
        if simulation.story is not None:
            simulation.tell(slip.checkout.number, EventKind.REVERSED, wallet=slip.way[0])


def note_wait(simulation: Simulation, slip: Slip, now_us: int, failure: int) -> None:
    """Write down how long a request waited, and whether it was refused or given up."""
    waited = now_us - slip.sent_us
    slip.checkout.wait_us += waited
    count_request(simulation.record, waited, failure)
    if waited:
        world = simulation.world
        bucket = bucket_of(world, slip.checkout.arrival_us)
        row = (bucket * world.settings.wallets + slip.way[0]) * columns.WALLET_COLUMNS
        simulation.record.by_bucket_wallet[row + columns.QUEUED] += 1
        if simulation.story is not None:
            simulation.tell(slip.checkout.number, EventKind.WAITED, waited=waited, failure=failure)


def note_busy(simulation: Simulation, held: list[int], now_us: int, latency_us: int) -> None:
    """Write down how long places are busy, as far as it lies within the horizon."""
    horizon = simulation.world.settings.horizon_us
    busy = max(0, min(horizon, now_us + latency_us) - min(horizon, now_us))
    for number in held:
        row = number * columns.STATION_COLUMNS
        simulation.record.by_station[row + columns.STATION_REQUESTS] += 1
        simulation.record.by_station[row + columns.STATION_BUSY_US] += busy
