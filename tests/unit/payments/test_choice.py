"""Which wallet a shopper takes, and that a longer menu loses nobody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from sandbox.payments import choice
from sandbox.payments.choice import Inclination, Menu
from sandbox.units import WORD
from sandbox.vocabulary import NOBODY, Outcome

LAST_WORD = WORD - 1
COUNT = 3
ALL = (1 << COUNT) - 1
A, B, C = range(COUNT)
# The audience's own weights stand behind those of another one, which would say otherwise.
FIRST = 3
WEIGHTS = [9, 0, 0, 1, 2, 5]
LOYAL = Inclination(favourite=A, switches=False, follows_subsidy=False, follows_default=False)
BENT = Inclination(favourite=A, switches=True, follows_subsidy=True, follows_default=True)


def mask(*wallets: int) -> int:
    """Return the bit mask of some wallets."""
    return sum(1 << wallet for wallet in wallets)


def taken(menu: Menu, will: Inclination) -> int:
    """Return what a shopper with the weights above does."""
    return choice.choose_wallet(menu, will, WEIGHTS, FIRST, COUNT)


@pytest.mark.parametrize(
    ("word", "favourite"),
    [
        (0, A),
        (WORD // 8 - 1, A),
        (WORD // 8, B),
        (3 * (WORD // 8) - 1, B),
        (3 * (WORD // 8), C),
        (LAST_WORD, C),
    ],
)
def test_weights_one_two_five_split_the_words_at_one_and_three_eighths(
    word: int, favourite: int
) -> None:
    assert choice.favourite_among(ALL, WEIGHTS, FIRST, COUNT, word) == favourite


@pytest.mark.parametrize(
    ("word", "favourite"), [(0, A), (WORD // 6, A), (WORD // 6 + 1, C), (LAST_WORD, C)]
)
def test_only_held_wallets_share_the_words(word: int, favourite: int) -> None:
    # One and five sixths: (word * 6) >> 32 is 0 up to WORD // 6, as 6 does not divide WORD.
    assert choice.favourite_among(mask(A, C), WEIGHTS, FIRST, COUNT, word) == favourite


@pytest.mark.parametrize("word", [0, WORD // 2, LAST_WORD])
def test_who_holds_nothing_has_no_favourite(word: int) -> None:
    assert choice.favourite_among(0, WEIGHTS, FIRST, COUNT, word) == NOBODY
    assert choice.favourite_among(ALL, WEIGHTS, FIRST, 0, word) == NOBODY


@pytest.mark.parametrize("word", [0, WORD // 2, LAST_WORD])
def test_the_lowest_held_wallet_is_the_favourite_where_nothing_weighs(word: int) -> None:
    assert choice.favourite_among(mask(B, C), [7, 0, 0], 0, COUNT, word) == B
    assert choice.favourite_among(ALL, [0, 0, 0], 0, COUNT, word) == A


@pytest.mark.parametrize("word", [0, WORD // 2, LAST_WORD])
def test_a_wallet_without_weight_is_no_favourite_beside_one_with_weight(word: int) -> None:
    assert choice.favourite_among(ALL, [0, 4, 0], 0, COUNT, word) == B


def test_wallets_beyond_the_count_are_not_looked_at() -> None:
    assert choice.favourite_among(0b1001, [1, 1, 1, 1_000], 0, COUNT, LAST_WORD) == A
    assert choice.first_in_order(0b1001, [1, 1, 1, 1_000], 0, COUNT) == A


@pytest.mark.parametrize(
    ("candidates", "best"),
    [(0, NOBODY), (mask(A), A), (mask(A, B), B), (mask(B, C), C), (ALL, C)],
)
def test_the_order_is_by_descending_weight(candidates: int, best: int) -> None:
    assert choice.first_in_order(candidates, WEIGHTS, FIRST, COUNT) == best


@pytest.mark.parametrize(
    ("weights", "candidates", "best"),
    [
        ([4, 4, 4], ALL, A),
        ([4, 4, 4], mask(B, C), B),
        ([3, 4, 4], ALL, B),
        ([0, 0, 0], mask(C), C),
        ([0, 0, 0], mask(B, C), B),
    ],
)
def test_ties_go_to_the_lower_id(weights: list[int], candidates: int, best: int) -> None:
    assert choice.first_in_order(candidates, weights, 0, COUNT) == best


@pytest.mark.parametrize("will", [LOYAL, BENT, BENT._replace(favourite=NOBODY)])
def test_an_empty_menu_means_no_common_wallet_whatever_the_will(will: Inclination) -> None:
    assert taken(Menu(0, 0, 0, 0), will) == -int(Outcome.NO_COMMON_WALLET)


@pytest.mark.parametrize("will", [LOYAL, BENT, BENT._replace(favourite=NOBODY)])
def test_a_menu_of_refused_surcharges_ends_there_whatever_the_will(will: Inclination) -> None:
    assert taken(Menu(mask(B), 0, 0, 0), will) == -int(Outcome.SURCHARGE_REFUSED)


def test_an_acceptable_favourite_is_taken_though_others_weigh_more() -> None:
    assert taken(Menu(ALL, ALL, 0, 0), LOYAL) == A
    assert taken(Menu(ALL, ALL, 0, 0), BENT) == A


def test_who_switches_takes_the_heaviest_acceptable_wallet() -> None:
    switcher = LOYAL._replace(switches=True)
    assert taken(Menu(mask(B, C), mask(B, C), 0, 0), switcher) == C
    assert taken(Menu(mask(B, C), mask(B), 0, 0), switcher) == B
    assert taken(Menu(ALL, mask(B), 0, 0), switcher) == B
    assert taken(Menu(ALL, ALL, 0, 0), switcher._replace(favourite=NOBODY)) == C


def test_who_does_not_switch_blames_the_surcharge_only_where_the_favourite_was_offered() -> None:
    assert taken(Menu(ALL, mask(B, C), 0, 0), LOYAL) == -int(Outcome.SURCHARGE_REFUSED)
    assert taken(Menu(mask(B, C), mask(B, C), 0, 0), LOYAL) == -int(Outcome.SWITCH_REFUSED)
    nobody = LOYAL._replace(favourite=NOBODY)
    assert taken(Menu(ALL, ALL, 0, 0), nobody) == -int(Outcome.SWITCH_REFUSED)


def test_a_subsidy_moves_only_those_who_follow_it() -> None:
    menu = Menu(ALL, ALL, mask(B), 0)
    assert taken(menu, LOYAL) == A
    assert taken(menu, LOYAL._replace(follows_subsidy=True)) == B
    assert taken(menu, LOYAL._replace(follows_default=True)) == A


def test_among_subsidised_wallets_the_heaviest_is_taken() -> None:
    assert taken(Menu(ALL, ALL, mask(B, C), 0), BENT) == C


def test_a_subsidised_favourite_is_moved_by_nothing() -> None:
    assert taken(Menu(ALL, ALL, mask(A, C), mask(B)), BENT) == A


def test_a_default_moves_only_those_who_follow_it() -> None:
    menu = Menu(ALL, ALL, 0, mask(B))
    assert taken(menu, LOYAL) == A
    assert taken(menu, LOYAL._replace(follows_default=True)) == B
    assert taken(menu, LOYAL._replace(follows_subsidy=True)) == A


def test_a_default_that_is_the_favourite_moves_nobody() -> None:
    assert taken(Menu(ALL, ALL, 0, mask(A)), BENT) == A
    assert taken(Menu(ALL, ALL, 0, mask(A, B)), BENT) == B


def test_a_subsidy_goes_before_a_default_unless_it_is_not_followed() -> None:
    menu = Menu(ALL, ALL, mask(B), mask(C))
    assert taken(menu, BENT) == B
    assert taken(menu, BENT._replace(follows_subsidy=False)) == C


def subsets(whole: int) -> Iterator[int]:
    """Yield every mask within a mask."""
    return (part for part in range(whole + 1) if part & ~whole == 0)


def menus() -> Iterator[Menu]:
    """Yield every menu of three wallets."""
    for offered in subsets(ALL):
        for acceptable in subsets(offered):
            for subsidised, preselected in product(subsets(acceptable), repeat=2):
                yield Menu(offered, acceptable, subsidised, preselected)


def wills() -> Iterator[Inclination]:
    """Yield every inclination towards three wallets."""
    for favourite, *answers in product((NOBODY, A, B, C), *[(False, True)] * 3):
        yield Inclination(favourite, *map(bool, answers))


def longer(menu: Menu) -> Iterator[tuple[int, Menu]]:
    """Yield each wallet that the menu lacks, with the menu after each way of adding it."""
    for wallet in range(COUNT):
        bit = 1 << wallet
        if not menu.offered & bit:
            yield wallet, menu._replace(offered=menu.offered | bit)
            for subsidised, preselected in product((0, bit), repeat=2):
                yield (
                    wallet,
                    Menu(
                        menu.offered | bit,
                        menu.acceptable | bit,
                        menu.subsidised | subsidised,
                        menu.preselected | preselected,
                    ),
                )


def test_the_enumeration_is_complete() -> None:
    # A wallet is missing, refused, or acceptable in four ways: six cases for each of three.
    assert len(set(menus())) == len(list(menus())) == 6**3
    assert len(set(wills())) == len(list(wills())) == 4 * 2**3
    # Five ways of adding it to each of 6**2 menus of the other two.
    assert sum(1 for menu in menus() for _ in longer(menu)) == 3 * 5 * 6**2


def test_whoever_is_served_takes_an_acceptable_wallet() -> None:
    served = 0
    for menu, will in product(menus(), wills()):
        wallet = taken(menu, will)
        if wallet >= 0:
            served += 1
            assert menu.acceptable >> wallet & 1 == 1, (menu, will)
        else:
            lost = {
                Outcome.NO_COMMON_WALLET,
                Outcome.SURCHARGE_REFUSED,
                Outcome.SWITCH_REFUSED,
            }
            assert -wallet in lost, (menu, will)
    assert served > 0


def test_nobody_who_was_served_is_lost_when_a_wallet_is_added() -> None:
    gained = 0
    for menu, will in product(menus(), wills()):
        before = taken(menu, will)
        for wallet, more in longer(menu):
            after = taken(more, will)
            if before >= 0:
                assert after >= 0, (menu, wallet, more, will)
            elif after >= 0:
                gained += 1
    assert gained > 0


def test_an_added_wallet_other_than_the_favourite_draws_shoppers_to_itself_only() -> None:
    moved = 0
    for menu, will in product(menus(), wills()):
        before = taken(menu, will)
        for wallet, more in longer(menu):
            if before >= 0 and wallet != will.favourite:
                after = taken(more, will)
                assert after in {before, wallet}, (menu, wallet, more, will)
                moved += after == wallet
    assert moved > 0


def test_a_favourite_that_comes_back_may_bring_its_steering_along() -> None:
    switcher = Menu(mask(B, C), mask(B, C), 0, mask(B))
    assert taken(switcher, BENT) == C
    assert taken(Menu(ALL, ALL, 0, mask(B)), BENT) == B
