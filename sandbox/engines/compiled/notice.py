"""How the merchant learns of a captured payment, as `engines.notice`."""

from sandbox.chance import streams
from sandbox.engines.attempts import notification_us
from sandbox.engines.compiled import calendar, draws, outages, rows, state, telling
from sandbox.engines.compiled.happenings import Phase
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Words
from sandbox.model.counting import DUPLICATE, REVERSAL, count_reversal
from sandbox.vocabulary import Counter, EventRank, Outcome

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
PATIENCE = int(EventRank.PATIENCE)
SHOWN_UNPAID = int(Counter.SHOWN_UNPAID)
SEE_UNPAID = int(Phase.SEE_UNPAID)
BEGIN_ATTEMPT = int(Phase.BEGIN_ATTEMPT)
FINISH = int(Phase.FINISH)


def notice_delay_us(run: Run, wallet: int, words: Words) -> int:
    """Return the time from capture until the merchant learns of it, µs."""
    delay = notification_us(run.world, wallet, words, run.tables)
    if run.world.settings.has_pressure:
        end = outages.blind_until(run, wallet, words[streams.NOTICE_OUTAGE])
        delay = max(delay, end - run.clock[state.NOW])
    return delay


def await_notice(run: Run, row: int) -> int:
    """Wait as long as the shopper does."""
    of, settings = run.checkouts, run.world.settings
    words = draws.notice_words(run.key, of.number[row], of.attempts[row] - 1)
    delay = notice_delay_us(run, of.wallet[row], words)
    if delay <= settings.unpaid_after_us:
        return FINISH
    run.record.counters[SHOWN_UNPAID] += 1
    telling.tell(run, of.number[row], telling.SHOWN_UNPAID, (delay,))
    order = calendar.order_of(PATIENCE, of.number[row])
    return rows.let_pass(run, row, settings.unpaid_after_us, order, SEE_UNPAID)


def see_unpaid(run: Run, row: int) -> int:
    """Let a shopper who sees a paid purchase unpaid pay again, leave, or wait on."""
    of, settings = run.checkouts, run.world.settings
    words = draws.notice_words(run.key, of.number[row], of.attempts[row] - 1)
    reaction = words[streams.NOTICE_REACTION]
    if reaction < settings.pays_again:
        of.charges[row] = 1
        of.first_funding[row] = of.funding[row]
        return BEGIN_ATTEMPT
    if reaction < settings.leaves_unpaid:
        undo(run, row, REVERSAL)
        of.outcome[row] = IMPATIENT
    return FINISH


def end_second_charge(run: Run, row: int) -> int:
    """End one more attempt for a purchase that is paid already: the second charge is refunded."""
    of = run.checkouts
    outcome = of.outcome[row]
    run.record.attempts_ended[outcome] += 1
    of.funding[row] = of.first_funding[row]
    if outcome == PAID:
        undo(run, row, DUPLICATE)
        telling.tell(run, of.number[row], telling.CHARGED_TWICE, (of.wallet[row],))
    of.outcome[row] = PAID
    return FINISH


def undo(run: Run, row: int, counters: tuple[int, int]) -> None:
    """Count and book a charge of this checkout that is undone."""
    of = run.checkouts
    count_reversal(run.record, run.world, of.wallet[row], of.amount_fen[row], counters)
