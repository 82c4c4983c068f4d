"""Who owes whom what for one payment: prices, postings and refunds, on paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sandbox.scenario.schema.money_sections import FeeSetting, FlatSchedule, Schedule, Subsidy
from sandbox.scenario.schema.party_sections import Merchant
from sandbox.units import PPM, ppm, round_half_up
from tests.oracles.naive_world import Parties

Ledger = dict[str, dict[str, int]]


def rounded(share: Fraction) -> Fraction:
    """Return a price as parts per million say it."""
    return Fraction(ppm(share), PPM)


def share_at(schedule: Schedule, category: str, volume_fen: int) -> Fraction:
    """Return the share of a schedule: that of the category, else that of the volume so far."""
    if category in schedule.categories:
        return rounded(schedule.categories[category])
    share = schedule.share
    for tier in schedule.tiers:
        if volume_fen >= tier.volume:
            share = tier.share
    return rounded(share)


def price(schedule: Schedule | FlatSchedule, share: Fraction, amount_fen: int) -> int:
    """Return what a schedule asks: its share and fixed part, at least, at most, never too much."""
    fee = round_half_up(amount_fen * share) + schedule.fixed
    fee = max(fee, schedule.min)
    if schedule.cap is not None:
        fee = min(fee, schedule.cap)
    return min(fee, amount_fen)


def discount(subsidy: Subsidy | None, amount_fen: int) -> int:
    """Return how much somebody else pays for the shopper."""
    if subsidy is None:
        return 0
    fen = round_half_up(amount_fen * rounded(subsidy.share)) + subsidy.fixed
    if subsidy.cap is not None:
        fen = min(fen, subsidy.cap)
    return min(fen, amount_fen)


@dataclass(frozen=True)
class Terms:
    """What the fee rules say about one payment: each aspect as the last rule set it."""

    schedule: Schedule
    cut: Fraction
    subsidy: Subsidy | None
    surcharge: Fraction
    borne_by: str


def terms(schedule: Schedule, merchant: Merchant, settings: Sequence[FeeSetting]) -> Terms:
    """Return the terms that remain after all fee rules that match, the strongest last."""
    cut, surcharge = Fraction(0), Fraction(0)
    subsidy: Subsidy | None = None
    borne_by: str = merchant.fee_borne_by
    for setting in settings:
        parts = {
            name: getattr(setting, name)
            for name in ("share", "fixed", "min", "cap", "tiers")
            if getattr(setting, name) is not None
        }
        schedule = Schedule().model_copy(update=parts) if parts else schedule
        cut = cut if setting.cut is None else setting.cut
        subsidy = subsidy if setting.subsidy is None else setting.subsidy
        surcharge = surcharge if setting.surcharge is None else setting.surcharge
        borne_by = borne_by if setting.borne_by is None else setting.borne_by
    return Terms(schedule, cut, subsidy, surcharge, borne_by)


@dataclass(frozen=True)
class Sale:
    """One captured payment, everything in fen.

    Attributes
    ----------
    merchant
        Where it was bought.
    wallet, acquirer, rail
        Who carried the money.
    amount, subsidy, surcharge, fee, acquirer_part, rail_fee
        Money.
    borne_by
        Who pays the fee.
    subsidy_payer
        Who pays the subsidy.
    returned
        What of the amount is refunded later.
    """

    merchant: str
    wallet: str
    acquirer: str
    rail: str
    amount: int
    subsidy: int
    surcharge: int
    fee: int
    acquirer_part: int
    rail_fee: int
    borne_by: str
    subsidy_payer: str
    returned: int


class Books:
    """The naive ledger: account → kind → fen, every posting taken from one and given to another."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.accounts: defaultdict[str, defaultdict[str, int]] = defaultdict(
            lambda: defaultdict(int)
        )

    def post(self, giver: str, taker: str, kind: str, fen: int) -> None:
        """Move money."""
        if fen:
            self.accounts[giver][kind] -= fen
            self.accounts[taker][kind] += fen

    def plain(self) -> Ledger:
        """Return the balances that are not zero."""
        kept = {
            account: {kind: fen for kind, fen in kinds.items() if fen}
            for account, kinds in self.accounts.items()
        }
        return {account: kinds for account, kinds in kept.items() if kinds}

    def seller_of(self, merchant: str) -> str:
        """Return the account that sells."""
        is_marketplace = self.parties.document.merchants[merchant].marketplace
        return f"{merchant}.stores" if is_marketplace else merchant

    def market_of(self, merchant: str) -> str | None:
        """Return the marketplace that a merchant is, or is hosted on."""
        section = self.parties.document.merchants[merchant]
        return section.hosted_on or (merchant if section.marketplace else None)

    def book(self, sale: Sale) -> None:
        """Book a sale and its refund."""
        section = self.parties.document.merchants[sale.merchant]
        seller, market = self.seller_of(sale.merchant), self.market_of(sale.merchant)
        goods = sale.amount - round_half_up(sale.amount * rounded(section.margin))
        take = round_half_up(sale.amount * rounded(section.take)) if market is not None else 0
        bearer = {"store": seller, "marketplace": market or seller, "shopper": "shoppers"}
        moves = [
            ("shoppers", seller, "sale", sale.amount - sale.subsidy),
            (sale.subsidy_payer, seller, "subsidy", sale.subsidy),
            ("shoppers", seller, "surcharge", sale.surcharge),
            (seller, market or seller, "take", take),
            (seller, "suppliers", "goods", goods),
        ]
        fees = [
            (bearer[sale.borne_by], sale.wallet, "merchant_discount", sale.fee),
            (sale.wallet, sale.acquirer, "acquirer_share", sale.acquirer_part),
        ]
        for move in [*moves, *fees]:
            self.post(*move)
        self.post(sale.wallet, sale.rail, "rail_cost", sale.rail_fee)
        for giver, taker, kind, fen in moves:
            back = fen * sale.returned // sale.amount
            if kind == "sale":
                back = sale.returned - sale.subsidy * sale.returned // sale.amount
            self.post(taker, giver, "refund", back)
        for giver, taker, _, fen in fees if section.refunds.fee_returned else []:
            self.post(taker, giver, "fee_returned", fen * sale.returned // sale.amount)
