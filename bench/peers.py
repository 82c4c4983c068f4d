"""The same queue in other simulators: M/M/10, nine tenths busy, written as their manuals do.

Customers arrive at 900 a second, ten servers need 10 ms each, both exponential; one line, first
come, first served. Each peer also notes for each customer when it came, began and left, which is
the least that a study asks for, and `check` computes the queue again from these notes.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import random
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heapreplace
from math import sqrt
from typing import Any, Final, NamedTuple

SERVERS: Final = 10
ARRIVALS_PER_S: Final = 900.0
SERVED_PER_S: Final = 100.0
SEED: Final = 1
# A mean of so many exponential times is off by more than this in fewer than one run in a million.
STANDARD_ERRORS: Final = 5.0


class Visit(NamedTuple):
    """One customer, seconds: came, began to be served, left."""

    came: float
    began: float
    left: float


@dataclass(frozen=True, slots=True)
class Peer:
    """Another simulator.

    Attributes
    ----------
    name
        As its authors write it.
    package
        What to install and to import.
    run
        Serves so many customers and returns their visits.
    """

    name: str
    package: str
    run: Callable[[int], list[Visit]]

    def missing(self) -> str:
        """Return why it cannot run here; empty if it can."""
        if importlib.util.find_spec(self.package) is None:
            return f"{self.name} is not installed: pip install '.[bench]'"
        return ""

    def title(self) -> str:
        """Return its name with its version."""
        return f"{self.name} {importlib.metadata.version(self.package)}"


def with_simpy(customers: int) -> list[Visit]:
    """Serve customers with a process each and a `Resource`."""
    import simpy  # noqa: PLC0415 -- one of several

    chance = random.Random(SEED)  # noqa: S311 -- a simulation
    environment = simpy.Environment()
    servers = simpy.Resource(environment, capacity=SERVERS)
    visits = []

    def customer() -> Generator[simpy.Event, object, None]:
        came = environment.now
        with servers.request() as turn:
            yield turn
            began = environment.now
            yield environment.timeout(chance.expovariate(SERVED_PER_S))
        visits.append(Visit(came, began, environment.now))

    def source() -> Generator[simpy.Event, object, None]:
        for _ in range(customers):
            yield environment.timeout(chance.expovariate(ARRIVALS_PER_S))
            environment.process(customer())

    environment.process(source())
    environment.run()
    return visits


def with_ciw(customers: int) -> list[Visit]:
    """Serve customers at one node of a network; visits end where one is not over yet."""
    import ciw  # noqa: PLC0415 -- optional

    ciw.seed(SEED)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS_PER_S)],
        service_distributions=[ciw.dists.Exponential(rate=SERVED_PER_S)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Finish")
    records = sorted(simulation.get_all_records(), key=lambda record: record.id_number)
    return [
        Visit(record.arrival_date, record.service_start_date, record.service_end_date)
        for number, record in enumerate(records, start=1)
        if record.id_number == number
    ]


def with_salabim(customers: int) -> list[Visit]:
    """Serve customers as components of which each requests a `Resource`."""
    import salabim  # noqa: PLC0415 -- optional

    salabim.yieldless(False)  # noqa: FBT003 -- its own way to ask for generators
    visits = []
    environment = salabim.Environment(trace=False, random_seed=SEED)
    servers = salabim.Resource("servers", capacity=SERVERS)
    gap = salabim.Exponential(rate=ARRIVALS_PER_S)
    service = salabim.Exponential(rate=SERVED_PER_S)

    class Customer(salabim.Component):  # type: ignore[misc]  # the library has no types
        def process(self) -> Generator[Any, Any, None]:
            came = environment.now()
            yield self.request(servers)
            began = environment.now()
            yield self.hold(service())
            self.release()
            visits.append(Visit(came, began, environment.now()))

    class Source(salabim.Component):  # type: ignore[misc]  # the library has no types
        def process(self) -> Generator[Any, Any, None]:
            for _ in range(customers):
                yield self.hold(gap())
                Customer()

    Source()
    environment.run()
    return visits


PEERS: Final[Mapping[str, Peer]] = {
    "simpy": Peer("SimPy", "simpy", with_simpy),
    "ciw": Peer("Ciw", "ciw", with_ciw),
    "salabim": Peer("salabim", "salabim", with_salabim),
}


def check(visits: Iterable[Visit]) -> None:
    """Assert that visits are those of an M/M/10 queue.

    Each customer begins when it has come and one of ten servers is free, to the last bit; the means
    of gaps and services are those asked for, within `STANDARD_ERRORS`.
    """
    queue = sorted(visits)
    free = [0.0] * SERVERS
    heapify(free)
    for visit in queue:
        assert visit.began == max(visit.came, free[0]), f"served out of turn: {visit}"
        heapreplace(free, visit.left)
    check_mean("gaps", queue[-1].came / len(queue) * ARRIVALS_PER_S, len(queue))
    served = sum(visit.left - visit.began for visit in queue)
    check_mean("services", served / len(queue) * SERVED_PER_S, len(queue))


def check_mean(what: str, mean: float, count: int) -> None:
    """Assert that a mean of exponential times, in units of what it should be, is about one."""
    off = abs(mean - 1) * sqrt(count)
    assert off < STANDARD_ERRORS, f"{what}: {mean:.3f} of the mean asked for"
