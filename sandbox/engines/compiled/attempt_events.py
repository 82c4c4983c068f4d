"""What happens in an attempt when time has passed: at the cashier, with the answer, in the end."""

from sandbox.engines.compiled import rows
from sandbox.engines.compiled.notice_events import await_notice
from sandbox.engines.compiled.request_events import send
from sandbox.engines.compiled.state import Run
from sandbox.model import attempt
from sandbox.model.waits import ANSWER, CONFIRMATION, Phase
from sandbox.vocabulary import Outcome

PAID = int(Outcome.PAID)
LEAVE_CASHIER = int(Phase.LEAVE_CASHIER)
HEAR_ANSWER = int(Phase.HEAR_ANSWER)
END_ATTEMPT = int(Phase.END_ATTEMPT)
END_SECOND_CHARGE = int(Phase.END_SECOND_CHARGE)
REACT = int(Phase.REACT)


def begin_attempt(run: Run, row: int) -> int:
    """Begin an attempt on the chosen route: the shopper goes to the cashier."""
    checkout = run.checkouts[row]
    attempt.begin_attempt(run.world, checkout, run.draws, run.record)
    if not checkout.takes_us:
        return LEAVE_CASHIER
    return rows.pause(run, row, checkout.takes_us, CONFIRMATION)


def leave_cashier(run: Run, row: int) -> int:
    """Send the request, unless the attempt failed at the cashier."""
    checkout = run.checkouts[row]
    failure = attempt.leave_cashier(checkout, run.log)
    if failure != PAID:
        checkout.outcome = failure
        return END_ATTEMPT
    if run.world.settings.has_pressure:
        return send(run, row)
    return authorise(run, row)


def authorise(run: Run, row: int) -> int:
    """Send a request where nothing fills up or fails."""
    world, checkout, draws = run.world, run.checkouts[row], run.draws
    checkout.latency_us = attempt.answer_latency_us(world, checkout, draws)
    checkout.outcome = attempt.decide_answer(world, checkout, draws, 0)
    if not checkout.latency_us:
        return HEAR_ANSWER
    return rows.let_pass(run, row, checkout.latency_us, ANSWER.rank, ANSWER.phase)


def hear_answer(run: Run, row: int) -> int:
    """Write down the answer in the event in which it comes."""
    world, checkout = run.world, run.checkouts[row]
    answer = attempt.answer_of(world, checkout, checkout.outcome, checkout.latency_us)
    attempt.note_answer(world, run.record, run.log, checkout.now_us, answer)
    return END_ATTEMPT


def end_attempt(run: Run, row: int) -> int:
    """Count how an attempt ended, and go on."""
    checkout = run.checkouts[row]
    if checkout.charges:
        return END_SECOND_CHARGE
    attempt.end_attempt(run.world, checkout, run.record, run.memory)
    if checkout.outcome != PAID:
        return REACT
    return await_notice(run, row)
