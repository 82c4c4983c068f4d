"""The ledger: every posting sums to zero, and every party gets what it is owed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import ledger
from sandbox.payments.ledger import KINDS, Amounts, Parties, Posting

SHOPPERS, SUPPLIERS, SELLER, MARKETPLACE, WALLET, ACQUIRER, RAIL, STATE = range(8)
ACCOUNTS = 8
WHO = Parties(
    shoppers=SHOPPERS,
    suppliers=SUPPLIERS,
    seller=SELLER,
    marketplace=MARKETPLACE,
    wallet=WALLET,
    acquirer=ACQUIRER,
    rail=RAIL,
    bearer=SELLER,
    payer=STATE,
)
PAID = Amounts(
    sale=8_000,
    subsidy=500,
    surcharge=100,
    discount=48,
    acquirer=12,
    rail=3,
    take=400,
    goods=5_001,
)
BARE = Amounts(sale=8_000, subsidy=0, surcharge=0, discount=0, acquirer=0, rail=0, take=0, goods=0)

fen = st.integers(0, 10**9)
parts = st.tuples(fen, fen, fen, fen, fen, fen, fen)


def empty() -> list[int]:
    """Return balances of zero."""
    return [0] * (ACCOUNTS * KINDS)


def by_kind(balances: list[int], kind: Posting) -> list[int]:
    """Return the balances of all accounts under one kind of posting."""
    return balances[kind::KINDS]


def held(balances: list[int]) -> list[int]:
    """Return the balance of every account over all kinds of postings."""
    return [sum(balances[row * KINDS : (row + 1) * KINDS]) for row in range(ACCOUNTS)]


def every_kind_sums_to_zero(balances: list[int]) -> bool:
    """Return whether no kind of posting made or lost a fen."""
    return all(sum(by_kind(balances, kind)) == 0 for kind in Posting)


def test_a_posting_moves_one_amount_under_one_kind() -> None:
    balances = empty()
    ledger.post(balances, SHOPPERS, SELLER, Posting.SALE, 8_000)
    assert by_kind(balances, Posting.SALE) == [-8_000, 0, 8_000, 0, 0, 0, 0, 0]
    assert held(balances) == [-8_000, 0, 8_000, 0, 0, 0, 0, 0]


def test_a_negative_amount_moves_a_posting_back() -> None:
    balances = empty()
    ledger.post(balances, SHOPPERS, SELLER, Posting.SALE, 8_000)
    ledger.post(balances, SHOPPERS, SELLER, Posting.SALE, -8_000)
    assert balances == empty()


def test_paying_oneself_changes_nothing() -> None:
    balances = empty()
    ledger.post(balances, WALLET, WALLET, Posting.ACQUIRER_SHARE, 12)
    assert balances == empty()


@given(
    st.lists(
        st.tuples(
            st.integers(0, ACCOUNTS - 1),
            st.integers(0, ACCOUNTS - 1),
            st.sampled_from(Posting),
            st.integers(-(10**9), 10**9),
        )
    )
)
def test_every_posting_sums_to_zero(postings: list[tuple[int, int, Posting, int]]) -> None:
    balances = empty()
    for payer, receiver, kind, amount_fen in postings:
        ledger.post(balances, payer, receiver, kind, amount_fen)
        assert every_kind_sums_to_zero(balances)
        assert sum(balances) == 0


def test_the_balance_is_the_sum_of_all_accounts_and_shows_a_lost_fen() -> None:
    balances = empty()
    ledger.post_capture(balances, WHO, PAID)
    assert sum(balances) == 0
    balances[WALLET * KINDS + Posting.TAKE] -= 1
    assert sum(balances) == -1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Posting.SALE, [-7_500, 0, 7_500, 0, 0, 0, 0, 0]),
        (Posting.SUBSIDY, [0, 0, 500, 0, 0, 0, 0, -500]),
        (Posting.SURCHARGE, [-100, 0, 100, 0, 0, 0, 0, 0]),
        (Posting.MERCHANT_DISCOUNT, [0, 0, -48, 0, 48, 0, 0, 0]),
        (Posting.ACQUIRER_SHARE, [0, 0, 0, 0, -12, 12, 0, 0]),
        (Posting.RAIL_COST, [0, 0, 0, 0, -3, 0, 3, 0]),
        (Posting.TAKE, [0, 0, -400, 400, 0, 0, 0, 0]),
        (Posting.GOODS, [0, 5_001, -5_001, 0, 0, 0, 0, 0]),
        (Posting.REFUND, [0] * 8),
    ],
)
def test_a_captured_payment_books_every_part_under_its_kind(
    kind: Posting, expected: list[int]
) -> None:
    balances = empty()
    ledger.post_capture(balances, WHO, PAID)
    assert by_kind(balances, kind) == expected


def test_after_a_capture_everybody_holds_what_the_parts_add_up_to() -> None:
    balances = empty()
    ledger.post_capture(balances, WHO, PAID)
    # The seller: 8000 + 100 - 48 - 400 - 5001; the wallet: 48 - 12 - 3.
    assert held(balances) == [-7_600, 5_001, 2_651, 400, 33, 12, 3, -500]


def test_the_marketplace_may_bear_the_discount_for_its_seller() -> None:
    balances = empty()
    ledger.post_capture(balances, WHO._replace(bearer=MARKETPLACE), PAID)
    expected = [0, 0, 0, -48, 48, 0, 0, 0]
    assert by_kind(balances, Posting.MERCHANT_DISCOUNT) == expected
    assert held(balances)[SELLER] == 2_651 + 48


def test_nobody_is_booked_where_nobody_stands() -> None:
    alone = Parties(
        shoppers=SHOPPERS,
        suppliers=-1,
        seller=SELLER,
        marketplace=-1,
        wallet=-1,
        acquirer=-1,
        rail=-1,
        bearer=-1,
        payer=-1,
    )
    balances = empty()
    ledger.post_capture(balances, alone, BARE)
    assert held(balances) == [-8_000, 0, 8_000, 0, 0, 0, 0, 0]
    ledger.post_refund(balances, alone, BARE, 3_000, 1)
    assert held(balances) == [-5_000, 0, 5_000, 0, 0, 0, 0, 0]
    assert by_kind(balances, Posting.REFUND) == [3_000, 0, -3_000, 0, 0, 0, 0, 0]


def test_a_refund_in_part_is_proportional_and_rounded_down() -> None:
    balances = empty()
    ledger.post_refund(balances, WHO, PAID, 2_999, 1)
    # 2999 / 8000 of 500, 100, 400, 5001, 48 and 12, exactly:
    # 187.4375, 37.4875, 149.95, 1874.749875, 17.994 and 4.4985.
    refund = by_kind(balances, Posting.REFUND)
    assert refund[STATE] == 187
    assert refund[SHOPPERS] == 2_999 - 187 + 37
    assert refund[MARKETPLACE] == -149
    assert refund[SUPPLIERS] == -1_874
    assert refund[SELLER] == -2_999 - 37 + 149 + 1_874
    assert by_kind(balances, Posting.FEE_RETURNED) == [0, 0, 17, 0, 4 - 17, -4, 0, 0]
    assert every_kind_sums_to_zero(balances)


def test_a_fee_that_the_contract_keeps_is_not_returned() -> None:
    balances = empty()
    ledger.post_refund(balances, WHO, PAID, 8_000, 0)
    assert by_kind(balances, Posting.FEE_RETURNED) == [0] * ACCOUNTS
    assert held(balances) == [7_600, -5_001, -2_699, -400, 0, 0, 0, 500]


def test_a_fee_goes_back_to_whoever_bore_it() -> None:
    balances = empty()
    ledger.post_refund(balances, WHO._replace(bearer=MARKETPLACE), PAID, 4_000, 1)
    assert by_kind(balances, Posting.FEE_RETURNED) == [0, 0, 0, 24, 6 - 24, -6, 0, 0]


def test_a_full_refund_undoes_everything_but_the_cost_of_the_rail() -> None:
    balances = empty()
    ledger.post_capture(balances, WHO, PAID)
    ledger.post_refund(balances, WHO, PAID, PAID.sale, 1)
    assert held(balances) == [0, 0, 0, 0, -3, 0, 3, 0]


def test_a_refund_of_nothing_changes_nothing() -> None:
    balances = empty()
    ledger.post_refund(balances, WHO, PAID, 0, 1)
    assert balances == empty()


@given(st.integers(1, 10**9), parts, st.booleans(), st.data())
def test_captures_and_refunds_keep_every_kind_at_zero(
    sale: int, others: tuple[int, ...], fee_returned: bool, data: st.DataObject
) -> None:
    refunded_fen = data.draw(st.integers(0, sale))
    paid = Amounts(sale, *others)
    balances = empty()
    ledger.post_capture(balances, WHO, paid)
    assert every_kind_sums_to_zero(balances)
    ledger.post_refund(balances, WHO, paid, refunded_fen, int(fee_returned))
    assert every_kind_sums_to_zero(balances)
    assert sum(balances) == 0


@given(st.integers(1, 10**9), st.data())
def test_the_seller_gives_back_exactly_the_refunded_part_of_the_price(
    sale: int, data: st.DataObject
) -> None:
    subsidy = data.draw(st.integers(0, sale))
    refunded_fen = data.draw(st.integers(0, sale))
    balances = empty()
    ledger.post_refund(balances, WHO, BARE._replace(sale=sale, subsidy=subsidy), refunded_fen, 1)
    assert held(balances)[SELLER] == -refunded_fen
    assert held(balances)[STATE] == subsidy * refunded_fen // sale
    assert held(balances)[SHOPPERS] >= 0


def test_an_undone_charge_leaves_a_trace_but_moves_no_money() -> None:
    balances = empty()
    ledger.post_reversal(balances, SHOPPERS, WALLET, 8_000)
    assert by_kind(balances, Posting.CHARGED_IN_VAIN) == [-8_000, 0, 0, 0, 8_000, 0, 0, 0]
    assert by_kind(balances, Posting.REVERSED) == [8_000, 0, 0, 0, -8_000, 0, 0, 0]
    assert held(balances) == [0] * ACCOUNTS
