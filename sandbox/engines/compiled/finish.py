"""How a checkout ends: what it books, counts and leaves in the trace, as in `engines.journey`."""

from sandbox.chance import streams
from sandbox.engines import settling
from sandbox.engines.compiled import draws, rows, state, telling
from sandbox.engines.compiled.receipt import Deal, follow
from sandbox.engines.compiled.state import Run
from sandbox.model.counting import Ending, count_ending
from sandbox.payments import ledger
from sandbox.vocabulary import NOBODY, Outcome

PAID = int(Outcome.PAID)
OPENED = int(Outcome.OPENED)
NOTHING = ledger.Amounts(0, 0, 0, 0, 0, 0, 0, 0)


def finish(run: Run, row: int) -> None:
    """Settle a paid checkout and write down how it ended."""
    world, of = run.world, run.checkouts
    outcome = of.outcome[row]
    amounts, refund, elsewhere = NOTHING, 0, 0
    if outcome == PAID:
        amounts, refund = capture(run, row)
    elif outcome != OPENED and not world.destinations.is_service[of.destination[row]]:
        words = draws.aftermath_words(run, of.number[row])
        if words[streams.AFTERMATH_GOES_ELSEWHERE] < world.settings.goes_elsewhere:
            elsewhere = 1
    count_ending(run.record, world, ending_of(run, row, refund, elsewhere))
    told = (outcome, elsewhere, of.paid_after[row])
    telling.tell(run, of.number[row], telling.ENDED, told)
    if run.plan.has_fates:
        number = of.number[row]
        run.fates[number >> 3] |= (outcome + 1) << (8 * (number & 7))
    if run.plan.is_traced:
        write_trace(run, row, amounts, refund, elsewhere)
    rows.close_checkout(run, row)


def ending_of(run: Run, row: int, refund_fen: int, elsewhere: int) -> Ending:
    """Return what is counted of the finished checkout."""
    of = run.checkouts
    return Ending(
        of.arrival_us[row],
        run.clock[state.NOW],
        of.bucket[row],
        of.destination[row],
        of.surface[row],
        of.segment[row],
        of.tier[row],
        of.is_new[row],
        of.favourite[row],
        of.wallet[row],
        of.amount_fen[row],
        refund_fen,
        of.attempts[row],
        of.paid_after[row],
        of.outcome[row],
        elsewhere,
    )


def capture(run: Run, row: int) -> tuple[ledger.Amounts, int]:
    """Book a captured payment; return its amounts and what will be refunded."""
    world, of, record = run.world, run.checkouts, run.record
    place, amount = of.destination[row], of.amount_fen[row]
    payment = settling.Payment(
        place, of.wallet[row], of.offer[row], of.funding[row], amount, run.volumes[place]
    )
    facts, entities = rows.facts_of(run, row), rows.entities_of(run, row)
    terms = settling.terms_at(world, run.key, rows.cell_of(run, row), facts, entities)
    words = draws.aftermath_words(run, of.number[row])
    refund = settling.refunded_fen(
        world,
        payment,
        words[streams.AFTERMATH_REFUNDED],
        words[streams.AFTERMATH_REFUND_SIZE],
    )
    who = settling.parties_of(world, payment, terms)
    amounts = settling.amounts_of(world, payment, terms)
    ledger.post_capture(record.balances, who, amounts)
    if refund or world.settings.has_clearing:
        rail = world.fundings.rail[payment.funding]
        follow(run, Deal(of.number[row], place, rail, who, amounts, refund))
    run.volumes[place] += amount
    record.fees_by_bucket[of.bucket[row]] += amounts.discount
    telling.tell_capture(run, of.number[row], amounts, (refund, terms.bearer))
    return amounts, refund


def write_trace(
    run: Run, row: int, amounts: ledger.Amounts, refund_fen: int, elsewhere: int
) -> None:
    """Add the row of the finished checkout to the trace."""
    of, trace, line = run.checkouts, run.trace, run.clock[state.TRACED]
    run.clock[state.TRACED] = line + 1
    trace.checkout[line] = of.number[row]
    trace.arrival_us[line] = of.arrival_us[row]
    trace.end_us[line] = run.clock[state.NOW]
    trace.destination[line] = of.destination[row]
    trace.surface[line] = of.surface[row]
    trace.payload[line] = of.payload[row]
    trace.store[line] = of.store[row]
    trace.segment[line] = of.segment[row]
    trace.tier[line] = of.tier[row]
    trace.is_new[line] = of.is_new[row]
    trace.held[line] = of.held[row]
    trace.favourite[line] = of.favourite[row]
    trace.amount_fen[line] = of.amount_fen[row]
    trace.link_state[line] = of.link_state[row]
    trace.container[line] = of.container[row]
    trace.wallet[line] = of.wallet[row]
    trace.route[line] = rows.route_of(run, row)
    trace.funding[line] = of.funding[row]
    trace.attempts[line] = of.attempts[row]
    trace.wait_us[line] = of.wait_us[row]
    trace.outcome[line] = of.outcome[row]
    trace.paid_after[line] = of.paid_after[row] if of.outcome[row] == PAID else NOBODY
    trace.discount_fen[line] = amounts.discount
    trace.subsidy_fen[line] = amounts.subsidy
    trace.surcharge_fen[line] = amounts.surcharge
    trace.refunded_fen[line] = refund_fen
    trace.goes_elsewhere[line] = elsewhere
