"""What happens to the money after capture, as `engines.receipt`.

Nothing that a shopper does depends on it, and its amounts are only ever added up: so each is
booked at once, with the moment at which it happens.
"""

from typing import NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines.compiled import draws, state
from sandbox.engines.compiled.state import Run
from sandbox.payments import ledger, settlement
from sandbox.vocabulary import NOBODY, Counter

HELD = int(ledger.Posting.HELD)
RELEASED = int(ledger.Posting.RELEASED)
CONFIRMED_AUTOMATICALLY = int(Counter.CONFIRMED_AUTOMATICALLY)
REFUNDED_BEFORE_RECEIPT = int(Counter.REFUNDED_BEFORE_RECEIPT)


class Deal(NamedTuple):
    """A captured payment whose money still has a way to go; see `engines.receipt.Deal`."""

    checkout: int
    destination: int
    rail: int
    who: ledger.Parties
    paid: ledger.Amounts
    refund_fen: int


def follow(run: Run, deal: Deal) -> None:
    """Clear a captured payment, hold its price where there is an escrow, refund it in time."""
    places = run.world.destinations
    clear(run, deal, run.clock[state.NOW], deal.paid.sale)
    escrow, law = places.escrow[deal.destination], places.refund_after[deal.destination]
    refund_us = 0
    if escrow != NOBODY or law != NOBODY:
        words = draws.receipt_words(run.key, deal.checkout)
        if law != NOBODY and deal.refund_fen:
            refund_us = sample(run.world.laws, law, words[streams.RECEIPT_REFUND], run.tables)
        if escrow != NOBODY:
            hold(run, deal, escrow, refund_us, words[streams.RECEIPT_TIME])
    if deal.refund_fen:
        refund(run, deal, run.clock[state.NOW] + refund_us)


def hold(run: Run, deal: Deal, escrow: int, refund_us: int, word: int) -> None:
    """Hold the price of a purchase; release it at receipt, a refund before that first."""
    balances, seller = run.record.balances, deal.who.seller
    receipt_us = time_to_receipt(run, deal, word)
    ledger.post(balances, seller, escrow, HELD, deal.paid.sale)
    if deal.refund_fen and refund_us < receipt_us:
        run.record.counters[REFUNDED_BEFORE_RECEIPT] += 1
    ledger.post(balances, escrow, seller, RELEASED, deal.paid.sale)


def time_to_receipt(run: Run, deal: Deal, word: int) -> int:
    """Return the time from capture to receipt or automatic confirmation, µs."""
    places = run.world.destinations
    automatic = places.automatic_us[deal.destination]
    receipt_us = sample(run.world.laws, places.receipt[deal.destination], word, run.tables)
    if receipt_us >= automatic:
        run.record.counters[CONFIRMED_AUTOMATICALLY] += 1
        return automatic
    return receipt_us


def refund(run: Run, deal: Deal, when_us: int) -> None:
    """Refund a part of a payment."""
    returned = run.world.destinations.fee_returned[deal.destination]
    ledger.post_refund(run.record.balances, deal.who, deal.paid, deal.refund_fen, returned)
    clear(run, deal, when_us, -deal.refund_fen)


def clear(run: Run, deal: Deal, when_us: int, amount_fen: int) -> None:
    """Add an amount to the positions of both institutions in the window of a moment."""
    world = run.world
    if deal.rail == NOBODY or not world.rails.every_us[deal.rail]:
        return
    window = settlement.window_of(when_us, world.rails.every_us[deal.rail])
    gross = deal.rail * settlement.WINDOWS_MAX + window
    receiver = deal.who.acquirer if deal.who.acquirer != NOBODY else deal.who.seller
    positions = gross * world.settings.accounts
    settlement.move(run.record.positions, positions, deal.who.wallet, receiver, amount_fen)
    run.record.cleared[gross] += abs(amount_fen)
