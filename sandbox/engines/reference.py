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

from sandbox.chance.quantile_tables import as_lists, load_tables
from sandbox.engines.arrivals import arrivals_in_chunks
from sandbox.engines.attempt import attempt
from sandbox.engines.calendar import pause
from sandbox.engines.collector import no_cycles_to_collect
from sandbox.engines.draws import Draws
from sandbox.engines.engine import Observers
from sandbox.engines.journey import (
    Pressure,
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
from sandbox.engines.memory import memory_of
from sandbox.engines.notice import await_notice
from sandbox.engines.stations import TokenBuckets, stations_of
from sandbox.model.outages import OutageCalendar, windows_of
from sandbox.model.record import LATEST_US, Record, empty_record
from sandbox.vocabulary import EventRank, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.chance.quantile_tables import QuantileTable
    from sandbox.chance.streams import StreamKey
    from sandbox.engines.checkout import Checkout
    from sandbox.model.tables.world import World

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
GIVE_UP = int(Step.GIVE_UP)
ARRIVAL = int(EventRank.ARRIVAL)
BACKOFF = int(EventRank.BACKOFF)
BUCKET_END = int(EventRank.BUCKET_END)
RANK_SHIFT = 52  # above the 44 bits of a checkout's number and 8 of its attempt
INSIDE = 0  # before every model event of the same time
PROGRESS_EVERY = 2_000

Waiting = Generator[simpy.Event, Any, None]


class ReferenceEngine:
    """The engine to read; it takes every scenario and is the truth."""

    name = "reference"

    def simulate(self, world: World, key: StreamKey, observers: Observers | None = None) -> Record:
        """Return what happened in one replication: a pure function of world and key."""
        seen = observers if observers is not None else Observers()
        env = simpy.Environment(initial_time=0)
        calendar = SimpyCalendar(env)
        tables = as_lists(load_tables())
        simulation = Simulation(
            clock=calendar,
            world=world,
            key=key,
            draws=Draws(world, key),
            record=empty_record(world.settings),
            tables=tables,
            volumes=list(world.destinations.volume_fen),
            trace=seen.trace,
            story=seen.story,
            fates=seen.fates,
            pressure=pressure_of(world, key, tables),
            memory=memory_of(world, key, tables),
        )
        env.process(arrive(env, calendar, simulation, seen.progress))
        if simulation.pressure is not None and world.settings.stations:
            env.process(watch_queues(calendar, simulation.pressure, simulation.record))
        with no_cycles_to_collect():
            env.run()
        return simulation.record


def pressure_of(world: World, key: StreamKey, tables: QuantileTable) -> Pressure | None:
    """Return what fills up, refuses and fails in this replication, None where nothing can."""
    if not world.settings.has_pressure:
        return None
    windows = windows_of(world.outages, key, world.settings.horizon_us, tables)
    return Pressure(
        bucket_us=world.settings.bucket_us,
        stations=stations_of(world.stations),
        buckets=TokenBuckets(world.limits),
        outages=OutageCalendar(windows),
    )


class SimpyCalendar:
    """The calendar of events: SimPy's, with the model's own order of simultaneous events."""

    __slots__ = ("_env",)

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env

    @property
    def now(self) -> int:
        """Time of the present event, microseconds of the horizon."""
        return self._env.now  # type: ignore[return-value]  # every delay is a whole number

    def wait(self, delay_us: int, rank: int, number: int) -> simpy.Event:
        """Return an event after a delay, ordered by rank and number among simultaneous ones."""
        return self._schedule(simpy.Event(self._env), delay_us, _priority(rank, number))

    def later(self, delay_us: int, rank: int, number: int, act: Callable[[], None]) -> None:
        """Do something after a delay, whatever the checkout does meanwhile."""
        event = self.wait(delay_us, rank, number)
        event.callbacks.append(lambda _: act())

    def signal(self) -> simpy.Event:
        """Return an event that only `wake` brings about."""
        return simpy.Event(self._env)

    def wake(self, signal: simpy.Event) -> None:
        """Bring a signal about inside the present event."""
        self._schedule(signal, 0, INSIDE)

    def start(self, process: Waiting) -> None:
        """Start a process inside the present event."""
        self._env.process(process)

    def _schedule(self, event: simpy.Event, delay_us: int, priority: Any) -> simpy.Event:  # noqa: ANN401 -- SimPy's type is narrower than what it takes
        event._ok = True  # noqa: SLF001 -- a timeout is triggered when it is scheduled, as SimPy's own
        event._value = None  # noqa: SLF001 -- the same
        self._env.schedule(event, priority, min(delay_us, LATEST_US - self.now))
        return event


def _priority(rank: int, number: int) -> int:
    return ((rank + 1) << RANK_SHIFT) | (number << 8)


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
    calendar: SimpyCalendar,
    simulation: Simulation,
    progress: Callable[[int], None] | None,
) -> Waiting:
    """Start a process for every checkout at its time of arrival."""
    for number, moment in arrivals(simulation):
        yield calendar.wait(moment - calendar.now, ARRIVAL, number)
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(number)
        checkout = admitted(simulation, number, moment)
        if checkout is not None:
            env.process(travel(calendar, simulation, checkout))


def watch_queues(calendar: SimpyCalendar, pressure: Pressure, record: Record) -> Waiting:
    """Write down the length of every queue at the end of every time bucket."""
    count = len(pressure.stations)
    for row in range(0, len(record.queue_length), count):
        yield calendar.wait(pressure.bucket_us, BUCKET_END, 0)
        for number, station in enumerate(pressure.stations):
            record.queue_length[row + number] = station.length


def travel(calendar: SimpyCalendar, simulation: Simulation, checkout: Checkout) -> Waiting:
    """Live through one checkout, from the link to the end."""
    tell_arrival(simulation, checkout)
    outcome = pass_gate(simulation, checkout)
    if outcome == PAID:
        outcome = choose_at_menu(simulation, checkout)
    while outcome == PAID:
        outcome = take_route(simulation, checkout)
        if outcome == PAID:
            outcome = yield from attempt(calendar, simulation, checkout)
            simulation.record.attempts_ended[outcome] += 1
            if simulation.memory is not None:
                simulation.memory.teach(checkout, outcome, calendar.now)
        if outcome == PAID:
            if simulation.world.settings.has_notices:
                outcome = yield from await_notice(calendar, simulation, checkout)
            break
        step = what_next(simulation, checkout, outcome)
        if step == GIVE_UP:
            break
        outcome = PAID
        prepare(simulation, checkout, step)
        backoff = simulation.world.settings.backoff_us
        if backoff:
            stays = yield from pause(calendar, checkout, backoff, BACKOFF)
            if not stays:
                outcome = IMPATIENT
    finish(simulation, checkout, outcome)
