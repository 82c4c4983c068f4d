"""Declines: which funding is chosen, its curve by amount, hard and soft causes."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import declines
from sandbox.payments.declines import DeclineRates, FundingTable
from sandbox.units import WORD
from sandbox.vocabulary import Outcome

# Two wallets: the first with three fundings, the second with one.
RISING, FLAT, NO_CURVE, FALLING = range(4)
FUNDINGS = FundingTable(
    start=[0, 3, 4],
    chosen=[WORD // 2, WORD // 4 * 3, WORD, WORD],
    rail=[0, 0, 1, 1],
    limit_fen=[5_000, 10_000, 10**9, 10**9],
    supplement_ppm=[0, 0, 0, 0],
    falls_through=[1, 1, 0, 0],
    curve_start=[0, 3, 4, 4, 6],
    curve_fen=[1_000, 2_000, 4_000, 3_000, 100, 103],
    curve_threshold=[10, 20, 1_020, 77, 10, 0],
)
NEVER = DeclineRates(technical=0, risk=0, insufficient=0)


@pytest.mark.parametrize(
    ("word", "row"),
    [
        (0, 0),
        (WORD // 2 - 1, 0),
        (WORD // 2, 1),
        (WORD // 4 * 3 - 1, 1),
        (WORD // 4 * 3, 2),
        (WORD - 1, 2),
    ],
)
def test_a_shopper_chooses_the_first_funding_whose_threshold_lies_above_the_draw(
    word: int, row: int
) -> None:
    assert declines.chosen_funding(FUNDINGS, 0, word) == row


@pytest.mark.parametrize("word", [0, WORD - 1])
def test_a_wallet_with_one_funding_offers_no_choice(word: int) -> None:
    assert declines.chosen_funding(FUNDINGS, 1, word) == 3


def test_a_share_of_nothing_is_never_chosen_and_the_last_funding_takes_the_rest() -> None:
    fundings = FUNDINGS._replace(chosen=[0, 0, 0, 0])
    assert declines.chosen_funding(fundings, 0, 0) == 2
    assert declines.chosen_funding(fundings, 0, WORD - 1) == 2
    assert declines.chosen_funding(fundings, 1, WORD - 1) == 3


@pytest.mark.parametrize(
    ("amount_fen", "threshold"),
    [
        (0, 10),
        (999, 10),
        (1_000, 10),
        (1_099, 10),  # 10 + 0.99 is rounded down
        (1_100, 11),
        (1_500, 15),
        (1_999, 19),
        (2_000, 20),
        (2_001, 20),
        (2_002, 21),
        (3_000, 520),
        (3_999, 1_019),
        (4_000, 1_020),
        (4_001, 1_020),
        (10**9, 1_020),
    ],
)
def test_a_curve_is_linear_between_its_knots_and_constant_outside(
    amount_fen: int, threshold: int
) -> None:
    assert declines.curve_at(FUNDINGS, RISING, amount_fen) == threshold


@pytest.mark.parametrize("amount_fen", [0, 2_999, 3_000, 3_001, 10**9])
def test_a_single_knot_is_a_constant(amount_fen: int) -> None:
    assert declines.curve_at(FUNDINGS, FLAT, amount_fen) == 77


@pytest.mark.parametrize("amount_fen", [0, 1, 10**9])
def test_without_a_knot_nobody_is_short_of_money(amount_fen: int) -> None:
    assert declines.curve_at(FUNDINGS, NO_CURVE, amount_fen) == 0


@pytest.mark.parametrize(
    ("amount_fen", "threshold"), [(99, 10), (100, 10), (101, 6), (102, 3), (103, 0), (104, 0)]
)
def test_a_falling_curve_is_rounded_down_too(amount_fen: int, threshold: int) -> None:
    assert declines.curve_at(FUNDINGS, FALLING, amount_fen) == threshold


@given(
    st.integers(0, 10**9 - 1),
    st.integers(1, 10**9),
    st.integers(0, WORD),
    st.integers(0, WORD),
    st.data(),
)
def test_a_curve_is_the_exact_line_rounded_down(
    left_fen: int, width_fen: int, low: int, high: int, data: st.DataObject
) -> None:
    passed = data.draw(st.integers(0, width_fen))
    fundings = FUNDINGS._replace(
        curve_start=[0, 2, 2, 2, 2],
        curve_fen=[left_fen, left_fen + width_fen],
        curve_threshold=[low, high],
    )
    exact = low + (high - low) * Fraction(passed, width_fen)
    assert declines.curve_at(fundings, 0, left_fen + passed) == floor(exact)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (0, Outcome.TECHNICAL_DECLINE),
        (29, Outcome.TECHNICAL_DECLINE),
        (30, Outcome.RISK_DECLINED),
        (36, Outcome.RISK_DECLINED),
        (37, Outcome.PAID),  # the insufficient part is not a hard decline
        (WORD - 1, Outcome.PAID),
    ],
)
def test_a_hard_decline_is_technical_first_and_a_matter_of_risk_second(
    word: int, expected: Outcome
) -> None:
    rates = DeclineRates(technical=30, risk=7, insufficient=5)
    assert declines.hard_decline(rates, word) == expected


@pytest.mark.parametrize("word", [0, WORD - 1])
def test_thresholds_of_nothing_and_of_everything_are_certain(word: int) -> None:
    always = WORD
    technical = NEVER._replace(technical=always)
    risk = NEVER._replace(risk=always)
    insufficient = NEVER._replace(insufficient=always)
    assert declines.hard_decline(NEVER, word) == Outcome.PAID
    assert declines.hard_decline(technical, word) == Outcome.TECHNICAL_DECLINE
    assert declines.hard_decline(risk, word) == Outcome.RISK_DECLINED
    assert declines.hard_decline(insufficient, word) == Outcome.PAID
    assert declines.soft_decline(FUNDINGS, NO_CURVE, 100, NEVER, word) == Outcome.PAID
    soft = declines.soft_decline(FUNDINGS, NO_CURVE, 100, insufficient, word)
    assert soft == Outcome.INSUFFICIENT_FUNDS


@pytest.mark.parametrize("word", [0, WORD - 1])
def test_a_payment_of_exactly_the_limit_passes_and_one_fen_more_does_not(word: int) -> None:
    flat = FUNDINGS._replace(curve_threshold=[0] * 6)
    assert declines.soft_decline(flat, RISING, 4_999, NEVER, word) == Outcome.PAID
    assert declines.soft_decline(flat, RISING, 5_000, NEVER, word) == Outcome.PAID
    assert declines.soft_decline(flat, RISING, 5_001, NEVER, word) == Outcome.LIMIT_EXCEEDED


def test_the_limit_is_looked_at_before_the_money() -> None:
    broke = NEVER._replace(insufficient=WORD)
    assert declines.soft_decline(FUNDINGS, FLAT, 10_001, broke, 0) == Outcome.LIMIT_EXCEEDED
    assert declines.soft_decline(FUNDINGS, FLAT, 10_000, broke, 0) == Outcome.INSUFFICIENT_FUNDS


@pytest.mark.parametrize(
    ("word", "expected"),
    [(37, Outcome.INSUFFICIENT_FUNDS), (56, Outcome.INSUFFICIENT_FUNDS), (57, Outcome.PAID)],
)
def test_insufficient_funds_follow_the_hard_parts_and_add_the_curve_to_the_route(
    word: int, expected: Outcome
) -> None:
    rates = DeclineRates(technical=30, risk=7, insufficient=5)
    # 30 + 7 stand before; 5 of the route and 15 of the curve at ¥15 follow.
    assert declines.soft_decline(FUNDINGS, RISING, 1_500, rates, word) == expected


def test_a_later_funding_has_no_hard_parts_before_its_own() -> None:
    later = DeclineRates(technical=0, risk=0, insufficient=5)
    short = [declines.soft_decline(FUNDINGS, FLAT, 1_500, later, word) for word in range(100)]
    assert short == [int(Outcome.INSUFFICIENT_FUNDS)] * 82 + [int(Outcome.PAID)] * 18
