from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments.ledger import (
    KINDS,
    Amounts,
    Parties,
    Posting,
    balance,
    post,
    post_capture,
    post_refund,
)

SHOPPERS, SUPPLIERS, SELLER, MARKET, WALLET, AGENT, RAIL = range(7)
ACCOUNTS = 7
WHO = Parties(
    shoppers=SHOPPERS,
    suppliers=SUPPLIERS,
    seller=SELLER,
    marketplace=MARKET,
    wallet=WALLET,
    acquirer=AGENT,
    rail=RAIL,
    bearer=MARKET,
    payer=WALLET,
)
PAID = Amounts(
    sale=10_000, subsidy=301, surcharge=99, discount=60, acquirer=18, rail=15, take=300, goods=7_001
)


def nothing() -> list[int]:
    return [0] * (ACCOUNTS * KINDS)


def book(balances: list[int]) -> dict[tuple[int, Posting], int]:
    """Return the cells that are not zero."""
    cells = ((k // KINDS, Posting(k % KINDS), fen) for k, fen in enumerate(balances))
    return {(account, kind): fen for account, kind, fen in cells if fen}


def test_a_posting_moves_money_under_one_kind() -> None:
    balances = nothing()
    post(balances, SELLER, WALLET, Posting.TAKE, 7)
    assert book(balances) == {(SELLER, Posting.TAKE): -7, (WALLET, Posting.TAKE): 7}


def test_a_capture_is_booked_between_all_who_stand_by() -> None:
    balances = nothing()
    post_capture(balances, WHO, PAID)
    assert book(balances) == {
        (SHOPPERS, Posting.SALE): -9_699,
        (SELLER, Posting.SALE): 9_699,
        (WALLET, Posting.SUBSIDY): -301,
        (SELLER, Posting.SUBSIDY): 301,
        (SHOPPERS, Posting.SURCHARGE): -99,
        (SELLER, Posting.SURCHARGE): 99,
        (MARKET, Posting.MERCHANT_DISCOUNT): -60,
        (WALLET, Posting.MERCHANT_DISCOUNT): 60,
        (WALLET, Posting.ACQUIRER_SHARE): -18,
        (AGENT, Posting.ACQUIRER_SHARE): 18,
        (WALLET, Posting.RAIL_COST): -15,
        (RAIL, Posting.RAIL_COST): 15,
        (SELLER, Posting.TAKE): -300,
        (MARKET, Posting.TAKE): 300,
        (SELLER, Posting.GOODS): -7_001,
        (SUPPLIERS, Posting.GOODS): 7_001,
    }


def test_a_full_refund_takes_everything_back_but_the_rail_s_cost() -> None:
    balances = nothing()
    post_capture(balances, WHO, PAID)
    post_refund(balances, WHO, PAID, 10_000, 1)
    by_account = [sum(balances[k * KINDS : (k + 1) * KINDS]) for k in range(ACCOUNTS)]
    assert by_account == [0, 0, 0, 0, -15, 0, 15]


def test_a_part_refund_returns_proportions_rounded_down() -> None:
    balances = nothing()
    post_refund(balances, WHO, PAID, 3_333, 1)
    assert book(balances) == {
        (SHOPPERS, Posting.REFUND): 3_333 - 100 + 32,  # price less subsidy, and surcharge
        (WALLET, Posting.REFUND): 100,  # 301 × 0.3333 = 100.3
        (MARKET, Posting.REFUND): -99,  # 300 × 0.3333 = 99.99
        (SUPPLIERS, Posting.REFUND): -2_333,  # 7001 × 0.3333 = 2333.4
        (SELLER, Posting.REFUND): -3_333 - 32 + 99 + 2_333,  # 99 × 0.3333 = 32.997
        (WALLET, Posting.FEE_RETURNED): -19 + 5,  # 60 × 0.3333 = 19.998, 18 × 0.3333 = 5.999
        (MARKET, Posting.FEE_RETURNED): 19,
        (AGENT, Posting.FEE_RETURNED): -5,
    }


def test_a_contract_may_keep_the_fee() -> None:
    balances = nothing()
    post_refund(balances, WHO, PAID, 10_000, 0)
    assert not [kind for _, kind in book(balances) if kind == Posting.FEE_RETURNED]


@given(
    st.tuples(st.integers(1, 10**9), *[st.integers(0, 10**9)] * 7),
    st.integers(0, 10**9),
    st.sampled_from([0, 1]),
)
def test_every_kind_sums_to_zero(
    amounts: tuple[int, ...], refund_fen: int, fee_returned: int
) -> None:
    balances = nothing()
    paid = Amounts(*amounts)
    post_capture(balances, WHO, paid)
    post_refund(balances, WHO, paid, min(refund_fen, paid.sale), fee_returned)
    assert balance(balances) == 0
    for kind in Posting:
        assert sum(balances[kind::KINDS]) == 0


@pytest.mark.parametrize("missing", ["subsidy", "surcharge", "discount", "acquirer", "rail"])
def test_nobody_is_asked_for_an_amount_of_zero(missing: str) -> None:
    free = PAID._replace(**{missing: 0})
    absent = WHO._replace(acquirer=10**6, rail=10**6, payer=10**6, bearer=10**6)
    kept = {"subsidy": "payer", "discount": "bearer", "acquirer": "acquirer", "rail": "rail"}
    role = kept.get(missing)
    who = WHO if role is None else WHO._replace(**{role: getattr(absent, role)})
    balances = nothing()
    post_capture(balances, who, free)  # an absent account would be out of range
    assert balance(balances) == 0
