from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sandbox.chance import beta as beta_draws
from sandbox.chance.beta import REJECTED, TRIES_MAX, DrawAddress, beta, gamma_try
from sandbox.chance.quantile_tables import as_lists, load_tables
from sandbox.chance.streams import StreamKey, attempt_try, block, stream_key
from sandbox.vocabulary import EntityKind
from tests.oracles.philox import philox4x32_10

LISTS = as_lists(load_tables())
CHECKOUT = int(EntityKind.CHECKOUT)
PURPOSE = 900  # of no block of the program
SHAPES = [(1.0, 1.0), (1.0, 2.5), (37.25, 12.5), (1.0, 400.0), (5_001.0, 3_000.0)]
DRAWS = 10_000


def place(entity: int, party: int = 7, attempt: int = 0) -> DrawAddress:
    return DrawAddress(CHECKOUT, entity, PURPOSE, party, attempt)


@cache
def drawn(seed: int, a: float, b: float) -> NDArray[np.float64]:
    key = stream_key(seed, 0)
    return np.array([beta(key, place(entity), a, b, LISTS) for entity in range(DRAWS)])


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_draws_follow_the_beta_law(seed: int, a: float, b: float) -> None:
    # Kolmogorov–Smirnov; a right law fails once in 10,000 for each of the five shapes.
    assert stats.kstest(drawn(seed, a, b), stats.beta(a, b).cdf).pvalue > 1e-4


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_draws_have_the_mean_and_the_spread_of_the_beta_law(seed: int, a: float, b: float) -> None:
    # z = 4: a right law fails once in 16,000, for each of the ten figures.
    law = stats.beta(a, b)
    mean, variance, kurtosis = (float(value) for value in law.stats("mvk"))
    draws = drawn(seed, a, b)
    assert abs(draws.mean() - mean) < 4 * math.sqrt(variance / DRAWS)
    spread = variance * math.sqrt((kurtosis + 2) / DRAWS)
    assert abs(((draws - mean) ** 2).mean() - variance) < 4 * spread


def test_the_law_itself_is_told_from_its_neighbours(seed: int) -> None:
    # The test above can fail: a belief that is off by one failure in eighty is found.
    assert stats.kstest(drawn(seed, 37.25, 12.5), stats.beta(37.25, 13.5).cdf).pvalue < 1e-4


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_a_draw_lies_between_nothing_and_one(seed: int, a: float, b: float) -> None:
    draws = drawn(seed, a, b)
    assert 0.0 < draws.min() < draws.max() < 1.0


def gamma_by_the_book(shape: float, normal: float, uniform: float) -> float | None:
    """Return the gamma variate of one try, or None: Marsaglia and Tsang without the squeeze."""
    d = shape - 1 / 3
    v = (1 + normal / math.sqrt(9 * d)) ** 3
    if v > 0 and math.log(uniform) < normal**2 / 2 + d - d * v + d * math.log(v):
        return d * v
    return None


def beta_by_the_book(key: StreamKey, entity: int, a: float, b: float) -> tuple[float, int]:
    """Return the draw and its tries, from plain blocks and the standard library."""
    gammas: list[float | None] = [None, None]
    for number in range(100):
        low_words = [entity, CHECKOUT << 12 | PURPOSE << 16, key.replication, 7 | number << 24]
        words = philox4x32_10(low_words, [key.seed_low, key.seed_high])
        for side, shape in enumerate((a, b)):
            normal = float(stats.norm.isf((2 * words[2 * side] + 1) / 2**33))
            uniform = (2 * words[2 * side + 1] + 1) / 2**33
            gammas[side] = gammas[side] or gamma_by_the_book(shape, normal, uniform)
        left, right = gammas
        if left is not None and right is not None:
            return left / (left + right), number + 1
    raise AssertionError


def test_draws_are_those_of_the_book_whatever_the_number_of_tries(seed: int) -> None:
    key = stream_key(seed, 3)
    by_the_book = [beta_by_the_book(key, entity, 1.0, 2.5) for entity in range(1_000)]
    ours = [beta(key, place(entity), 1.0, 2.5, LISTS) for entity in range(1_000)]
    # The normal table is off by up to 5.8e-7, and so is a draw, times its width.
    np.testing.assert_allclose(ours, [draw for draw, _ in by_the_book], rtol=0, atol=1e-6)
    assert {tries for _, tries in by_the_book} >= {1, 2}


def test_a_gamma_keeps_its_first_accepted_words(seed: int) -> None:
    key = stream_key(seed, 0)
    blocks = [
        [block(key, CHECKOUT, entity, PURPOSE, 7, attempt_try(0, number)) for number in range(2)]
        for entity in range(1_000)
    ]
    entity = next(
        entity
        for entity, (first, second) in enumerate(blocks)
        if gamma_try(1.0, *first[:2], LISTS) == REJECTED
        and REJECTED not in (gamma_try(1.0, *first[2:], LISTS), gamma_try(1.0, *second[:2], LISTS))
    )
    left = gamma_try(1.0, *blocks[entity][1][:2], LISTS)
    right = gamma_try(1.0, *blocks[entity][0][2:], LISTS)
    assert beta(key, place(entity), 1.0, 1.0, LISTS) == left / (left + right)


def test_a_try_is_accepted_as_often_as_stated(seed: int) -> None:
    # The smallest shape is the worst. z = 4: false alarm once in 32,000.
    key = stream_key(seed, 1)
    words = [block(key, CHECKOUT, entity, PURPOSE, 0, 0) for entity in range(DRAWS)]
    accepted = sum(gamma_try(1.0, word[0], word[1], LISTS) != REJECTED for word in words)
    assert accepted / DRAWS > 0.95 - 4 * math.sqrt(0.95 * 0.05 / DRAWS)
    assert 0.05**TRIES_MAX < 1e-20


def test_a_try_beyond_the_reach_of_the_gamma_is_rejected() -> None:
    # The largest word is the smallest normal, -6.3: no gamma of shape 1 is so far below its mean.
    assert gamma_try(1.0, 2**32 - 1, 0, LISTS) == REJECTED
    assert gamma_try(400.0, 2**32 - 1, 0, LISTS) > 0.0


def test_without_an_accepted_try_the_draw_lies_in_the_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beta_draws, "TRIES_MAX", 0)
    assert beta(stream_key(0, 0), place(0), 11 / 6, 11 / 6, LISTS) == 0.5
    assert beta(stream_key(0, 0), place(0), 4 / 3, 10 / 3, LISTS) == pytest.approx(0.25)


def test_every_offer_attempt_and_checkout_has_draws_of_its_own() -> None:
    key = stream_key(5, 0)
    places = [place(e, p, a) for e in range(3) for p in range(3) for a in range(3)]
    assert len({beta(key, where, 2.0, 3.0, LISTS) for where in places}) == len(places)


def test_a_better_offer_has_the_better_draw_with_the_same_luck() -> None:
    key = stream_key(5, 0)
    draws = [beta(key, place(11), a, 50.0, LISTS) for a in (20.0, 30.0, 40.0, 50.0)]
    assert draws == sorted(draws)
