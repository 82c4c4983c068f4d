"""Queues by hand: formulas of loss, waiting and impatience, and replays of given arrivals.

Formulas: Erlang (1917) for loss and waiting; Palm (1957) for impatience, in the form of
Mandelbaum and Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007), section 4.
The same figures follow from the equations of a birth-death chain, which also say how far a system
that starts empty is from its steady state.

A replay knows all arrivals, service times and patiences beforehand. One station needs no events:
who comes earlier goes first, so the moment at which a job starts depends on those before it only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded

PAID, OVERLOADED, IMPATIENT = "paid", "overloaded", "impatient"
NEGLIGIBLE = 1e-18
STEPS = 4_000  # of the implicit rule in `average_from_empty`


class Steady(NamedTuple):
    """A queue in its steady state.

    Attributes
    ----------
    leaving
        Share of the arrivals that leave before they are served.
    delayed
        Share of the arrivals that do not start at once.
    wait
        Mean wait of all arrivals, in the unit of time of the rates.
    utilisation
        Mean share of busy places.
    """

    leaving: float
    delayed: float
    wait: float
    utilisation: float


def erlang_b(places: int, load: Fraction) -> Fraction:
    """Return the share of arrivals that find all places taken and are lost.

    Parameters
    ----------
    load
        Arrivals per mean time of service.
    """
    terms = _terms(places, load)
    return terms[-1] / sum(terms)


def erlang_c(places: int, load: Fraction) -> Fraction:
    """Return the share of arrivals that wait where nobody is lost or leaves; load < places."""
    terms = _terms(places, load)
    waiting = terms[-1] * places / (places - load)
    return waiting / (sum(terms[:-1]) + waiting)


def _terms(places: int, load: Fraction) -> list[Fraction]:
    """Return load^k / k! for k = 0 … places."""
    terms = [Fraction(1)]
    for k in range(1, places + 1):
        terms.append(terms[-1] * load / k)
    return terms


def endless_patience(places: int, arrivals: Fraction, services: Fraction) -> Steady:
    """Return M/M/n; arrivals and services (of one place) are rates per unit of time."""
    load = arrivals / services
    delayed = float(erlang_c(places, load))
    wait = delayed / float(places * services - arrivals)
    return Steady(0.0, delayed, wait, float(load / places))


def erlang_a(places: int, arrivals: Fraction, services: Fraction, leaving: Fraction) -> Steady:
    """Return M/M/n+M: waiting jobs leave at the rate `leaving` each."""
    x = float(places * services / leaving)
    y = float(arrivals / leaving)
    series, term, j = 1.0, 1.0, 0
    while term > NEGLIGIBLE * series:
        j += 1
        term *= y / (x + j)
        series += term
    load = arrivals / services
    lost = float(erlang_b(places, load))
    delayed = series * lost / (1.0 + (series - 1.0) * lost)
    share = y / x
    gone = delayed * (1.0 / (share * series) + 1.0 - 1.0 / share)
    return Steady(gone, delayed, gone / float(leaving), float(load) * (1.0 - gone) / places)


class Chain(NamedTuple):
    """A birth-death chain: rates up and down from each number of jobs present."""

    up: NDArray[np.float64]
    down: NDArray[np.float64]


def queue_chain(places: int, rates: tuple[float, float, float], states: int) -> Chain:
    """Return the chain of a queue with `states` numbers of jobs.

    Parameters
    ----------
    rates
        Of arrivals, of service at one place, of leaving the queue.
    """
    arrivals, services, leaving = rates
    present = np.arange(states)
    up = np.full(states, arrivals)
    up[-1] = 0.0
    down = np.minimum(present, places) * services + np.maximum(present - places, 0) * leaving
    return Chain(up, down)


def stationary(chain: Chain) -> NDArray[np.float64]:
    """Return the probability of each number of jobs."""
    logarithms = np.concatenate(
        [[0.0], np.cumsum(np.log(chain.up[:-1]) - np.log(chain.down[1:]))],
    )
    weights = np.exp(logarithms - logarithms.max())
    found: NDArray[np.float64] = weights / weights.sum()
    return found


def variance_rate(chain: Chain, reward: NDArray[np.float64]) -> float:
    """Return the variance of the reward collected in a long time, per unit of time.

    For a birth-death chain it is 2 Σ_k (Σ_{j ≤ k} p_j (f_j - f))² / (p_k λ_k)
    (Whitt 1992, "Asymptotic formulas for Markov processes", section 3).
    """
    chance = stationary(chain)
    sums = np.cumsum(chance * (reward - chance @ reward))[:-1]
    return 2.0 * float((sums**2 / (chance * chain.up)[:-1]).sum())


def average_from_empty(
    chain: Chain, reward: NDArray[np.float64], since: float, until: float
) -> float:
    """Return the mean reward between two times of a system that is empty at time 0.

    The forward equations are solved by implicit steps of first order, which is close enough for
    what it is used for: the bias of a simulation that starts empty.
    """
    length = until / STEPS
    bands = np.zeros((3, len(reward)))
    bands[0, 1:] = -length * chain.down[1:]
    bands[1] = 1.0 + length * (chain.up + chain.down)
    bands[2, :-1] = -length * chain.up[:-1]
    present = np.zeros(len(reward))
    present[0] = 1.0
    seen = []
    for step in range(1, STEPS + 1):
        present = solve_banded((1, 1), bands, present)
        if step * length > since:
            seen.append(float(present @ reward))
    return sum(seen) / len(seen)


class Job(NamedTuple):
    """What is known of a request beforehand, µs; its patience is None where it has no end."""

    arrival: int
    service: int
    patience: int | None = None


class Fate(NamedTuple):
    """What became of a request: outcome, time in queues, moment at which the shopper was gone.

    Attributes
    ----------
    is_reversed
        True where it was served although the shopper left.
    is_sent
        False where the shopper was gone before.
    """

    outcome: str
    wait: int
    end: int
    is_reversed: bool = False
    is_sent: bool = True


def replay(
    jobs: Iterable[Job], places: int, room: float, *, until_answer: bool = False
) -> list[Fate]:
    """Serve jobs first come first served; they are given in their order.

    Of simultaneous events answers come first, then those who leave, then arrivals.

    Parameters
    ----------
    places, room
        How many are served at once, how many may wait.
    until_answer
        True where patience may also end while a job is served.
    """
    free_at = [0] * places
    in_queue_until: list[int] = []
    fates = []
    for job in jobs:
        in_queue_until = [moment for moment in in_queue_until if moment > job.arrival]
        place = free_at.index(min(free_at))
        start = max(job.arrival, free_at[place])
        gone = None if job.patience is None else job.arrival + job.patience
        if until_answer and gone == job.arrival:
            fates.append(Fate(IMPATIENT, 0, gone, is_sent=False))
            continue
        if start > job.arrival and len(in_queue_until) >= room:
            fates.append(Fate(OVERLOADED, 0, job.arrival))
            continue
        if gone is not None and gone < start:
            in_queue_until.append(gone)
            fates.append(Fate(IMPATIENT, gone - job.arrival, gone))
            continue
        in_queue_until.append(start)
        free_at[place] = start + job.service
        if until_answer and gone is not None and gone < start + job.service:
            fates.append(Fate(IMPATIENT, start - job.arrival, gone, is_reversed=True))
        else:
            fates.append(Fate(PAID, start - job.arrival, start + job.service))
    return fates


def admissions(moments: Sequence[int], rate: Fraction, burst: int) -> list[bool]:
    """Tell which requests a token bucket admits: exact, full at the start.

    Parameters
    ----------
    moments
        Of the requests of one merchant id, µs, in their order.
    rate
        Tokens per second.
    burst
        Time whose tokens it holds, µs; it holds one token at least.
    """
    most = max(Fraction(1), rate * burst / 1_000_000)
    level, since = most, 0
    admitted = []
    for moment in moments:
        level = min(most, level + rate * (moment - since) / 1_000_000)
        since = moment
        admitted.append(level >= 1)
        if level >= 1:
            level -= 1
    return admitted
