"""What follows a capture: the notice to the merchant, receipt, escrow, refund, clearing."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.units import threshold
from sandbox.vocabulary import Counter, EntityKind, Purpose
from tests.oracles.naive_money import Books, Sale
from tests.oracles.naive_outages import Names
from tests.oracles.naive_payment import Attempt, value
from tests.oracles.timed_attempt import Town

# Rail → window → institution → fen.
Positions = dict[str, dict[int, dict[str, int]]]
LAST_WINDOW = 63


def notice_word(town: Town, attempt: Attempt, lane: int) -> int:
    """Return a word about the notice of a capture."""
    number = attempt.visit.number
    return town.draws.word(
        EntityKind.CHECKOUT, Purpose.NOTICE, number, lane, attempt=attempt.number
    )


def heard_us(town: Town, attempt: Attempt) -> int | None:
    """Return when the merchant learns of a capture of this moment; none for never."""
    heard = town.now
    notifications = town.parties.wallet(attempt.wallet).notifications
    if notifications is not None:
        sendings = [town.now]
        for pause in notifications.pauses_us:
            sendings.append(sendings[-1] + pause)
        # One word decides how many in a row are lost.
        word = notice_word(town, attempt, 1)
        lost = 0
        while lost < len(sendings) and word < threshold(notifications.lost ** (lost + 1)):
            lost += 1
        if lost == len(sendings) and not town.readings.last_notice_can_be_lost:
            lost -= 1
        if lost == len(sendings):
            return None
        delay = value(notifications.delay, notice_word(town, attempt, 0), town.sample)
        heard = sendings[lost] + delay
    for trouble in town.outages.at(town.now, Names(attempt.wallet)):
        if notice_word(town, attempt, 3) < threshold(trouble.outage.unnotified):
            heard = max(heard, trouble.until_us)
    return heard


def reaction_of(town: Town, attempt: Attempt) -> str:
    """Return what a shopper does who is shown an unpaid order for too long."""
    unpaid = town.parties.document.unpaid
    word = notice_word(town, attempt, 2)
    if word < threshold(unpaid.pays_again):
        return "pays_again"
    if word < threshold(unpaid.pays_again) + threshold(unpaid.leaves):
        return "leaves"
    return ""


@dataclass
class Purchase:
    """A purchase that was captured at this moment."""

    town: Town
    number: int
    sale: Sale
    books: Books

    def word(self, lane: int) -> int:
        """Return a word about receipt or refund."""
        return self.town.draws.word(EntityKind.CHECKOUT, Purpose.RECEIPT, self.number, lane)

    def follow(self, positions: Positions) -> None:
        """Follow the purchase to its end."""
        town, sale = self.town, self.sale
        merchant = town.parties.document.merchants[sale.merchant]
        refund_after = 0
        if merchant.refunds.after is not None:
            refund_after = value(merchant.refunds.after, self.word(1), town.sample)
        self.clear(positions, town.now, sale.amount)
        if sale.returned:
            self.clear(positions, town.now + refund_after, -sale.returned)
        if merchant.escrow is not None:
            received = value(merchant.escrow.receipt, self.word(0), town.sample)
            is_early = bool(sale.returned) and refund_after < min(
                received, merchant.escrow.automatic
            )
            is_all = sale.returned == sale.amount
            if is_early:
                town.count(Counter.REFUNDED_BEFORE_RECEIPT)
            if received >= merchant.escrow.automatic and not (is_early and is_all):
                town.count(Counter.CONFIRMED_AUTOMATICALLY)
            self.hold()

    def hold(self) -> None:
        """Hold the price and release it, to the fen."""
        seller, escrow = self.books.seller_of(self.sale.merchant), f"{self.sale.merchant}.escrow"
        price = self.sale.amount
        self.books.post(seller, escrow, "held", price)
        self.books.post(escrow, seller, "released", price)

    def clear(self, positions: Positions, moment_us: int, fen: int) -> None:
        """Move the positions of two institutions in the window of a moment."""
        rails = self.town.parties.document.rails
        section = rails.get(self.sale.rail)
        if section is None or section.settlement is None:
            return
        window = min(moment_us // section.settlement.every, LAST_WINDOW)
        table = positions.setdefault(self.sale.rail, {}).setdefault(window, {})
        receiver = self.sale.acquirer or self.books.seller_of(self.sale.merchant)
        for name, much in ((self.sale.wallet, -fen), (receiver, fen)):
            table[name] = table.get(name, 0) + much
