"""Which of a merchant's offers a routing policy picks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from sandbox.payments import routing
from sandbox.payments.routing import NO_ROUTE, OfferTable, Preference
from sandbox.units import WORD
from sandbox.vocabulary import RoutingPolicy

LAST_WORD = WORD - 1
EIGHTH = WORD // 8
# Two offers, none, three; the last cell is the one under test.
SHORT, EMPTY, LONG = range(3)
FIRST = 2
OFFERS = OfferTable(
    start=[0, 2, 2, 5],
    route=[4, 3, 2, 1, 0],
    schedule=[0, 0, 0, 0, 0],
    weight=[*[1, 1, 1, 2, 5], *[3, 0, 0, 0, 7], *[0, 0, 0, 0, 0]],  # three variants
)
OWN, BY_RULE, WEIGHTLESS = range(3)
PRICES = [60, 38, 38]
POLICIES = (RoutingPolicy.PRIORITY, RoutingPolicy.WEIGHTED, RoutingPolicy.LEAST_COST)


def pick(
    policy: RoutingPolicy,
    usable: int,
    *,
    variant: int = OWN,
    word: int = 0,
    prices: Sequence[int] = PRICES,
) -> int:
    """Return the row picked in the cell of three offers."""
    return routing.pick_offer(OFFERS, LONG, usable, Preference(policy, variant, word), prices)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("word", [0, LAST_WORD])
def test_without_a_usable_offer_there_is_no_route(policy: RoutingPolicy, word: int) -> None:
    for variant in (OWN, BY_RULE, WEIGHTLESS):
        assert pick(policy, 0, variant=variant, word=word) == NO_ROUTE
        preference = Preference(policy, variant, word)
        assert routing.pick_offer(OFFERS, EMPTY, 0b111, preference, []) == NO_ROUTE


@pytest.mark.parametrize("policy", POLICIES)
def test_offers_of_the_next_cell_are_not_looked_at(policy: RoutingPolicy) -> None:
    preference = Preference(policy, OWN, LAST_WORD)
    assert routing.pick_offer(OFFERS, SHORT, 0b100, preference, [1, 1]) == NO_ROUTE


@pytest.mark.parametrize("policy", POLICIES)
def test_a_single_usable_offer_is_picked_by_every_policy(policy: RoutingPolicy) -> None:
    for offer, variant, word in product(
        range(3), (OWN, BY_RULE, WEIGHTLESS), (0, WORD // 2, LAST_WORD)
    ):
        assert pick(policy, 1 << offer, variant=variant, word=word) == FIRST + offer


@pytest.mark.parametrize("policy", POLICIES)
def test_what_is_picked_is_usable(policy: RoutingPolicy) -> None:
    for usable, variant, word in product(
        range(1, 8), (OWN, BY_RULE, WEIGHTLESS), (0, EIGHTH, WORD // 2, LAST_WORD)
    ):
        row = pick(policy, usable, variant=variant, word=word)
        assert FIRST <= row < FIRST + 3
        assert usable >> (row - FIRST) & 1 == 1


@pytest.mark.parametrize(
    ("usable", "offer"), [(0b111, 0), (0b110, 1), (0b101, 0), (0b100, 2), (0b010, 1)]
)
def test_priority_takes_the_first_usable_offer_whatever_the_price(usable: int, offer: int) -> None:
    assert pick(RoutingPolicy.PRIORITY, usable, word=LAST_WORD) == FIRST + offer


@pytest.mark.parametrize(
    ("prices", "usable", "offer"),
    [
        ([60, 38, 20], 0b111, 2),
        ([60, 38, 20], 0b011, 1),
        ([60, 38, 38], 0b111, 1),  # a tie goes to the offer that the merchant prefers
        ([38, 38, 38], 0b111, 0),
        ([38, 38, 38], 0b110, 1),
        ([0, 0, 0], 0b101, 0),
        ([0, -5, 3], 0b111, 1),  # a fee may be a rebate
    ],
)
def test_least_cost_takes_the_cheapest_usable_offer(
    prices: list[int], usable: int, offer: int
) -> None:
    assert pick(RoutingPolicy.LEAST_COST, usable, prices=prices, word=LAST_WORD) == FIRST + offer


@pytest.mark.parametrize(
    ("word", "offer"),
    [
        (0, 0),
        (EIGHTH - 1, 0),
        (EIGHTH, 1),
        (3 * EIGHTH - 1, 1),
        (3 * EIGHTH, 2),
        (LAST_WORD, 2),
    ],
)
def test_weights_one_two_five_split_the_words_at_one_and_three_eighths(
    word: int, offer: int
) -> None:
    assert pick(RoutingPolicy.WEIGHTED, 0b111, word=word) == FIRST + offer


@pytest.mark.parametrize(
    ("word", "offer"), [(0, 0), (WORD // 3, 0), (WORD // 3 + 1, 1), (LAST_WORD, 1)]
)
def test_an_unusable_offer_leaves_its_share_to_the_others(word: int, offer: int) -> None:
    # One and two thirds: (word * 3) >> 32 is 0 up to WORD // 3, as 3 does not divide WORD.
    assert pick(RoutingPolicy.WEIGHTED, 0b011, word=word) == FIRST + offer


@pytest.mark.parametrize("word", [0, WORD // 2, LAST_WORD])
def test_a_rules_weights_replace_the_routes_own(word: int) -> None:
    assert pick(RoutingPolicy.WEIGHTED, 0b111, variant=BY_RULE, word=word) == FIRST + 2
    preference = Preference(RoutingPolicy.WEIGHTED, BY_RULE, word)
    assert routing.pick_offer(OFFERS, SHORT, 0b11, preference, []) == 0


@pytest.mark.parametrize("word", [0, WORD // 2, LAST_WORD])
def test_where_nothing_usable_weighs_the_preferred_offer_is_taken(word: int) -> None:
    assert pick(RoutingPolicy.WEIGHTED, 0b111, variant=WEIGHTLESS, word=word) == FIRST
    assert pick(RoutingPolicy.WEIGHTED, 0b110, variant=WEIGHTLESS, word=word) == FIRST + 1
    assert pick(RoutingPolicy.WEIGHTED, 0b011, variant=BY_RULE, word=word) == FIRST
