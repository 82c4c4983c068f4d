from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sandbox.errors import UsageError
from sandbox.statistics.attribution import (
    attribute,
    attribute_sampled,
    sampled_orders,
    shapley_values,
    subsets_of,
)
from sandbox.statistics.estimates import mean
from tests.oracles.orders import shares_by_order

Values = dict[int, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]


def counts(parts: int, replications: int, seed: int = 0) -> Values:
    random = np.random.default_rng(seed)
    return {
        subset: random.integers(0, 10_000, replications).astype(np.float64)
        for subset in range(1 << parts)
    }


def test_two_links_that_need_each_other_share_the_uplift() -> None:
    values = {0: np.array([10.0]), 1: np.array([10.0]), 2: np.array([14.0]), 3: np.array([20.0])}
    # The first adds 0 alone and 6 after the second; the second 4 alone and 10 after the first.
    assert shapley_values(2, values).tolist() == [[3.0], [7.0]]


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
def test_shares_are_those_of_all_orders_counted_one_by_one(parts: int) -> None:
    values = counts(parts, replications=3)
    found = shapley_values(parts, values)
    for replication in range(3):
        worth = {subset: Fraction(int(row[replication])) for subset, row in values.items()}
        expected = [float(share) for share in shares_by_order(parts, worth)]
        assert found[:, replication].tolist() == expected


@pytest.mark.parametrize("parts", [2, 4, 8])
def test_shares_of_counts_add_up_to_the_uplift_exactly(parts: int) -> None:
    # Multiples of 8! leave whole shares, so that not even the sum is rounded.
    values = {subset: 40_320 * row for subset, row in counts(parts, 5).items()}
    uplift = values[(1 << parts) - 1] - values[0]
    assert np.array_equal(shapley_values(parts, values).sum(axis=0), uplift)


def test_a_part_without_effect_has_a_share_of_exactly_zero() -> None:
    values = {subset: np.array([7.0 * (subset & 1), 3.0]) for subset in range(8)}
    found = attribute(["opens", "idle", "spare"], values)
    assert found.shares["idle"].mean == 0
    assert found.shares["idle"].half_width == 0
    assert found.shares["opens"].mean == found.uplift.mean == 3.5


def test_intervals_share_the_error_among_the_parts() -> None:
    values = counts(3, replications=12)
    found = attribute(["a", "b", "c"], values, confidence=0.94)
    rows = shapley_values(3, values)
    assert found.is_exact
    assert found.shares["b"] == mean(rows[1], "", 1 - (1 - 0.94) / 3)
    assert found.uplift.confidence == 0.94


@pytest.mark.parametrize("parts", [0, 9])
def test_none_or_nine_parts_are_refused(parts: int) -> None:
    with pytest.raises(UsageError) as refused:
        attribute([f"p{k}" for k in range(parts)], {})
    assert str(refused.value) == (f"an attribution to {parts} parts, must be 1 to 8 to be exact")
    assert refused.value.hint == "join some parts, or sample their orders"


def test_orders_come_in_pairs_of_each_and_its_reverse() -> None:
    orders = sampled_orders(6, pairs=4, seed=3)
    assert orders.shape == (8, 6)
    assert np.array_equal(orders[0::2], orders[1::2, ::-1])
    assert np.array_equal(np.sort(orders, axis=1), np.tile(np.arange(6), (8, 1)))
    assert np.array_equal(orders, sampled_orders(6, pairs=4, seed=3))
    assert not np.array_equal(orders, sampled_orders(6, pairs=4, seed=4))


def test_only_the_subsets_on_the_way_are_needed() -> None:
    orders = np.array([[2, 0, 1], [1, 0, 2]])
    assert subsets_of(orders) == [0, 0b010, 0b011, 0b100, 0b101, 0b111]


def test_sampled_shares_add_up_to_the_uplift_too() -> None:
    orders = sampled_orders(10, pairs=5, seed=1)
    every = counts(10, replications=4)
    values = {subset: every[subset] for subset in subsets_of(orders)}
    found = attribute_sampled([f"p{k}" for k in range(10)], values, orders)
    shares = [share.mean for share in found.shares.values() if share.mean is not None]
    assert not found.is_exact
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(found.uplift.mean)


def test_all_orders_sampled_once_give_the_exact_shares() -> None:
    values = counts(3, replications=2)
    orders = np.array([[0, 1, 2], [2, 1, 0], [0, 2, 1], [1, 2, 0], [1, 0, 2], [2, 0, 1]])
    found = attribute_sampled(["a", "b", "c"], values, orders)
    exact = shapley_values(3, values).mean(axis=1)
    assert [share.mean for share in found.shares.values()] == pytest.approx(exact.tolist())


def test_one_pair_of_orders_gives_no_interval() -> None:
    orders = sampled_orders(3, pairs=1, seed=0)
    found = attribute_sampled(["a", "b", "c"], counts(3, 5), orders)
    assert found.shares["a"].low is None


def test_where_orders_do_not_matter_only_replications_spread_the_share() -> None:
    random = np.random.default_rng(8)
    added = random.normal(size=(4, 30))
    values = {s: sum((added[k] for k in range(4) if s >> k & 1), np.zeros(30)) for s in range(16)}
    orders = sampled_orders(4, pairs=30, seed=0)
    found = attribute_sampled(["a", "b", "c", "d"], values, orders).shares["c"]
    expected = mean(added[2], "", found.confidence)
    assert (found.mean, found.half_width) == pytest.approx((expected.mean, expected.half_width))
