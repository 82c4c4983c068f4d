"""Shares from sampled orders lie where the exact ones do, and their intervals say how near.

Six parts with interactions of every pair, so that the order matters, and noise that replications
share. The truth is the Shapley value of the noiseless game: a part's own worth and half of each of
its interactions.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sandbox.statistics.attribution import attribute, attribute_sampled, sampled_orders
from tests.theory.observed import FALSE_ALARM

PARTS = 6
REPLICATIONS = 30
NAMES = [f"part_{k}" for k in range(PARTS)]

Array = NDArray[np.float64]


def game(random: np.random.Generator) -> tuple[Array, Array]:
    """Return own worths and pairwise interactions, (parts) and (parts, parts)."""
    worths = random.normal(5.0, 2.0, PARTS)
    pairs = np.triu(random.normal(0.0, 2.0, (PARTS, PARTS)), 1)
    return worths, pairs + pairs.T


def played(random: np.random.Generator, worths: Array, pairs: Array) -> dict[int, Array]:
    """Return what every subset is worth in every replication."""
    luck = random.normal(1.0, 0.3, (REPLICATIONS, PARTS))
    found = {}
    for subset in range(1 << PARTS):
        present = np.array([subset >> k & 1 for k in range(PARTS)], dtype=np.float64)
        found[subset] = luck @ (present * worths) + present @ pairs @ present / 2
    return found


@pytest.mark.slow
@pytest.mark.parametrize("is_sampled", [False, True])
def test_the_intervals_hold_the_truth_together(seed: int, is_sampled: bool) -> None:
    # At least nominal: at most 5 % of 400 games with any share outside, by the binomial bound.
    random = np.random.default_rng(seed)
    games, missed = 400, 0
    for number in range(games):
        worths, pairs = game(random)
        values = played(random, worths, pairs)
        orders = sampled_orders(PARTS, pairs=20, seed=seed + number)
        found = attribute_sampled(NAMES, values, orders) if is_sampled else attribute(NAMES, values)
        truth = dict(zip(NAMES, worths + pairs.sum(axis=1) / 2, strict=True))
        for name, share in found.shares.items():
            assert share.low is not None
            assert share.high is not None
            if not share.low <= truth[name] <= share.high:
                missed += 1
                break
    assert missed <= stats.binom.isf(FALSE_ALARM, games, 0.05)
