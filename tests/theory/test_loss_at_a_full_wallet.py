"""A wallet without a queue loses what Erlang's formula says (M/M/n/n).

The published loads are the largest at which one checkout in a hundred finds the wallet full.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from scipy import stats

from sandbox.engines.protocol import Engine
from sandbox.vocabulary import Outcome
from tests.oracles.queues import erlang_b
from tests.theory.observed import ENGINES, Estimate, estimate, present_without_bound, replications

# Places of the wallet, load in erlangs.
PUBLISHED = {5: "1.361", 10: "4.461", 20: "12.031", 50: "37.901", 100: "84.064"}
BLOCKING = 0.01
REPLICATIONS = 25
# Checkouts per replication after the warm-up: about a seventh of the blocking is the tolerance.
CHECKOUTS = {5: 1_200, 10: 1_200, 20: 2_400, 50: 4_000, 100: 8_000}
# Beside a copy that starts in the steady state and has the same arrivals, a wallet that starts
# empty differs by at most the checkouts that the copy held at first, and each of them is gone at
# a rate of one: after the warm-up the two differ with a probability below load · e^-12 = 0.0005,
# which falls to nothing within a few mean times of service.
WARM_UP_S = 12


@pytest.mark.parametrize("places", PUBLISHED)
def test_the_published_loads_lose_one_in_a_hundred(places: int) -> None:
    load, half_a_digit = Fraction(PUBLISHED[places]), Fraction("0.0005")
    assert erlang_b(places, load - half_a_digit) < BLOCKING < erlang_b(places, load + half_a_digit)


def window_s(places: int) -> int:
    """Return the length of the horizon after the warm-up, seconds."""
    return round(CHECKOUTS[places] / float(PUBLISHED[places]))


def scenario(places: int) -> str:
    """Return a wallet with a mean time of service of a second."""
    return f"""
extends: blank
period: {{from: 2024-01-01, for: {WARM_UP_S + window_s(places)}s}}
traffic: {{rate: {PUBLISHED[places]}/s}}
wallets: {{pay: {{capacity: {{parallel: {places}}}, latency: {{exponential: 1s}}}}}}
"""


def overloaded(engine: Engine, places: int, seed: int) -> tuple[Estimate, float]:
    """Return the share of overloaded checkouts, and how far the empty start can move it.

    The simpler queue is a wallet that serves everybody at once: how many it holds is Poisson,
    and a checkout that meets more than the places of the other one is likely to be lost there.
    """
    load = float(PUBLISHED[places])
    arrivals = load * window_s(places)
    crowded = float(stats.poisson.sf(places - 1, load))
    weight = BLOCKING / crowded
    values = []
    for seen in replications(engine, scenario(places), seed, REPLICATIONS):
        lost = seen.count_of(Outcome.OVERLOADED, WARM_UP_S)
        assert lost + seen.count_of(Outcome.PAID, WARM_UP_S) == (seen.arrival >= WARM_UP_S).sum()
        met = present_without_bound(seen.arrival, seen.service)
        crowds = int(((met >= places) & (seen.arrival >= WARM_UP_S)).sum())
        values.append((lost - weight * crowds) / arrivals + weight * crowded)
    return estimate(values), load * math.exp(-WARM_UP_S) / window_s(places)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@pytest.mark.parametrize(
    "places", [5, 10, *(pytest.param(n, marks=pytest.mark.slow) for n in (20, 50, 100))]
)
def test_a_wallet_without_a_queue_loses_what_erlang_says(
    engine: Engine, places: int, seed: int
) -> None:
    # False alarm: 1 in 16,000 seeds for each number of places.
    found, start = overloaded(engine, places, seed)
    expected = float(erlang_b(places, Fraction(PUBLISHED[places])))
    message = f"{places} places lose {found}, Erlang says {expected:.6f}"
    assert abs(found.mean - expected) < found.half_width + start, message
