"""V4: routing policies on a route that is good for a while, through ordinary YAML.

Setting and figures: Garivier & Moulines, arXiv 0805.3415; regret is expected, not drawn, from the
counts of payments by route and bucket. The published means come with their standard errors; ours
must lie within 4 joint standard errors (with Student's tails at 15 degrees of freedom, one false
alarm in 150 runs over the five random policies; the seed is fixed).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sandbox.scenario.loading import load
from tests.regimes import counted

SCENARIO = Path(__file__).parent.parent.parent / "scenarios" / "smart_routing.yaml"
REPLICATIONS = 16
BUCKETS = 10
GOOD = slice(3, 5)

PUBLISHED = {
    "ucb1": (658.3, 5.3),
    "discounted_ucb": (593.5, 1.1),
    "window_ucb": (282.0, 3.6),
    "thompson": (774.5, 4.7),
    "discounted_thompson": (316.0, 1.3),
}
EXACT = {"always_the_first": 800.0, "round_robin": 1466.9}


def chances() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the success probability by route and bucket of a thousand payments."""
    table = np.repeat([[0.5], [0.3], [0.4]], BUCKETS, axis=1)
    table[2, GOOD] = 0.9
    return table


@cache
def regrets(policy: str) -> tuple[float, ...]:
    replications = 1 if policy in EXACT else REPLICATIONS
    [result] = counted(load(SCENARIO), regimes=(policy,), replications=replications, seed=11)
    missed = chances().max(axis=0) - chances()
    return tuple(float((missed * t["by_route"][:, :, 0]).sum()) for t in result.tallies)


@pytest.mark.parametrize("policy", sorted(EXACT))
def test_policies_without_chance_have_the_exact_regret(policy: str) -> None:
    assert round(regrets(policy)[0], 6) == EXACT[policy]


@pytest.mark.slow
@pytest.mark.parametrize("policy", sorted(PUBLISHED))
def test_learning_policies_have_the_published_regret(policy: str) -> None:
    published, error = PUBLISHED[policy]
    sample = np.array(regrets(policy))
    own = float(sample.std(ddof=1)) / REPLICATIONS**0.5
    assert abs(float(sample.mean()) - published) <= 4 * (own**2 + error**2) ** 0.5
