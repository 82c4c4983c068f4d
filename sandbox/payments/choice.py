"""Which wallet the shopper takes.

The favourite is taken if it is acceptable; otherwise one switch draw decides.
Steering and subsidies move shoppers only between wallets that they hold and accept.
The set of acceptable wallets only grows when a wallet is added to the menu, hence nobody who was
served on the first visit to the menu is lost there afterwards (an assumption of the model).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.vocabulary import NOBODY, Outcome


class Menu(NamedTuple):
    """What one shopper meets at one menu: bit masks over wallets.

    Attributes
    ----------
    offered
        Held, visible, and taken by at least one route.
    acceptable
        Offered without a surcharge that the shopper refuses.
    subsidised
        Acceptable with a subsidy.
    preselected
        Acceptable and shown first by the merchant.
    """

    offered: int
    acceptable: int
    subsidised: int
    preselected: int


class Inclination(NamedTuple):
    """What this shopper would do: the draws, already compared with their thresholds.

    Attributes
    ----------
    favourite
        Index of the favourite wallet, or `NOBODY`.
    switches
        Takes another wallet where the favourite is missing.
    follows_subsidy, follows_default
        Lets a subsidy or a preselected wallet replace an offered favourite.
    """

    favourite: int
    switches: bool
    follows_subsidy: bool
    follows_default: bool


def favourite_among(held: int, weights: Sequence[int], first: int, count: int, word: int) -> int:
    """Return the favourite among held wallets, by weight; the lowest where nothing weighs.

    Parameters
    ----------
    held
        Bit mask over wallets.
    weights
        Integer weights; those of the audience stand at `first` … `first + count - 1`.
    word
        One draw.
    """
    # Nobody can foresee who holds what: products instead of decisions keep a processor going.
    total = 0
    for wallet in range(count):
        total += weights[first + wallet] * ((held >> wallet) & 1)
    if total == 0:
        held &= (1 << count) - 1
        return (held & -held).bit_length() - 1
    rest = (word * total) >> 32
    wallet = 0
    while rest >= 0:
        rest -= weights[first + wallet] * ((held >> wallet) & 1)
        wallet += 1
    return wallet - 1


def first_in_order(candidates: int, weights: Sequence[int], first: int, count: int) -> int:
    """Return the first candidate in the shopper's own order, or `NOBODY`.

    The order behind the favourite is by descending weight, then by id.
    """
    best = NOBODY
    for wallet in range(count):
        if (candidates >> wallet) & 1 and (
            best == NOBODY or weights[first + wallet] > weights[first + best]
        ):
            best = wallet
    return best


def choose_wallet(
    menu: Menu,
    will: Inclination,
    weights: Sequence[int],
    first: int,
    count: int,
) -> int:
    """Return the index of the wallet taken, or minus the `Outcome` that ends the checkout."""
    if menu.offered == 0:
        return -int(Outcome.NO_COMMON_WALLET)
    if menu.acceptable == 0:
        return -int(Outcome.SURCHARGE_REFUSED)
    favourite = will.favourite
    if favourite != NOBODY and (menu.acceptable >> favourite) & 1:
        return _steered(menu, will, weights, first, count)
    if will.switches:
        return first_in_order(menu.acceptable, weights, first, count)
    if favourite != NOBODY and (menu.offered >> favourite) & 1:
        return -int(Outcome.SURCHARGE_REFUSED)
    return -int(Outcome.SWITCH_REFUSED)


def _steered(
    menu: Menu,
    will: Inclination,
    weights: Sequence[int],
    first: int,
    count: int,
) -> int:
    if (menu.subsidised >> will.favourite) & 1:
        return will.favourite
    if menu.subsidised and will.follows_subsidy:
        return first_in_order(menu.subsidised, weights, first, count)
    others = menu.preselected & ~(1 << will.favourite)
    if others and will.follows_default:
        return first_in_order(others, weights, first, count)
    return will.favourite
