"""What happens to a checkout when time has passed; what takes no time is the model's."""

from sandbox.engines.compiled import rows, state
from sandbox.engines.compiled.state import Run
from sandbox.model.arrival import arrive
from sandbox.model.ending import finish
from sandbox.model.gate import pass_gate
from sandbox.model.memory import set_out
from sandbox.model.menu import choose_at_menu
from sandbox.model.next_step import next_step, prepare
from sandbox.model.records.trace_row import trace_row
from sandbox.model.route import offers_within_reach, pick_route, refuse_route, turn_to_route
from sandbox.model.waits import BACKOFF, Phase
from sandbox.vocabulary import NOBODY, Outcome, Step

PAID = int(Outcome.PAID)
ROUTE_DOWN = int(Outcome.ROUTE_DOWN)
GIVE_UP = int(Step.GIVE_UP)
TAKE_ROUTE = int(Phase.TAKE_ROUTE)
BEGIN_ATTEMPT = int(Phase.BEGIN_ATTEMPT)
REACT = int(Phase.REACT)
FINISH = int(Phase.FINISH)
THINNED_OUT = -1


def begin(run: Run, number: int, moment_us: int) -> int:
    """Let a checkout arrive, follow its link and choose a wallet.

    Returns its row, or `THINNED_OUT`; its outcome is `PAID` where it goes on to a route.
    """
    world, draws, log = run.world, run.draws, run.log
    row = rows.free_checkout(run)
    checkout = run.checkouts[row]
    checkout.charges = 0
    if not arrive(world, checkout, draws, log, number, moment_us):
        rows.close_checkout(run, row)
        return THINNED_OUT
    outcome = pass_gate(world, checkout, draws, log)
    if outcome == PAID:
        outcome = choose_at_menu(world, checkout, draws, log)
    checkout.outcome = outcome
    return row


def take_route(run: Run, row: int) -> int:
    """Take a route by the merchant's policy, unless the attempt stays on the same one."""
    world, memory, checkout = run.world, run.memory, run.checkouts[row]
    usable = offers_within_reach(world, checkout, memory)
    if not usable:
        refuse_route(world, checkout, run.record, memory)
        checkout.outcome = ROUTE_DOWN
        return REACT
    if checkout.offer == NOBODY:
        clause = pick_route(world, checkout, run.draws, memory, usable)
        turn_to_route(world, checkout, run.log, clause)
    if world.settings.has_memory:
        set_out(world, checkout, memory)
    return BEGIN_ATTEMPT


def react(run: Run, row: int) -> int:
    """Decide what follows a failed attempt, and get ready for it."""
    world, draws, checkout = run.world, run.draws, run.checkouts[row]
    step = next_step(world, checkout, draws, run.memory, run.log)
    if step == GIVE_UP:
        return FINISH
    checkout.outcome = PAID
    backoff = world.settings.backoff_us
    if not backoff:
        prepare(world, checkout, draws, step)
        return TAKE_ROUTE
    if not rows.leaves_within(checkout, backoff):  # else the last try stays the last
        prepare(world, checkout, draws, step)
    return rows.pause(run, row, backoff, BACKOFF)


def end(run: Run, row: int) -> None:
    """Let a checkout end, and leave its row to another one."""
    checkout = run.checkouts[row]
    finish(run.world, checkout, run.draws, run.record, run.log)
    if run.plan.has_fates:
        number = checkout.number
        run.fates[number >> 3] |= (checkout.outcome + 1) << (8 * (number & 7))
    if run.plan.trace_rows:
        write_trace(run, row)
    rows.close_checkout(run, row)


def write_trace(run: Run, row: int) -> None:
    """Add the row of the finished checkout to the trace."""
    line = run.clock[state.TRACED]
    run.clock[state.TRACED] = line + 1
    cells = trace_row(run.world, run.checkouts[row])
    for k in range(len(cells)):
        run.trace[k * run.plan.trace_rows + line] = cells[k]
