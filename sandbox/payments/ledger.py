"""Double entry: who owes whom, to the fen.

Balances are a flat table, account × kind of posting; every posting moves one amount from one
account to another under one kind, so each kind, and the whole, sums to zero.
"""

from collections.abc import MutableSequence
from enum import IntEnum
from typing import NamedTuple

from sandbox.payments.fees import part_of


class Posting(IntEnum):
    """Kinds of postings."""

    SALE = 0
    SUBSIDY = 1
    SURCHARGE = 2
    MERCHANT_DISCOUNT = 3
    ACQUIRER_SHARE = 4
    RAIL_COST = 5
    TAKE = 6
    GOODS = 7
    REFUND = 8
    FEE_RETURNED = 9
    CHARGED_IN_VAIN = 10
    REVERSED = 11
    HELD = 12
    RELEASED = 13


KINDS = len(Posting)


class Parties(NamedTuple):
    """Accounts of one payment; -1 where nobody stands.

    Attributes
    ----------
    shoppers, suppliers, seller, marketplace, wallet, acquirer, rail, bearer, payer
        Indices of accounts; `bearer` pays the merchant discount, `payer` the subsidy.
    """

    shoppers: int
    suppliers: int
    seller: int
    marketplace: int
    wallet: int
    acquirer: int
    rail: int
    bearer: int
    payer: int


class Amounts(NamedTuple):
    """Amounts of one payment in fen.

    Attributes
    ----------
    sale
        Price of the purchase.
    subsidy, surcharge
        Part that somebody else pays; part that the shopper pays on top.
    discount, acquirer, rail
        Merchant discount; the acquirer's part of it; what the wallet pays the rail.
    take, goods
        Service fee to the marketplace; cost of the goods.
    """

    sale: int
    subsidy: int
    surcharge: int
    discount: int
    acquirer: int
    rail: int
    take: int
    goods: int


def post(
    balances: MutableSequence[int],
    payer: int,
    receiver: int,
    kind: int,
    amount_fen: int,
) -> None:
    """Move an amount between two accounts; a negative amount moves it back."""
    balances[payer * KINDS + kind] -= amount_fen
    balances[receiver * KINDS + kind] += amount_fen


def post_capture(balances: MutableSequence[int], who: Parties, paid: Amounts) -> None:
    """Book a captured payment."""
    post(balances, who.shoppers, who.seller, Posting.SALE, paid.sale - paid.subsidy)
    if paid.subsidy:
        post(balances, who.payer, who.seller, Posting.SUBSIDY, paid.subsidy)
    if paid.surcharge:
        post(balances, who.shoppers, who.seller, Posting.SURCHARGE, paid.surcharge)
    if paid.discount:
        post(balances, who.bearer, who.wallet, Posting.MERCHANT_DISCOUNT, paid.discount)
    if paid.acquirer:
        post(balances, who.wallet, who.acquirer, Posting.ACQUIRER_SHARE, paid.acquirer)
    if paid.rail:
        post(balances, who.wallet, who.rail, Posting.RAIL_COST, paid.rail)
    if paid.take:
        post(balances, who.seller, who.marketplace, Posting.TAKE, paid.take)
    if paid.goods:
        post(balances, who.seller, who.suppliers, Posting.GOODS, paid.goods)


def post_refund(
    balances: MutableSequence[int],
    who: Parties,
    paid: Amounts,
    refunded_fen: int,
    fee_returned: int,
) -> None:
    """Book the refund of a part of a captured payment.

    The seller gives back exactly the refunded part of the price: to the subsidy's payer its
    proportion, rounded down to the fen, and the rest to the shopper.
    Surcharge, service fee, goods, and the merchant discount where the contract says so, go back
    in proportion, rounded down; the cost of the rail never does.
    """
    subsidy = part_of(paid.subsidy, refunded_fen, paid.sale)
    post(balances, who.seller, who.shoppers, Posting.REFUND, refunded_fen - subsidy)
    if subsidy:
        post(balances, who.seller, who.payer, Posting.REFUND, subsidy)
    surcharge = part_of(paid.surcharge, refunded_fen, paid.sale)
    if surcharge:
        post(balances, who.seller, who.shoppers, Posting.REFUND, surcharge)
    if paid.take:
        take = part_of(paid.take, refunded_fen, paid.sale)
        post(balances, who.marketplace, who.seller, Posting.REFUND, take)
    if paid.goods:
        goods = part_of(paid.goods, refunded_fen, paid.sale)
        post(balances, who.suppliers, who.seller, Posting.REFUND, goods)
    if fee_returned and paid.discount:
        discount = part_of(paid.discount, refunded_fen, paid.sale)
        post(balances, who.wallet, who.bearer, Posting.FEE_RETURNED, discount)
        if paid.acquirer:
            acquirer = part_of(paid.acquirer, refunded_fen, paid.sale)
            post(balances, who.acquirer, who.wallet, Posting.FEE_RETURNED, acquirer)


def post_reversal(
    balances: MutableSequence[int],
    shoppers: int,
    wallet: int,
    amount_fen: int,
) -> None:
    """Book a charge that was undone: a reversal of an orphaned approval, or a duplicate."""
    post(balances, shoppers, wallet, Posting.CHARGED_IN_VAIN, amount_fen)
    post(balances, wallet, shoppers, Posting.REVERSED, amount_fen)
