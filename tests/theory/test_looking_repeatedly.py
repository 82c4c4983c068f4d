"""V9: looking after each of 1,000 replications gives at most 5 % false verdicts.

The null is not degenerate: 60 shoppers hold wallet A alone (0.3), B alone (0.3), both (0.3) or
none. One regime takes A, the other B, so true means are equal while the paired difference varies.
A false verdict is any look, from the twentieth replication on, at which the band leaves out zero.
If at most 5 % of trials go wrong, the count exceeds its bound with a probability of 1 in 15,787
(binomial). Student's intervals, looked at as often, go far beyond the same bound.

First with numbers of NumPy's, then with simulated checkouts and the verdicts of the function that
every command calls, at the looks of a study that may stop early.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sandbox.answers.contrast import looked_at
from sandbox.answers.inference import LEAST, Inference, Looks, shared_levels
from sandbox.answers.verdicts import Evidence, Verdict, judge
from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_catalogue import MoreIs
from sandbox.statistics.estimates import Estimate
from sandbox.statistics.sequences import mixture_sequences, pseudo_values
from tests.theory.many_seeds import LOOKS, SHOPS, false_verdicts, on_every_core
from tests.theory.observed import FALSE_ALARM

Array = NDArray[np.float64]

ERROR = 0.05
ONLY_A, ONLY_B, BOTH = range(3)
HOLDERS = [0.3, 0.3, 0.3, 0.1]
SHOPPERS = 60


def allowed(trials: int) -> float:
    """Return the most false verdicts that a true rate of 5 % explains."""
    return float(stats.binom.isf(FALSE_ALARM, trials, ERROR))


def swapped_wallets(random: np.random.Generator, trials: int) -> Array:
    """Return the paired differences of paid checkouts, (trials, looks)."""
    holders = random.multinomial(SHOPPERS, HOLDERS, (trials, LOOKS))
    taken_a = holders[..., ONLY_A] + holders[..., BOTH]
    taken_b = holders[..., ONLY_B] + holders[..., BOTH]
    differences: Array = (taken_b - taken_a).astype(np.float64)
    return differences


def is_ever_wrong(mean: Array, half_width: Array) -> NDArray[np.bool_]:
    """Return which trials leave out zero at some look from the first that counts."""
    looks = slice(LEAST[Looks.REPEATEDLY] - 1, None)
    is_outside = np.abs(mean[:, looks]) > half_width[:, looks]
    return np.asarray(is_outside.any(axis=1))


def verdict_of(differences: Array, decisions: int = 1) -> Verdict:
    """Return what a study that may stop early says of paired differences of a metric."""
    metric = parse_metric("paid")
    rule = Inference(Looks.REPEATEDLY, shared_levels([metric], decisions, is_derived=False))
    level = rule.confidence(metric)
    whole = Estimate(float(differences.mean()), None, None)
    found, _ = looked_at(whole, differences, rule, level)
    return judge(Evidence(found, 0.0, has_enough=len(differences) >= rule.least), MoreIs.BETTER)


@pytest.mark.slow
def test_the_sequence_keeps_its_error_where_students_intervals_do_not(seed: int) -> None:
    random = np.random.default_rng(seed)
    batches, size = 20, 250
    counts = np.arange(1, LOOKS + 1)
    quantiles = stats.t.isf(ERROR / 2, np.maximum(counts - 1, 1))
    false = {"sequence": 0, "student": 0}
    for _ in range(batches):
        differences = swapped_wallets(random, size)
        bands = mixture_sequences(differences)
        squares = np.cumsum(differences**2, axis=1) / counts - bands.mean**2
        student = quantiles * np.sqrt(squares / np.maximum(counts - 1, 1))
        false["sequence"] += int(is_ever_wrong(bands.mean, bands.half_width).sum())
        false["student"] += int(is_ever_wrong(bands.mean, student).sum())
    assert false["sequence"] <= allowed(batches * size) < false["student"]


@pytest.mark.slow
def test_rates_with_random_denominators_keep_the_error_too(seed: int) -> None:
    # About 20 shoppers arrive, the same under both regimes; the verdict is on the rates.
    random = np.random.default_rng(seed)
    trials = 500
    arrivals = random.poisson(20.0, (trials, LOOKS)).astype(np.float64) + 1
    holders = random.multinomial(arrivals.astype(np.int64), HOLDERS)
    taken = [holders[..., k] + holders[..., BOTH] for k in (ONLY_A, ONLY_B)]
    is_wrong = np.zeros(trials, dtype=np.bool_)
    # Pseudo-values are taken anew at each look; every tenth keeps the test short.
    for count in range(LEAST[Looks.REPEATEDLY], LOOKS + 1, 10):
        below = arrivals[:, :count]
        before, after = (pseudo_values(paid[:, :count].astype(float), below) for paid in taken)
        bands = mixture_sequences(after - before)
        is_wrong |= np.abs(bands.mean[:, -1]) > bands.half_width[:, -1]
    assert int(is_wrong.sum()) <= allowed(trials)


@pytest.mark.slow
def test_regimes_that_are_equally_good_are_seldom_told_apart_at_any_look(seed: int) -> None:
    # 6.4e7 checkouts of `many_seeds`: a shop takes one wallet, or another that is as good.
    trials = 400
    found = on_every_core(false_verdicts, range(seed, seed + trials // SHOPS))
    assert sum(map(sum, found)) <= allowed(trials)


@pytest.mark.slow
def test_verdicts_on_several_regimes_hold_together(seed: int) -> None:
    # Three regimes that change nothing on average, looked at together at 20, 40, 80 … 640.
    random = np.random.default_rng(seed)
    trials = 1_000
    false = 0
    for _ in range(trials):
        holders = random.multinomial(SHOPPERS, HOLDERS, (640, 4)).astype(np.float64)
        taken = holders[..., ONLY_A] + holders[..., BOTH]
        taken[:, 0] = holders[:, 0, ONLY_B] + holders[:, 0, BOTH]
        for count in (20, 40, 80, 160, 320, 640):
            found = [verdict_of(taken[:count, k] - taken[:count, 0], 3) for k in (1, 2, 3)]
            if any(each.is_moved for each in found):
                false += 1
                break
    assert false <= allowed(trials)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [4.0, 1.0, 0.25])
def test_false_verdicts_under_skew_carry_the_flag(seed: int, shape: float) -> None:
    # Gamma differences of skewness 1, 2 and 4: within 5 % without the flag, at 4 far beyond in all.
    random = np.random.default_rng(seed)
    trials = 2_000
    bands = mixture_sequences(random.gamma(shape, size=(trials, LOOKS)) - shape)
    outside = np.abs(bands.mean) > bands.half_width
    outside[:, : LEAST[Looks.REPEATEDLY] - 1] = False
    first = outside.argmax(axis=1)
    is_flagged = bands.is_skewed[np.arange(trials), first]
    is_wrong = outside.any(axis=1)
    assert int((is_wrong & ~is_flagged).sum()) <= allowed(trials)
    if shape < 1:
        assert int(is_wrong.sum()) > allowed(trials)


POWER: dict[str, Callable[[Array], Array]] = {"better": lambda d: d + 2, "worse": lambda d: d - 2}


@pytest.mark.parametrize("verdict", POWER)
def test_a_true_difference_is_seen_in_time(seed: int, verdict: str) -> None:
    # The differences have standard deviation √(60 × 0.6) = 6 and mean ±2: after 200 replications
    # the band (1.58 × 1.97 × 6 / √200 = 1.32) stops 1.6 standard errors short of zero, so that
    # 37.8 of 40 trials succeed on average, and 27 or fewer in 1 of 10^7.
    differences = POWER[verdict](swapped_wallets(np.random.default_rng(seed), 40))[:, :200]
    found = [verdict_of(row).value for row in differences]
    assert found.count(verdict) > 27
