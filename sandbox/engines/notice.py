"""How the merchant learns of a captured payment, and what a shopper does who sees it unpaid.

The wallet notifies the merchant; a lost notification is repeated after the pauses of a schedule.
Whoever waits too long pays again (the second capture is refunded and counted), leaves (the
payment is reversed and the checkout lost), or waits on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.chance import streams
from sandbox.engines.attempt import attempt
from sandbox.engines.attempts import notification_us
from sandbox.engines.calendar import Waiting
from sandbox.engines.story import EventKind
from sandbox.model.counting import DUPLICATE, REVERSAL, count_reversal
from sandbox.vocabulary import Counter, EventRank, Outcome

if TYPE_CHECKING:
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Simulation
    from sandbox.engines.steps import Words

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
PATIENCE = int(EventRank.PATIENCE)


def notice_delay_us(simulation: Simulation, wallet: int, now_us: int, words: Words) -> int:
    """Return the time from capture until the merchant learns of it, µs."""
    delay = notification_us(simulation.world, wallet, words, simulation.tables)
    if simulation.pressure is not None:
        outages, word = simulation.world.outages, words[streams.NOTICE_OUTAGE]
        end = simulation.pressure.outages.blind_until(outages, wallet, now_us, word)
        delay = max(delay, end - now_us)
    return delay


def await_notice(calendar: Calendar, simulation: Simulation, checkout: Checkout) -> Waiting:
    """Wait as long as the shopper does; return `PAID`, or `IMPATIENT` for one who leaves."""
    settings = simulation.world.settings
    words = simulation.draws.notice(checkout.number, checkout.attempts - 1)
    delay = notice_delay_us(simulation, checkout.wallet, calendar.now, words)
    if delay <= settings.unpaid_after_us:
        return PAID
    simulation.record.counters[Counter.SHOWN_UNPAID] += 1
    if simulation.story is not None:
        simulation.tell(checkout.number, EventKind.SHOWN_UNPAID, delay=delay)
    yield calendar.wait(settings.unpaid_after_us, PATIENCE, checkout.number)
    reaction = words[streams.NOTICE_REACTION]
    if reaction < settings.pays_again:
        return (yield from pay_again(calendar, simulation, checkout))
    if reaction < settings.leaves_unpaid:
        undo(simulation, checkout, REVERSAL)
        return IMPATIENT
    return PAID


def pay_again(calendar: Calendar, simulation: Simulation, checkout: Checkout) -> Waiting:
    """Make one more attempt for a purchase that is paid already; the outcome stays `PAID`."""
    first = checkout.funding
    outcome = yield from attempt(calendar, simulation, checkout)
    simulation.record.attempts_ended[outcome] += 1
    checkout.funding = first
    if outcome == PAID:
        undo(simulation, checkout, DUPLICATE)
        if simulation.story is not None:
            simulation.tell(checkout.number, EventKind.CHARGED_TWICE, wallet=checkout.wallet)
    return PAID


def undo(simulation: Simulation, checkout: Checkout, counters: tuple[int, int]) -> None:
    """Count and book a charge of this checkout that is undone."""
    amount = checkout.facts.amount_fen
    count_reversal(simulation.record, simulation.world, checkout.wallet, amount, counters)
