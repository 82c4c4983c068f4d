"""What a second thread is worth, also while other programs want the cores.

On Linux each thread knows how long it was ready to run and got no core. Other programs are to blame
for that, and for nothing else: waiting for a lock of Python's, for the next unit of work or for the
other thread's last one is still in what remains.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import fmean, median
from threading import get_native_id
from typing import Final, NamedTuple

from bench.workloads import Workload
from sandbox.studies.replications.unit_of_work import WorkUnit

# Nanoseconds on a core, nanoseconds ready without one, turns: Documentation/scheduler/sched-stats.
STATE: Final = Path("/proc/thread-self/schedstat")
NANOSECONDS: Final = 1e9


class Round(NamedTuple):
    """Seconds of one round: on the clock, and of it without a core, the mean of all threads."""

    wall_s: float
    without_core_s: float

    @property
    def own_s(self) -> float:
        """Seconds that it would take on idle cores."""
        return self.wall_s - self.without_core_s


class Gain(NamedTuple):
    """How many times as fast two threads are as one: on idle cores, and on these by the clock."""

    own: float
    clock: float


def gain(workload: Workload, size: str, rounds: int) -> Gain:
    """Measure one thread and two in turns; medians over the rounds.

    Where the system does not tell who waits for a core, both figures are those of the clock.
    """
    readings = [(one_round(workload, size, 1), one_round(workload, size, 2)) for _ in range(rounds)]
    return Gain(
        median(one.own_s / two.own_s for one, two in readings),
        median(one.wall_s / two.wall_s for one, two in readings),
    )


def one_round(workload: Workload, size: str, threads: int) -> Round:
    """Simulate on so many fresh threads."""
    waits: dict[int, float] = {}

    def look(_unit: WorkUnit, _arrivals: int) -> None:
        waits[get_native_id()] = without_core_s()

    task = workload.engine_task(size, threads, look)
    started = time.perf_counter()
    task.run()
    wall_s = time.perf_counter() - started
    return Round(wall_s, fmean(waits.values()))


def without_core_s() -> float:
    """Return how long the calling thread has been ready without a core, 0 where nobody knows."""
    try:
        return int(STATE.read_text(encoding="ascii").split()[1]) / NANOSECONDS
    except OSError:
        return 0.0
