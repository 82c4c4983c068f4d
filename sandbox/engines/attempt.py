"""One attempt in time: the cashier, the request, its way through full places, the answer.

A generator yields the events that a checkout waits for, one at a time.
An attempt passes merchant limit, route, wallet and rail in that order, waits at one at a time,
holds what it has, and frees all in the event of its answer.
A shopper who leaves withdraws a waiting request at once; a request in service keeps its places
until it is answered, and an approval is then reversed.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

from sandbox.chance import streams
from sandbox.chance.distributions import sample
from sandbox.engines import attempts, settling
from sandbox.engines import record as columns
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.counting import bucket_of, count_answer, count_attempt, count_request
from sandbox.engines.outages import CALM, weather_at
from sandbox.engines.stations import stations_on_the_way
from sandbox.engines.story import EventKind
from sandbox.scenario.tables.world import NOBODY
from sandbox.units import PPM
from sandbox.vocabulary import Counter, EventRank, Outcome, PatienceScope

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Pressure, Simulation
    from sandbox.engines.steps import Words

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)
TECHNICAL_DECLINE = int(Outcome.TECHNICAL_DECLINE)
REQUEST_SENT = int(EventRank.REQUEST_SENT)
AUTHORISATION_ANSWER = int(EventRank.AUTHORISATION_ANSWER)
PATIENCE = int(EventRank.PATIENCE)

Waiting = Generator[Any, Any, int]


class Calendar(Protocol):
    """What the engine's clock can do; the events themselves are the engine's own."""

    @property
    def now(self) -> int:
        """Time of the present event, microseconds of the horizon."""
        ...

    def wait(self, delay_us: int, rank: int, number: int) -> Any:  # noqa: ANN401 -- the engine's event
        """Return an event after a delay, ordered by rank and number among simultaneous ones."""
        ...

    def later(self, delay_us: int, rank: int, number: int, act: Callable[[], None]) -> None:
        """Do something after a delay, whatever the checkout does meanwhile."""
        ...

    def signal(self) -> Any:  # noqa: ANN401 -- the engine's event
        """Return an event that only `wake` brings about."""
        ...

    def wake(self, signal: Any) -> None:  # noqa: ANN401 -- the engine's event
        """Bring a signal about inside the present event."""
        ...


def pause(
    calendar: Calendar,
    checkout: Checkout,
    delay_us: int,
    rank: int,
) -> Generator[Any, Any, bool]:
    """Let time pass; return False where the shopper left meanwhile."""
    if checkout.leaves_us <= calendar.now + delay_us:
        yield calendar.wait(max(0, checkout.leaves_us - calendar.now), PATIENCE, checkout.number)
        return False
    yield calendar.wait(delay_us, rank, checkout.number)
    return True


def attempt(calendar: Calendar, simulation: Simulation, checkout: Checkout) -> Waiting:
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
        stays = yield from pause(calendar, checkout, passed.takes_us, REQUEST_SENT)
        if not stays:
            return IMPATIENT
    if simulation.story is not None:
        simulation.tell(number, EventKind.CASHIER, wallet=checkout.wallet, **passed._asdict())
    if passed.failure != PAID:
        return passed.failure
    if simulation.pressure is None:
        return (yield from authorisation(calendar, simulation, checkout, words))
    return (yield from request(calendar, simulation, simulation.pressure, checkout, words))


def authorisation(
    calendar: Calendar,
    simulation: Simulation,
    checkout: Checkout,
    words: Words,
) -> Waiting:
    """Send a request where nothing fills up or fails; return `PAID` or the decline."""
    latency = latency_of(simulation, checkout, words)
    answer = decide(simulation, checkout, words, 0)
    if latency:
        yield calendar.wait(latency, AUTHORISATION_ANSWER, checkout.number)
    note_answer(simulation, checkout, answer, latency)
    return answer


def latency_of(simulation: Simulation, checkout: Checkout, words: Words) -> int:
    """Return the time from service to answer, µs."""
    world = simulation.world
    law = world.routes.latency[checkout.route(world)]
    return sample(world.laws, law, words[streams.ATTEMPT_LATENCY], simulation.tables)


def decide(simulation: Simulation, checkout: Checkout, words: Words, added: int) -> int:
    """Return the answer that the wallet will give, and remember the funding that gives it."""
    world = simulation.world
    answer, checkout.funding = attempts.authorise(
        world,
        simulation.key,
        (checkout.number, checkout.attempts - 1),
        (checkout.wallet, checkout.route(world), added),
        checkout.facts.amount_fen,
        words,
    )
    return answer


def note_answer(simulation: Simulation, checkout: Checkout, answer: int, latency_us: int) -> None:
    """Write down an answer in the event in which it comes."""
    world = simulation.world
    place = (checkout.arrival_us, checkout.wallet, checkout.route(world))
    count_answer(simulation.record, world, place, answer, latency_us)
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.ANSWER,
            answer=answer,
            wallet=checkout.wallet,
            funding=checkout.funding,
            latency=latency_us,
        )


def request(
    calendar: Calendar,
    simulation: Simulation,
    pressure: Pressure,
    checkout: Checkout,
    words: Words,
) -> Waiting:
    """Send a request through whatever stands in its way; return `PAID` or the cause of failure."""
    world = simulation.world
    route = checkout.route(world)
    luck = simulation.draws.pressure(checkout.number, checkout.attempts - 1)
    answer = decide(simulation, checkout, words, 0)
    rail = NOBODY if checkout.funding == NOBODY else world.fundings.rail[checkout.funding]
    way = (checkout.wallet, rail, route)
    weather = CALM
    if pressure.windows.row:
        weather = weather_at(world.outages, pressure.windows, way, calendar.now, luck)
    if weather.failure != PAID:
        return weather.failure
    if weather.declines:
        answer = decide(simulation, checkout, words, weather.declines)
    if not is_admitted(simulation, pressure, checkout, calendar.now):
        simulation.record.counters[Counter.RATE_LIMITED] += 1
        return OVERLOADED
    patience = leaves_queue_at(simulation, checkout, calendar.now, luck)
    asked = calendar.now
    way_stations = stations_on_the_way(world, way)
    held: list[int] = []
    for number in way_stations:
        failure = yield from seize(calendar, pressure, checkout, (number, patience))
        if failure != PAID:
            release(pressure, held)
            note_wait(simulation, checkout, calendar.now - asked, failure)
            return failure
        held.append(number)
    note_wait(simulation, checkout, calendar.now - asked, PAID)
    latency = latency_of(simulation, checkout, words) * weather.slower_ppm // PPM
    return (yield from service(calendar, simulation, checkout, (answer, latency), held))


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


def leaves_queue_at(simulation: Simulation, checkout: Checkout, now_us: int, luck: Words) -> int:
    """Return when the shopper leaves a queue that a request joins now."""
    settings = simulation.world.settings
    if settings.patience_scope != PatienceScope.QUEUE:
        return checkout.leaves_us
    word = luck[streams.PRESSURE_PATIENCE]
    return now_us + sample(simulation.world.laws, settings.patience_law, word, simulation.tables)


def seize(
    calendar: Calendar,
    pressure: Pressure,
    checkout: Checkout,
    place: tuple[int, int],
) -> Waiting:
    """Take a place at a station, waiting if need be; return `PAID` or the cause of failure.

    Parameters
    ----------
    place
        Station, and the time at which the shopper leaves its queue.
    """
    number, leaves_us = place
    station = pressure.stations[number]
    if station.take():
        return PAID
    if station.is_full():
        return OVERLOADED
    signal = calendar.signal()
    ticket = station.line_up(lambda: calendar.wake(signal))

    def leave() -> None:
        if ticket.is_waiting:
            station.withdraw(ticket)
            calendar.wake(signal)

    if leaves_us < NEVER_US:
        calendar.later(max(0, leaves_us - calendar.now), PATIENCE, checkout.number, leave)
    yield signal
    return PAID if ticket.is_served else IMPATIENT


def note_wait(simulation: Simulation, checkout: Checkout, waited_us: int, failure: int) -> None:
    """Write down how long a request waited, and whether it was refused or given up."""
    checkout.wait_us += waited_us
    count_request(simulation.record, waited_us, failure)
    if waited_us:
        bucket = bucket_of(simulation.world, checkout.arrival_us)
        row = bucket * simulation.world.settings.wallets + checkout.wallet
        row = row * columns.WALLET_COLUMNS + columns.QUEUED
        simulation.record.by_bucket_wallet[row] += 1
        if simulation.story is not None:
            simulation.tell(checkout.number, EventKind.WAITED, waited=waited_us, failure=failure)


def release(pressure: Pressure, held: list[int]) -> None:
    """Free every place that a request holds."""
    for number in held:
        pressure.stations[number].free()


def service(
    calendar: Calendar,
    simulation: Simulation,
    checkout: Checkout,
    reply: tuple[int, int],
    held: list[int],
) -> Waiting:
    """Be served; return the answer, or `IMPATIENT` where the shopper leaves before it comes.

    Parameters
    ----------
    reply
        Answer and time until it comes.
    held
        Stations that the request holds.
    """
    answer, latency = reply
    note_busy(simulation, held, calendar.now, latency)
    pressure = simulation.pressure
    stays = checkout.leaves_us >= calendar.now + latency or (
        simulation.world.settings.patience_scope != PatienceScope.CHECKOUT
    )
    if stays:
        if latency:
            yield calendar.wait(latency, AUTHORISATION_ANSWER, checkout.number)
        if pressure is not None:
            release(pressure, held)
        note_answer(simulation, checkout, answer, latency)
        return answer
    orphan = settling.Orphan(
        checkout.arrival_us, checkout.wallet, checkout.route(simulation.world), answer, latency
    )

    def answered() -> None:
        if pressure is not None:
            release(pressure, held)
        note_orphan(simulation, checkout.facts.amount_fen, orphan)

    calendar.later(latency, AUTHORISATION_ANSWER, checkout.number, answered)
    yield calendar.wait(max(0, checkout.leaves_us - calendar.now), PATIENCE, checkout.number)
    return IMPATIENT


def note_orphan(simulation: Simulation, amount_fen: int, orphan: settling.Orphan) -> None:
    """Write down an answer that nobody waits for any more: an approval is reversed."""
    place = (orphan.arrival_us, orphan.wallet, orphan.route)
    count_answer(simulation.record, simulation.world, place, orphan.answer, orphan.latency_us)
    if orphan.answer == PAID:
        simulation.record.counters[Counter.REVERSALS] += 1
        simulation.record.counters[Counter.REVERSED_FEN] += amount_fen


def note_busy(simulation: Simulation, held: list[int], now_us: int, latency_us: int) -> None:
    """Write down how long places are busy, as far as it lies within the horizon."""
    horizon = simulation.world.settings.horizon_us
    busy = max(0, min(horizon, now_us + latency_us) - min(horizon, now_us))
    for number in held:
        row = number * columns.STATION_COLUMNS
        simulation.record.by_station[row + columns.STATION_REQUESTS] += 1
        simulation.record.by_station[row + columns.STATION_BUSY_US] += busy
