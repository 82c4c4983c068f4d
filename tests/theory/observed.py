"""Replications of a wallet under load, and what the same arrivals make of a queue that is known.

An estimate whose truth is known for a simpler queue is made sharper by that queue: both live
through the same arrivals, service times and patiences, so their difference varies far less than
either, and the known mean of the simpler one is added back. That leaves the mean as it is,
whatever the simpler queue has to do with the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sandbox.chance import streams
from sandbox.chance.ahead import blocks_ahead
from sandbox.chance.streams import StreamKey, stream_key
from sandbox.engines.protocol import Engine, Observers
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.engines.trace import Trace
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world
from sandbox.vocabulary import EntityKind, Outcome, Purpose

ENGINES: Final[tuple[Engine, ...]] = (ReferenceEngine(),)
Z: Final = 4.0
FALSE_ALARM: Final = 2.0 * float(stats.norm.sf(Z))  # 1 in 15,787, per estimate
SECOND: Final = 1_000_000


class Replication(NamedTuple):
    """What one replication shows, and what it was made of; one entry per checkout, seconds.

    Attributes
    ----------
    arrival, wait, end
        From the trace.
    outcome
        `Outcome`.
    service, patience
        Standard exponentials of the first attempt, drawn again from its words, whether the
        engine came to need them or not.
    """

    arrival: NDArray[np.float64]
    wait: NDArray[np.float64]
    end: NDArray[np.float64]
    outcome: NDArray[np.int64]
    service: NDArray[np.float64]
    patience: NDArray[np.float64]

    def count_of(self, outcome: Outcome, since: float) -> int:
        """Return how many checkouts that arrived from a moment on ended like this."""
        return int(((self.arrival >= since) & (self.outcome == outcome)).sum())


def replications(engine: Engine, text: str, seed: int, count: int) -> Iterator[Replication]:
    """Simulate a scenario; yield its replications."""
    document = load_text(text).document
    world = build_world(document, document.regime).world
    for number in range(count):
        key = stream_key(seed, number)
        trace = Trace()
        engine.simulate(world, key, Observers(trace=trace))
        seen = {name: np.asarray(column) for name, column in trace.columns().items()}
        size = len(seen["checkout"])
        yield Replication(
            seen["arrival_us"] / SECOND,
            seen["wait_us"] / SECOND,
            seen["end_us"] / SECOND,
            seen["outcome"],
            _exponentials(key, Purpose.ATTEMPT, streams.ATTEMPT_LATENCY, size),
            _exponentials(key, Purpose.PRESSURE, streams.PRESSURE_PATIENCE, size),
        )


def _exponentials(key: StreamKey, purpose: Purpose, lane: int, size: int) -> NDArray[np.float64]:
    words = blocks_ahead(key, int(EntityKind.CHECKOUT), int(purpose), 0, size)[:, lane]
    found: NDArray[np.float64] = -np.log((2.0 * words + 1.0) / 2.0**33)
    return found


def present_without_bound(
    arrival: NDArray[np.float64], service: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return how many each arrival meets where everybody is served at once."""
    gone = np.searchsorted(np.sort(arrival + service), arrival, side="right")
    found: NDArray[np.int64] = np.arange(len(arrival)) - gone
    return found


def waits_at_one_place(
    arrival: NDArray[np.float64], service: NDArray[np.float64], patience: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how long each arrival waits for the only place; who leaves waits his patience."""
    free_at = 0.0
    waits = []
    for moment, length, endurance in zip(
        arrival.tolist(), service.tolist(), patience.tolist(), strict=True
    ):
        wait = max(0.0, free_at - moment)
        if wait <= endurance:
            free_at = moment + wait + length
        waits.append(min(wait, endurance))
    return np.array(waits)


class Estimate(NamedTuple):
    """A mean over independent replications.

    Attributes
    ----------
    half_width
        A true mean lies farther off with probability `FALSE_ALARM` (Student's t).
    """

    mean: float
    half_width: float

    def __str__(self) -> str:
        return f"{self.mean:.6g} ± {self.half_width:.2g}"


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of independent values with the half-width that z = 4 stands for."""
    error = float(np.std(values, ddof=1)) / len(values) ** 0.5
    quantile = float(stats.t.isf(FALSE_ALARM / 2.0, len(values) - 1))
    return Estimate(float(np.mean(values)), quantile * error)
