"""The capture of an approved payment: what it books, and what becomes of the money."""

from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.memory import Memory
from sandbox.model.pricing import Terms, amounts_of, parties_of, refunded_fen, terms_of
from sandbox.model.receipt import Deal, follow
from sandbox.model.records.event_log import CAPTURED, EventLog, log_event
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.payments import ledger


def capture(
    world: World, checkout: Checkout, draws: Draws, record: Record, memory: Memory, log: EventLog
) -> None:
    """Book a payment that is captured now, and what becomes of it later."""
    checkout.captured_us = checkout.now_us
    place, amount = checkout.destination, checkout.amount_fen
    terms = terms_of(world, checkout, draws)
    refund = refunded_fen(world, checkout, draws)
    parties = parties_of(world, checkout, terms)
    amounts = amounts_of(world, checkout, terms, memory.volumes[place])
    ledger.post_capture(record.balances, parties, amounts)
    if refund or world.settings.has_clearing:
        rail, now_us = world.fundings.rail[checkout.funding], checkout.now_us
        deal = Deal(checkout.number, now_us, place, rail, parties, amounts, refund)
        follow(world, draws, record, deal)
    memory.volumes[place] += amount
    record.fees_by_bucket[checkout.bucket] += amounts.discount
    checkout.discount_fen = amounts.discount
    checkout.subsidy_fen = amounts.subsidy
    checkout.surcharge_fen = amounts.surcharge
    checkout.refunded_fen = refund
    log_capture(checkout, log, amounts, terms)


def log_capture(checkout: Checkout, log: EventLog, amounts: ledger.Amounts, terms: Terms) -> None:
    """Write down what a captured payment moves."""
    facts = (
        amounts.sale,
        amounts.subsidy,
        amounts.surcharge,
        amounts.discount,
        amounts.acquirer,
        amounts.rail,
        amounts.take,
        amounts.goods,
        checkout.refunded_fen,
        terms.bearer,
    )
    log_event(log, checkout.number, checkout.now_us, CAPTURED, facts)
