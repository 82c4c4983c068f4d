"""One attempt in time, as `engines.attempt`: the cashier, the request, the answer."""

from sandbox.chance import streams
from sandbox.engines import attempts
from sandbox.engines.compiled import answers, calendar, draws, memory, rows, telling
from sandbox.engines.compiled.happenings import Phase
from sandbox.engines.compiled.journey import pause
from sandbox.engines.compiled.notice import await_notice
from sandbox.engines.compiled.request import send
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Visit, Words
from sandbox.model.counting import count_answer, count_attempt
from sandbox.vocabulary import NOBODY, EventRank, Outcome

PAID = int(Outcome.PAID)
REQUEST_SENT = int(EventRank.REQUEST_SENT)
AUTHORISATION_ANSWER = int(EventRank.AUTHORISATION_ANSWER)
LEAVE_CASHIER = int(Phase.LEAVE_CASHIER)
LEAVE_ATTEMPT = int(Phase.LEAVE_ATTEMPT)
HEAR_ANSWER = int(Phase.HEAR_ANSWER)
END_ATTEMPT = int(Phase.END_ATTEMPT)
END_SECOND_CHARGE = int(Phase.END_SECOND_CHARGE)
REACT = int(Phase.REACT)
FINISH = int(Phase.FINISH)


def begin_attempt(run: Run, row: int) -> int:
    """Begin an attempt on the chosen route: the shopper goes to the cashier."""
    world, of = run.world, run.checkouts
    number, wallet, nth = of.number[row], of.wallet[row], of.attempts[row]
    words = draws.attempt_words(run, number, nth)
    of.funding[row] = NOBODY
    of.attempts[row] = nth + 1
    of.on_route[row] += 1
    count_attempt(run.record, world, of.bucket[row], wallet, rows.route_of(run, row))
    passed = attempts.cashier_at(
        world,
        Visit(0, of.destination[row], of.surface[row], of.payload[row], of.store[row]),
        (wallet, of.container[row]),
        of.amount_fen[row],
        (
            draws.agreement_word(run, number, wallet),
            of.biometric[row],
            words[streams.ATTEMPT_CASHIER],
        ),
    )
    of.method[row] = passed.method
    of.failure[row] = passed.failure
    of.takes_us[row] = passed.takes_us
    if not passed.takes_us:
        return LEAVE_CASHIER
    return pause(run, row, passed.takes_us, REQUEST_SENT, (LEAVE_CASHIER, LEAVE_ATTEMPT))


def leave_cashier(run: Run, row: int) -> int:
    """Send the request, unless the attempt failed at the cashier."""
    of = run.checkouts
    told = (of.wallet[row], of.method[row], of.failure[row], of.takes_us[row])
    telling.tell(run, of.number[row], telling.CASHIER, told)
    if of.failure[row] != PAID:
        of.outcome[row] = of.failure[row]
        return END_ATTEMPT
    words = draws.attempt_words(run, of.number[row], of.attempts[row] - 1)
    if run.world.settings.has_pressure:
        return send(run, row, words)
    return authorise(run, row, words)


def authorise(run: Run, row: int, words: Words) -> int:
    """Send a request where nothing fills up or fails."""
    of = run.checkouts
    of.latency_us[row] = answers.latency_of(run, row, words)
    of.outcome[row] = answers.decide(run, row, words, 0)
    if not of.latency_us[row]:
        return HEAR_ANSWER
    order = calendar.order_of(AUTHORISATION_ANSWER, of.number[row])
    return rows.let_pass(run, row, of.latency_us[row], order, HEAR_ANSWER)


def hear_answer(run: Run, row: int) -> int:
    """Write down the answer in the event in which it comes."""
    of = run.checkouts
    wallet, route = of.wallet[row], rows.route_of(run, row)
    place = (of.bucket[row], wallet, route)
    answer, latency = of.outcome[row], of.latency_us[row]
    count_answer(run.record, run.world, place, answer, latency)
    told = (answer, wallet, of.funding[row], latency)
    telling.tell(run, of.number[row], telling.ANSWER, told)
    return END_ATTEMPT


def end_attempt(run: Run, row: int) -> int:
    """Count how an attempt ended, and go on."""
    of = run.checkouts
    outcome = of.outcome[row]
    if of.charges[row]:
        return END_SECOND_CHARGE
    run.record.attempts_ended[outcome] += 1
    if run.world.settings.has_memory:
        memory.teach(run, row, outcome)
    if outcome != PAID:
        return REACT
    if run.world.settings.has_notices:
        return await_notice(run, row)
    return FINISH
