from __future__ import annotations

import pytest

from sandbox.payments.declines import (
    DeclineRates,
    FundingTable,
    chosen_funding,
    curve_at,
    hard_decline,
    soft_decline,
)
from sandbox.vocabulary import Outcome

WORD = 1 << 32
BALANCE, CREDIT, CASH = range(3)
# Wallet 0 has a balance with a curve and a credit line; wallet 1 has cash without a curve.
FUNDINGS = FundingTable(
    start=(0, 2, 3),
    chosen=(WORD // 4, WORD, WORD),
    rail=(0, 0, 0),
    limit_fen=(10**9, 50_000, 10**9),
    supplement_ppm=(0, 4_000, 0),
    falls_through=(1, 0, 1),
    curve_start=(0, 3, 4, 4),
    curve_fen=(1_000, 3_000, 9_000, 0),
    curve_threshold=(100, 300, 900, 50),
)
RATES = DeclineRates(technical=1_000, risk=500, insufficient=200)


@pytest.mark.parametrize(
    ("wallet", "word", "funding"),
    [
        (0, 0, BALANCE),
        (0, WORD // 4 - 1, BALANCE),
        (0, WORD // 4, CREDIT),
        (0, WORD - 1, CREDIT),
        (1, 0, CASH),
        (1, WORD - 1, CASH),
    ],
)
def test_the_first_funding_is_drawn_by_share(wallet: int, word: int, funding: int) -> None:
    assert chosen_funding(FUNDINGS, wallet, word) == funding


@pytest.mark.parametrize(
    ("amount_fen", "threshold"),
    [
        (1, 100),
        (1_000, 100),
        (2_000, 200),
        (2_999, 299),  # 299.9, downwards
        (3_000, 300),
        (6_000, 600),
        (9_000, 900),
        (10**9, 900),
    ],
)
def test_the_curve_is_linear_between_its_knots_and_constant_outside(
    amount_fen: int, threshold: int
) -> None:
    assert curve_at(FUNDINGS, BALANCE, amount_fen) == threshold


def test_one_knot_is_a_constant_and_none_is_zero() -> None:
    assert curve_at(FUNDINGS, CREDIT, 77) == 50
    assert curve_at(FUNDINGS, CASH, 77) == 0


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        (0, Outcome.TECHNICAL_DECLINE),
        (999, Outcome.TECHNICAL_DECLINE),
        (1_000, Outcome.RISK_DECLINED),
        (1_499, Outcome.RISK_DECLINED),
        (1_500, Outcome.PAID),
    ],
)
def test_hard_declines_stand_at_the_front_of_the_word(word: int, outcome: int) -> None:
    assert hard_decline(RATES, word) == outcome


@pytest.mark.parametrize(
    ("funding", "amount_fen", "word", "outcome"),
    [
        (BALANCE, 2_000, 1_500 + 399, Outcome.INSUFFICIENT_FUNDS),
        (BALANCE, 2_000, 1_500 + 400, Outcome.PAID),
        (CREDIT, 50_000, 1_500 + 250, Outcome.PAID),
        (CREDIT, 50_001, WORD - 1, Outcome.LIMIT_EXCEEDED),
        (CREDIT, 50_001, 0, Outcome.LIMIT_EXCEEDED),
        (CASH, 10**9, 1_500 + 199, Outcome.INSUFFICIENT_FUNDS),
    ],
)
def test_soft_declines_go_by_limit_and_by_what_is_there(
    funding: int, amount_fen: int, word: int, outcome: int
) -> None:
    assert soft_decline(FUNDINGS, funding, amount_fen, RATES, word) == outcome


def test_a_later_funding_has_the_whole_word_for_itself() -> None:
    rates = DeclineRates(technical=0, risk=0, insufficient=200)
    assert soft_decline(FUNDINGS, CASH, 1, rates, 199) == Outcome.INSUFFICIENT_FUNDS
    assert soft_decline(FUNDINGS, CASH, 1, rates, 200) == Outcome.PAID
