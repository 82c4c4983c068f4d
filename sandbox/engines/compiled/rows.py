"""Rows of checkouts and requests: taken, filled, given back, used again."""

from sandbox.chance import streams
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.compiled import calendar, state
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Shopper, Visit
from sandbox.model.counting import bucket_of
from sandbox.model.decisions import Entities
from sandbox.payments.openness import Circumstances
from sandbox.vocabulary import NOBODY, PaidAfter

FIRST_TRY = int(PaidAfter.FIRST_TRY)
NONE_FREE = -1


def open_checkout(
    run: Run, number: int, moment_us: int, visit: Visit, shopper: Shopper, amount_fen: int
) -> int:
    """Write a checkout that arrives into a free row and return the row."""
    row, of = free_checkout(run), run.checkouts
    of.number[row] = number
    of.arrival_us[row] = moment_us
    of.bucket[row] = bucket_of(run.world, moment_us)
    of.destination[row] = visit.destination
    of.surface[row] = visit.surface
    of.payload[row] = visit.payload
    of.store[row] = visit.store
    of.segment[row] = shopper.segment
    of.tier[row] = shopper.tier
    of.is_new[row] = shopper.is_new
    of.held[row] = shopper.held
    of.favourite[row] = shopper.favourite
    of.order[row] = shopper.order
    of.amount_fen[row] = amount_fen
    of.acceptable[row] = 0
    of.wallet[row] = NOBODY
    of.offer[row] = NOBODY
    of.funding[row] = NOBODY
    of.attempts[row] = 0
    of.wallets[row] = 0
    of.tried_wallets[row] = 0
    of.learner[row] = NOBODY
    of.is_taught[row] = 1
    of.wait_us[row] = 0
    of.leaves_us[row] = NEVER_US
    of.paid_after[row] = FIRST_TRY
    of.charges[row] = 0
    return row


def free_checkout(run: Run) -> int:
    """Take a row for a checkout; where none touches another there is never more than one."""
    if not run.plan.is_coupled:
        return 0
    row = run.clock[state.FREE_CHECKOUT]
    if row == NONE_FREE:
        row = run.clock[state.USED_CHECKOUTS]
        run.clock[state.USED_CHECKOUTS] = row + 1
        return row
    run.clock[state.FREE_CHECKOUT] = run.checkouts.next_free[row]
    return row


def close_checkout(run: Run, row: int) -> None:
    """Give the row of a checkout back; what still refers to it comes too late."""
    if run.plan.is_coupled:
        generation = run.checkouts.generation[row] + 1
        run.checkouts.generation[row] = generation & calendar.GENERATION_MASK
        run.checkouts.next_free[row] = run.clock[state.FREE_CHECKOUT]
        run.clock[state.FREE_CHECKOUT] = row


def free_request(run: Run) -> int:
    """Take a row for a request."""
    row = run.clock[state.FREE_REQUEST]
    if row == NONE_FREE:
        row = run.clock[state.USED_REQUESTS]
        run.clock[state.USED_REQUESTS] = row + 1
        return row
    run.clock[state.FREE_REQUEST] = run.requests.next_free[row]
    return row


def close_request(run: Run, row: int) -> None:
    """Give the row of a request back."""
    generation = run.requests.generation[row] + 1
    run.requests.generation[row] = generation & calendar.GENERATION_MASK
    run.requests.next_free[row] = run.clock[state.FREE_REQUEST]
    run.clock[state.FREE_REQUEST] = row


def facts_of(run: Run, row: int) -> Circumstances:
    """Return what rules may look at."""
    of = run.checkouts
    return Circumstances(
        of.arrival_us[row],
        of.surface[row],
        of.payload[row],
        of.segment[row],
        of.tier[row],
        of.amount_fen[row],
    )


def entities_of(run: Run, row: int) -> Entities:
    """Return what roll-outs are drawn for."""
    of = run.checkouts
    merchant = run.world.destinations.id[of.destination[row]]
    return Entities(of.number[row], streams.store_entity(merchant, of.store[row]))


def cell_of(run: Run, row: int) -> int:
    """Return the (destination × wallet) cell of the checkout's wallet."""
    of = run.checkouts
    return of.destination[row] * run.world.settings.wallets + of.wallet[row]


def route_of(run: Run, row: int) -> int:
    """Return the route that the checkout is on, `NOBODY` before the first."""
    offer = run.checkouts.offer[row]
    return NOBODY if offer == NOBODY else run.world.offers.route[offer]


def let_pass(run: Run, row: int, delay_us: int, order: int, phase: int) -> int:
    """Let time pass for a checkout; return the phase that follows at once, if any.

    Where no checkout can touch another, nothing happens meanwhile and the clock is set.
    """
    if not run.plan.is_coupled:
        run.clock[state.NOW] += delay_us
        return phase
    calendar.push(run, delay_us, order, calendar.what(phase, row, 0))
    return 0
