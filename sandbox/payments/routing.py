"""Which route the payment takes."""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.vocabulary import RoutingPolicy

NO_ROUTE = -1


class OfferTable(NamedTuple):
    """Routes by merchant and wallet, in the merchant's order of preference.

    Attributes
    ----------
    start
        Row of the first offer of a (destination × wallet) cell; one more entry than cells.
    route, schedule
        Index of the route and of the fee schedule that holds for this merchant on it.
    weight
        Integer weights under the `weighted` policy: variant after variant, offer after offer.
        Variant 0 holds the routes' own weights, further ones those that rules set.
    """

    start: Sequence[int]
    route: Sequence[int]
    schedule: Sequence[int]
    weight: Sequence[int]


class Preference(NamedTuple):
    """How this payment's route is picked.

    Attributes
    ----------
    policy
        A `RoutingPolicy`.
    variant
        Which weights hold.
    word
        One draw, used by the `weighted` policy only.
    """

    policy: int
    variant: int
    word: int


def pick_offer(
    offers: OfferTable,
    cell: int,
    usable: int,
    preference: Preference,
    prices: Sequence[int],
) -> int:
    """Return the row of the offer that the policy picks, or `NO_ROUTE`.

    Parameters
    ----------
    usable
        Bit mask over the cell's offers: allowed by the rules and not yet given up.
    prices
        Fee in fen of each of the cell's offers, used by the `least_cost` policy only.
    """
    first = offers.start[cell]
    count = offers.start[cell + 1] - first
    if preference.policy == RoutingPolicy.WEIGHTED:
        return _weighted(offers, first, count, usable, preference)
    best = NO_ROUTE
    for offer in range(count):
        if (usable >> offer) & 1:
            if preference.policy == RoutingPolicy.PRIORITY:
                return first + offer
            if best == NO_ROUTE or prices[offer] < prices[best]:
                best = offer
    return best if best == NO_ROUTE else first + best


def _weighted(
    offers: OfferTable,
    first: int,
    count: int,
    usable: int,
    preference: Preference,
) -> int:
    row = preference.variant * len(offers.route) + first
    total = 0
    preferred = NO_ROUTE
    for offer in range(count):
        if (usable >> offer) & 1:
            total += offers.weight[row + offer]
            if preferred == NO_ROUTE:
                preferred = first + offer
    rest = (preference.word * total) >> 32
    for offer in range(count):
        if (usable >> offer) & 1:
            rest -= offers.weight[row + offer]
            if rest < 0:
                return first + offer
    return preferred
