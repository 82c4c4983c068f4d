"""How the merchant learns of a captured payment, and what a shopper does who sees it unpaid.

The wallet notifies the merchant; a lost notification is repeated after the pauses of a schedule.
Whoever waits too long pays again (the second capture is refunded and counted), leaves (the
payment is reversed and the checkout lost), or waits on.
"""

from enum import IntEnum
from typing import Final

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.chance.streams import Words
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.outages import OutageWindows, blind_until
from sandbox.model.records.counting import count_duplicate, count_reversal
from sandbox.model.records.event_log import CHARGED_TWICE, SHOWN_UNPAID, EventLog, log_event
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.vocabulary import NOBODY, Counter, Outcome

PAID: Final = int(Outcome.PAID)


class Reaction(IntEnum):
    """What a shopper does who sees a paid purchase unpaid."""

    WAITS_ON = 0
    PAYS_AGAIN = 1
    LEAVES = 2


WAITS_ON, PAYS_AGAIN, LEAVES = (int(reaction) for reaction in Reaction)
NONE: Final = -1  # nothing to react to: the merchant learns of the capture in time


def notice_delay_us(world: World, checkout: Checkout, draws: Draws, windows: OutageWindows) -> int:
    """Return the time from capture until the merchant learns of it."""
    words = draws_of_notice(checkout, draws)
    delay = notification_us(world, draws, checkout.wallet, words)
    if world.settings.has_pressure:
        word, now_us = words[streams.NOTICE_OUTAGE], checkout.now_us
        end = blind_until(world.outages, windows, checkout.wallet, word, now_us)
        delay = max(delay, end - now_us)
    return delay


def notification_us(world: World, draws: Draws, wallet: int, words: Words) -> int:
    """Return the time from capture to the first notification that arrives.

    Parameters
    ----------
    words
        Notice block of the attempt.
    """
    notices = world.notices
    if notices.law[wallet] == NOBODY:
        return 0
    delay = sample(world.laws, notices.law[wallet], words[streams.NOTICE_DELAY], draws.tables)
    lost, row = notices.lost[wallet], notices.pause_start[wallet]
    reached = lost
    # One word decides how many notifications in a row are lost.
    while words[streams.NOTICE_LOST] < reached and row < notices.pause_start[wallet + 1]:
        delay += notices.pause_us[row]
        row += 1
        # Halves, because the product of two whole words does not fit a compiled integer.
        reached = ((reached >> 1) * (lost >> 1)) >> 30
    return delay


def reaction_to_come(
    world: World,
    checkout: Checkout,
    draws: Draws,
    windows: OutageWindows,
    record: Record,
    log: EventLog,
) -> int:
    """Return the `Reaction` of a shopper who will see the purchase unpaid, counted; else `NONE`."""
    if not world.settings.has_notices:
        return NONE
    delay = notice_delay_us(world, checkout, draws, windows)
    if delay <= world.settings.unpaid_after_us:
        return NONE
    record.counters[Counter.SHOWN_UNPAID] += 1
    log_event(log, checkout.number, checkout.now_us, SHOWN_UNPAID, (delay,))
    return reaction_of(world, checkout, draws)


def reaction_of(world: World, checkout: Checkout, draws: Draws) -> int:
    """Return the `Reaction` of a shopper who sees the purchase unpaid.

    Whoever would pay again waits on where the checkout may make no more attempts.
    """
    words, settings = draws_of_notice(checkout, draws), world.settings
    if words[streams.NOTICE_REACTION] < settings.pays_again:
        return PAYS_AGAIN if checkout.attempts < settings.attempts_max else WAITS_ON
    if words[streams.NOTICE_REACTION] < settings.leaves_unpaid:
        return LEAVES
    return WAITS_ON


def draws_of_notice(checkout: Checkout, draws: Draws) -> Words:
    """Return the notice block of the checkout's last attempt."""
    return drawn.notice_words(draws, checkout.number, checkout.attempts - 1)


def reverse_unpaid(world: World, checkout: Checkout, record: Record) -> None:
    """Reverse the payment of a shopper who left because it looked unpaid."""
    count_reversal(record, world, checkout.wallet, checkout.amount_fen)


def end_second_charge(
    world: World, checkout: Checkout, record: Record, log: EventLog, first_funding: int
) -> None:
    """End one more attempt for a purchase that is paid already; its charge is refunded."""
    outcome = checkout.outcome
    record.attempts_ended[outcome] += 1
    checkout.funding = first_funding
    if outcome == PAID:
        count_duplicate(record, world, checkout.wallet, checkout.amount_fen)
        log_event(log, checkout.number, checkout.now_us, CHARGED_TWICE, (checkout.wallet,))
    checkout.outcome = PAID
