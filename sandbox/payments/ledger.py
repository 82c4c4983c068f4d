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


def post_capture(balances: MutableSequence[int], who: Parties, amounts: Amounts) -> None:
    """Book a captured payment."""
    post(balances, who.shoppers, who.seller, Posting.SALE, amounts.sale - amounts.subsidy)
    if amounts.subsidy:
        post(balances, who.payer, who.seller, Posting.SUBSIDY, amounts.subsidy)
    if amounts.surcharge:
        post(balances, who.shoppers, who.seller, Posting.SURCHARGE, amounts.surcharge)
    if amounts.discount:
        post(balances, who.bearer, who.wallet, Posting.MERCHANT_DISCOUNT, amounts.discount)
    if amounts.acquirer:
        post(balances, who.wallet, who.acquirer, Posting.ACQUIRER_SHARE, amounts.acquirer)
    if amounts.rail:
        post(balances, who.wallet, who.rail, Posting.RAIL_COST, amounts.rail)
    if amounts.take:
        post(balances, who.seller, who.marketplace, Posting.TAKE, amounts.take)
    if amounts.goods:
        post(balances, who.seller, who.suppliers, Posting.GOODS, amounts.goods)


def post_refund(
    balances: MutableSequence[int],
    who: Parties,
    amounts: Amounts,
    refunded_fen: int,
    fee_returned: int,
) -> None:
    """Book the refund of a part of a captured payment.

    The seller gives back exactly the refunded part of the price: to the subsidy's payer its
    proportion, rounded down to the fen, and the rest to the shopper.
    Surcharge, service fee, goods, and the merchant discount where the contract says so, go back
    in proportion, rounded down; the cost of the rail never does.
    """
    subsidy = part_of(amounts.subsidy, refunded_fen, amounts.sale)
    post(balances, who.seller, who.shoppers, Posting.REFUND, refunded_fen - subsidy)
    if subsidy:
        post(balances, who.seller, who.payer, Posting.REFUND, subsidy)
    surcharge = part_of(amounts.surcharge, refunded_fen, amounts.sale)
    if surcharge:
        post(balances, who.seller, who.shoppers, Posting.REFUND, surcharge)
    if amounts.take:
        take = part_of(amounts.take, refunded_fen, amounts.sale)
        post(balances, who.marketplace, who.seller, Posting.REFUND, take)
    if amounts.goods:
        goods = part_of(amounts.goods, refunded_fen, amounts.sale)
        post(balances, who.suppliers, who.seller, Posting.REFUND, goods)
    if fee_returned and amounts.discount:
        discount = part_of(amounts.discount, refunded_fen, amounts.sale)
        post(balances, who.wallet, who.bearer, Posting.FEE_RETURNED, discount)
        if amounts.acquirer:
            acquirer = part_of(amounts.acquirer, refunded_fen, amounts.sale)
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
