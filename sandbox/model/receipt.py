"""What happens to the money after capture: clearing, escrow until receipt, refunds.

A marketplace with an escrow holds the price until the shopper confirms receipt, or until the
automatic confirmation; a refund before receipt is paid from the escrow.
Nothing that a shopper does depends on it, and its amounts are only ever added up: so each is
booked at once, with the moment at which it happens. What is held is released in the end, so an
escrow ends at zero.
"""

from typing import Final, NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.model import draws as drawn
from sandbox.model.draws import Draws
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.payments import ledger, settlement
from sandbox.vocabulary import NOBODY, Counter

HELD: Final = int(ledger.Posting.HELD)
RELEASED: Final = int(ledger.Posting.RELEASED)


class Deal(NamedTuple):
    """A captured payment whose money still has a way to go.

    Attributes
    ----------
    checkout, captured_us
        Number of the checkout; moment of the capture.
    destination, rail
        Indices.
    parties, amounts
        Accounts and amounts of the capture.
    refund_fen
        Part that is refunded later.
    """

    checkout: int
    captured_us: int
    destination: int
    rail: int
    parties: ledger.Parties
    amounts: ledger.Amounts
    refund_fen: int


def follow(world: World, draws: Draws, record: Record, deal: Deal) -> None:
    """Clear a captured payment, hold its price where there is an escrow, refund it in time."""
    places, now_us = world.destinations, deal.captured_us
    clear(world, record, deal, now_us, deal.amounts.sale)
    escrow, law = places.escrow[deal.destination], places.refund_after[deal.destination]
    refund_us = 0
    if escrow != NOBODY or law != NOBODY:
        words = drawn.receipt_words(draws, deal.checkout)
        if law != NOBODY and deal.refund_fen:
            refund_us = sample(world.laws, law, words[streams.RECEIPT_REFUND], draws.tables)
        if escrow != NOBODY:
            law, automatic_us = (
                places.receipt[deal.destination],
                places.automatic_us[deal.destination],
            )
            receipt_us = sample(world.laws, law, words[streams.RECEIPT_TIME], draws.tables)
            refunded_before = deal.refund_fen != 0 and refund_us < min(receipt_us, automatic_us)
            hold(record, deal, escrow, refunded_before)
            # What was refunded whole, nobody confirms.
            if receipt_us >= automatic_us and not (refunded_before and is_whole(deal)):
                record.counters[Counter.CONFIRMED_AUTOMATICALLY] += 1
    if deal.refund_fen:
        refund(world, record, deal, now_us + refund_us)


def is_whole(deal: Deal) -> bool:
    """Tell whether the whole price is refunded."""
    return deal.refund_fen == deal.amounts.sale


def hold(record: Record, deal: Deal, escrow: int, is_refunded_before: bool) -> None:  # noqa: FBT001 -- compiled
    """Hold the price of a purchase and release it, what is refunded before receipt included."""
    balances, seller = record.balances, deal.parties.seller
    ledger.post(balances, seller, escrow, HELD, deal.amounts.sale)
    if is_refunded_before:
        record.counters[Counter.REFUNDED_BEFORE_RECEIPT] += 1
    ledger.post(balances, escrow, seller, RELEASED, deal.amounts.sale)


def refund(world: World, record: Record, deal: Deal, when_us: int) -> None:
    """Refund a part of a payment."""
    returned = world.destinations.fee_returned[deal.destination]
    ledger.post_refund(record.balances, deal.parties, deal.amounts, deal.refund_fen, returned)
    clear(world, record, deal, when_us, -deal.refund_fen)


def clear(world: World, record: Record, deal: Deal, when_us: int, amount_fen: int) -> None:
    """Add an amount to the positions of both institutions in the window of a moment."""
    if deal.rail == NOBODY or not world.rails.every_us[deal.rail]:
        return
    window = settlement.window_of(when_us, world.rails.every_us[deal.rail])
    gross = deal.rail * settlement.WINDOWS_MAX + window
    parties = deal.parties
    receiver = parties.acquirer if parties.acquirer != NOBODY else parties.seller
    positions = gross * world.settings.accounts
    settlement.move(record.positions, positions, parties.wallet, receiver, amount_fen)
    record.cleared[gross] += abs(amount_fen)
