"""What happens to the money after capture: clearing, escrow until receipt, refunds.

A marketplace with an escrow holds the price until the shopper confirms receipt, or until the
automatic confirmation; a refund before receipt is paid from the escrow.
Everything drains after the horizon, so an escrow ends at zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.payments import ledger, settlement
from sandbox.vocabulary import NOBODY, Counter, EventRank

if TYPE_CHECKING:
    from sandbox.engines.journey import Simulation

RECEIPT = int(EventRank.RECEIPT)
HELD = int(ledger.Posting.HELD)
RELEASED = int(ledger.Posting.RELEASED)


class Deal(NamedTuple):
    """A captured payment whose money still has a way to go.

    Attributes
    ----------
    checkout, destination, rail
        Number of the checkout; indices.
    who, paid
        Accounts and amounts of the capture.
    refund_fen
        Part that is refunded later.
    """

    checkout: int
    destination: int
    rail: int
    who: ledger.Parties
    paid: ledger.Amounts
    refund_fen: int


def follow(simulation: Simulation, deal: Deal) -> None:
    """Clear a captured payment, hold its price where there is an escrow, refund it in time."""
    world = simulation.world
    clear(simulation, deal, deal.paid.sale)
    escrow = world.destinations.escrow[deal.destination]
    law = world.destinations.refund_after[deal.destination]
    if escrow == NOBODY and law == NOBODY:
        refund(simulation, deal)
        return
    words = simulation.draws.receipt(deal.checkout)
    refund_us = 0
    if law != NOBODY and deal.refund_fen:
        refund_us = sample(world.laws, law, words[streams.RECEIPT_REFUND], simulation.tables)
    if escrow != NOBODY:
        receipt_us = time_to_receipt(simulation, deal, words[streams.RECEIPT_TIME])
        hold(simulation, deal, escrow, refund_us if deal.refund_fen else receipt_us, receipt_us)
    if deal.refund_fen:
        simulation.clock.later(refund_us, RECEIPT, deal.checkout, lambda: refund(simulation, deal))


def time_to_receipt(simulation: Simulation, deal: Deal, word: int) -> int:
    """Return the time from capture to receipt or automatic confirmation, µs."""
    world = simulation.world
    law = world.destinations.receipt[deal.destination]
    automatic = world.destinations.automatic_us[deal.destination]
    receipt_us = sample(world.laws, law, word, simulation.tables)
    if receipt_us >= automatic:
        simulation.record.counters[Counter.CONFIRMED_AUTOMATICALLY] += 1
        return automatic
    return receipt_us


def hold(simulation: Simulation, deal: Deal, escrow: int, refund_us: int, receipt_us: int) -> None:
    """Hold the price of a purchase; release it at receipt, a refund before that first."""
    balances, seller = simulation.record.balances, deal.who.seller
    ledger.post(balances, seller, escrow, HELD, deal.paid.sale)
    early = deal.refund_fen if refund_us < receipt_us else 0
    if early:
        simulation.record.counters[Counter.REFUNDED_BEFORE_RECEIPT] += 1

        def release_refund() -> None:
            ledger.post(balances, escrow, seller, RELEASED, early)

        simulation.clock.later(refund_us, RECEIPT, deal.checkout, release_refund)

    def release() -> None:
        ledger.post(balances, escrow, seller, RELEASED, deal.paid.sale - early)

    simulation.clock.later(receipt_us, RECEIPT, deal.checkout, release)


def refund(simulation: Simulation, deal: Deal) -> None:
    """Refund a part of a payment, if one is due."""
    if not deal.refund_fen:
        return
    returned = simulation.world.destinations.fee_returned[deal.destination]
    ledger.post_refund(simulation.record.balances, deal.who, deal.paid, deal.refund_fen, returned)
    clear(simulation, deal, -deal.refund_fen)


def clear(simulation: Simulation, deal: Deal, amount_fen: int) -> None:
    """Add an amount to the positions of both institutions in the window of this moment."""
    world = simulation.world
    if deal.rail == NOBODY or not world.rails.every_us[deal.rail]:
        return
    window = settlement.window_of(int(simulation.clock.now), world.rails.every_us[deal.rail])
    row = (deal.rail * settlement.WINDOWS_MAX + window) * world.settings.accounts
    receiver = deal.who.acquirer if deal.who.acquirer != NOBODY else deal.who.seller
    settlement.move(simulation.record.positions, row, deal.who.wallet, receiver, amount_fen)
    gross = deal.rail * settlement.WINDOWS_MAX + window
    simulation.record.cleared[gross] += abs(amount_fen)
