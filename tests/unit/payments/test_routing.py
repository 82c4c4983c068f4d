from __future__ import annotations

import pytest

from sandbox.payments.routing import NO_ROUTE, OfferTable, Preference, pick_offer
from sandbox.vocabulary import RoutingPolicy

WORD = 1 << 32
CELL = 1
# Cell 0 has one offer, cell 1 has three: rows 1, 2 and 3.
# Variant 0 weighs them 1 : 2 : 5, variant 1 weighs only the second.
OFFERS = OfferTable(
    start=(0, 1, 4),
    route=(9, 5, 6, 7),
    schedule=(0, 0, 0, 0),
    weight=(1, 1, 2, 5, 0, 0, 3, 0),
)
PRICES = (30, 20, 20)
ALL = 0b111


def pick(policy: RoutingPolicy, usable: int, word: int = 0, variant: int = 0) -> int:
    return pick_offer(OFFERS, CELL, usable, Preference(policy, variant, word), PRICES)


@pytest.mark.parametrize(("usable", "row"), [(ALL, 1), (0b110, 2), (0b100, 3), (0, NO_ROUTE)])
def test_priority_takes_the_first_usable_offer(usable: int, row: int) -> None:
    assert pick(RoutingPolicy.PRIORITY, usable) == row


@pytest.mark.parametrize(
    ("usable", "row"),
    [(ALL, 2), (0b101, 3), (0b001, 1), (0b110, 2), (0, NO_ROUTE)],
)
def test_least_cost_takes_the_cheapest_and_the_preferred_of_equals(usable: int, row: int) -> None:
    assert pick(RoutingPolicy.LEAST_COST, usable) == row


@pytest.mark.parametrize(
    ("usable", "word", "row"),
    [
        (ALL, 0, 1),
        (ALL, WORD // 8 - 1, 1),
        (ALL, WORD // 8, 2),
        (ALL, WORD * 3 // 8 - 1, 2),
        (ALL, WORD * 3 // 8, 3),
        (ALL, WORD - 1, 3),
        (0b011, WORD // 3, 1),
        (0b011, WORD // 3 + 1, 2),
        (0b100, 0, 3),
        (0, 0, NO_ROUTE),
    ],
)
def test_weighted_picks_in_proportion_among_usable_offers(usable: int, word: int, row: int) -> None:
    assert pick(RoutingPolicy.WEIGHTED, usable, word) == row


@pytest.mark.parametrize(("usable", "row"), [(ALL, 2), (0b101, 1), (0b100, 3)])
def test_where_no_usable_offer_weighs_anything_the_preferred_one_is_taken(
    usable: int, row: int
) -> None:
    for word in (0, WORD - 1):
        assert pick(RoutingPolicy.WEIGHTED, usable, word, variant=1) == row
