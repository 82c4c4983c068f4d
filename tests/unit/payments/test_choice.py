from __future__ import annotations

import pytest

from sandbox.payments.choice import (
    NOBODY,
    Inclination,
    Menu,
    choose_wallet,
    favourite_among,
    first_in_order,
)
from sandbox.vocabulary import Outcome

A, B, C = range(3)
ALL = 0b111
# The first two weights belong to another audience.
WEIGHTS = [7, 7, 1, 5, 2]
OWN = (WEIGHTS, 2, 3)
LAST_WORD = (1 << 32) - 1


def mask(*wallets: int) -> int:
    return sum(1 << wallet for wallet in wallets)


def menu(
    offered: int, acceptable: int | None = None, subsidised: int = 0, preselected: int = 0
) -> Menu:
    return Menu(offered, offered if acceptable is None else acceptable, subsidised, preselected)


def will(
    favourite: int, *, switches: bool = False, subsidy: bool = False, default: bool = False
) -> Inclination:
    return Inclination(favourite, switches, subsidy, default)


@pytest.mark.parametrize(
    ("held", "word", "favourite"),
    [
        (ALL, 0, A),
        (ALL, (1 << 32) // 8 - 1, A),
        (ALL, (1 << 32) // 8, B),
        (ALL, (1 << 32) * 6 // 8 - 1, B),
        (ALL, (1 << 32) * 6 // 8, C),
        (ALL, LAST_WORD, C),
        (mask(A, C), (1 << 32) // 3, A),
        (mask(A, C), (1 << 32) // 3 + 1, C),
        (0, 0, NOBODY),
    ],
)
def test_the_favourite_is_drawn_by_weight_among_held_wallets(
    held: int, word: int, favourite: int
) -> None:
    assert favourite_among(held, *OWN, word) == favourite


def test_where_nothing_weighs_the_lowest_id_is_the_favourite() -> None:
    assert favourite_among(mask(B, C), [0, 0, 0], 0, 3, LAST_WORD) == B


@pytest.mark.parametrize(
    ("candidates", "first"),
    [(ALL, B), (mask(A, C), C), (mask(A), A), (0, NOBODY)],
)
def test_behind_the_favourite_weight_decides(candidates: int, first: int) -> None:
    assert first_in_order(candidates, *OWN) == first


def test_equal_weights_go_by_id() -> None:
    assert first_in_order(mask(B, C), [4, 4, 4], 0, 3) == B


@pytest.mark.parametrize(
    ("met", "wish", "taken"),
    [
        (menu(0), will(A, switches=True), -Outcome.NO_COMMON_WALLET),
        (menu(ALL, 0), will(A, switches=True), -Outcome.SURCHARGE_REFUSED),
        (menu(mask(A, B)), will(A), A),
        (menu(mask(A, C)), will(B, switches=True), C),
        (menu(mask(A, C)), will(B), -Outcome.SWITCH_REFUSED),
        (menu(ALL, mask(A)), will(B), -Outcome.SURCHARGE_REFUSED),
        (menu(ALL, mask(A)), will(B, switches=True), A),
        (menu(mask(A)), will(NOBODY), -Outcome.SWITCH_REFUSED),
        (menu(mask(A)), will(NOBODY, switches=True), A),
    ],
)
def test_the_favourite_else_one_switch(met: Menu, wish: Inclination, taken: int) -> None:
    assert choose_wallet(met, wish, *OWN) == taken


@pytest.mark.parametrize(
    ("met", "wish", "taken"),
    [
        (menu(ALL, subsidised=mask(A, C)), will(B, subsidy=True), C),
        (menu(ALL, subsidised=mask(A, C)), will(B), B),
        (menu(ALL, subsidised=mask(A, B)), will(B, subsidy=True), B),
        (menu(ALL, preselected=mask(A)), will(B, default=True), A),
        (menu(ALL, preselected=mask(A)), will(B), B),
        (menu(ALL, preselected=mask(B)), will(B, default=True), B),
        (menu(ALL, preselected=mask(B, A)), will(B, default=True), A),
        (menu(ALL, subsidised=mask(B), preselected=mask(A)), will(B, default=True), B),
        (menu(ALL, subsidised=mask(C), preselected=mask(A)), will(B, default=True), A),
        (
            menu(ALL, subsidised=mask(C), preselected=mask(A)),
            will(B, subsidy=True, default=True),
            C,
        ),
        # Steering moves nobody whose favourite is missing: that is the switch's business.
        (menu(mask(A, C), subsidised=mask(A)), will(B, switches=True, subsidy=True), C),
    ],
)
def test_subsidies_and_steering_move_shoppers_between_acceptable_wallets(
    met: Menu, wish: Inclination, taken: int
) -> None:
    assert choose_wallet(met, wish, *OWN) == taken
