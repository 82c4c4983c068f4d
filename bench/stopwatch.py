"""Times of things that take turns: what else the machine does falls on all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

T = TypeVar("T")

Meter = Callable[[], float]
WARM_UPS: Final = 1


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of several rounds, in their order."""

    rounds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The shortest: what it takes when nothing disturbs."""
        return min(self.rounds)

    @property
    def median(self) -> float:
        """What it usually takes here."""
        return median(self.rounds)


def cpu(run: Callable[[], object]) -> Meter:
    """Return a meter of the CPU seconds of all threads of this process."""

    def measure() -> float:
        started = time.process_time()
        run()
        return time.process_time() - started

    return measure


def wall(run: Callable[[], object]) -> Meter:
    """Return a meter of the seconds on the clock."""

    def measure() -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return measure


def in_turns(rounds: int, *meters: Meter) -> Iterator[Times]:
    """Yield the times of each meter, read A B C A B C … after a first round that does not count."""
    readings = [[meter() for meter in meters] for _ in range(rounds + WARM_UPS)]
    yield from (Times(column) for column in zip(*readings[WARM_UPS:], strict=True))


def timed(benchmark: BenchmarkFixture, run: Callable[[], T], rounds: int) -> T:
    """Let pytest-benchmark time so many rounds, or run once where it times nothing.

    A single round has no warm-up: it is either long or about a first time.
    """
    pedantic: Any = benchmark.pedantic  # has no types
    told: T = pedantic(run, rounds=rounds, warmup_rounds=WARM_UPS if rounds > 1 else 0)
    return told
