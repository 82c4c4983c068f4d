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
from sandbox.engines.collector import no_cycles_to_collect
from sandbox.engines.protocol import Observers
from sandbox.engines.python_policies import Policies
from sandbox.engines.reference.arrival_times import arrivals_in_chunks
from sandbox.engines.reference.batch_draws import draw_batch, nothing_drawn
from sandbox.engines.reference.checkout_process import travel
from sandbox.engines.reference.simulation import Simulation
from sandbox.engines.reference.stations import TokenBuckets, stations_of
from sandbox.engines.story import empty_log
from sandbox.model.arrival import arrive
from sandbox.model.checkout import Checkout
from sandbox.model.draws import DRAWN_TO
from sandbox.model.memory import empty_memory
from sandbox.model.outages import windows_of
from sandbox.model.records.record import LATEST_US, Record, empty_record
from sandbox.vocabulary import EventRank

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.chance.streams import StreamKey
    from sandbox.engines.story import Story
    from sandbox.model.tables.world import World

ARRIVAL = int(EventRank.ARRIVAL)
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
        simulation = simulation_of(world, key, calendar, seen)
        env.process(let_arrive(env, calendar, simulation, seen))
        if world.settings.stations:
            env.process(watch_queues(calendar, simulation))
        with no_cycles_to_collect():
            env.run()
        if seen.story is not None:
            seen.story.read(simulation.log)
        return simulation.record


def simulation_of(
    world: World, key: StreamKey, calendar: SimpyCalendar, seen: Observers
) -> Simulation:
    """Return a replication at its start."""
    tables = as_lists(load_tables())
    return Simulation(
        clock=calendar,
        world=world,
        draws=nothing_drawn(key, tables),
        record=empty_record(world.settings),
        memory=empty_memory(world),
        log=empty_log(seen.story),
        windows=windows_of(world.outages, key, world.settings.horizon_us, tables),
        stations=stations_of(world.stations),
        buckets=TokenBuckets(world.limits),
        policies=Policies.of(world),
        trace=seen.trace,
        fates=seen.fates,
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


def arrivals(simulation: Simulation, story: Story | None) -> Iterator[tuple[int, int]]:
    """Yield the number and time of every arrival, or of the only one whose story is told."""
    only = story.checkout if story is not None and story.alone else None
    table, key = simulation.world.arrivals, simulation.draws.key
    for first, moments in arrivals_in_chunks(table, key, load_tables()):
        if only is None:
            yield from enumerate(moments.tolist(), start=first)
        elif first <= only < first + len(moments):
            yield only, int(moments[only - first])
            return


def let_arrive(
    env: simpy.Environment, calendar: SimpyCalendar, simulation: Simulation, seen: Observers
) -> Waiting:
    """Start a process for every checkout at its time of arrival."""
    world, draws = simulation.world, simulation.draws
    for number, moment in arrivals(simulation, seen.story):
        yield calendar.wait(moment - calendar.now, ARRIVAL, number)
        if seen.progress is not None and number % PROGRESS_EVERY == 0:
            seen.progress(number)
        if number >= draws.span[DRAWN_TO]:
            draw_batch(world, draws, number)
        checkout = Checkout()
        if arrive(world, checkout, draws, simulation.log, number, moment):
            env.process(travel(simulation, checkout))


def watch_queues(calendar: SimpyCalendar, simulation: Simulation) -> Waiting:
    """Write down the length of every queue at the end of every time bucket."""
    lengths, count = simulation.record.queue_length, len(simulation.stations)
    for row in range(0, len(lengths), count):
        yield calendar.wait(simulation.world.settings.bucket_us, BUCKET_END, 0)
        for number, station in enumerate(simulation.stations):
            lengths[row + number] = station.length
