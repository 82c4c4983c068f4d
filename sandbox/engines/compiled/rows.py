"""Rows of checkouts and requests: taken, given back, used again; how time passes for one."""

from sandbox.engines.compiled import event_heap, state
from sandbox.engines.compiled.state import Run
from sandbox.model.checkout import Checkout
from sandbox.model.waits import Wait
from sandbox.vocabulary import EventRank

NONE_FREE = -1
PATIENCE = int(EventRank.PATIENCE)


def free_checkout(run: Run) -> int:
    """Take a row for a checkout; where none touches another there is never more than one."""
    if not run.plan.is_coupled:
        return 0
    row = run.clock[state.FREE_CHECKOUT]
    if row == NONE_FREE:
        row = run.clock[state.USED_CHECKOUTS]
        run.clock[state.USED_CHECKOUTS] = row + 1
        return row
    run.clock[state.FREE_CHECKOUT] = run.checkouts[row].next_free
    return row


def close_checkout(run: Run, row: int) -> None:
    """Give the row of a checkout back; what still refers to it comes too late."""
    if run.plan.is_coupled:
        checkout = run.checkouts[row]
        checkout.generation = (checkout.generation + 1) & event_heap.GENERATION_MASK
        checkout.next_free = run.clock[state.FREE_CHECKOUT]
        run.clock[state.FREE_CHECKOUT] = row


def free_request(run: Run) -> int:
    """Take a row for a request."""
    row = run.clock[state.FREE_REQUEST]
    if row == NONE_FREE:
        row = run.clock[state.USED_REQUESTS]
        run.clock[state.USED_REQUESTS] = row + 1
        return row
    run.clock[state.FREE_REQUEST] = run.requests[row].next_free
    return row


def close_request(run: Run, row: int) -> None:
    """Give the row of a request back."""
    request = run.requests[row]
    request.generation = (request.generation + 1) & event_heap.GENERATION_MASK
    request.next_free = run.clock[state.FREE_REQUEST]
    run.clock[state.FREE_REQUEST] = row


def let_pass(run: Run, row: int, delay_us: int, rank: int, phase: int) -> int:
    """Let time pass for a checkout; return the phase that follows at once, if any.

    Where no checkout can touch another, nothing happens meanwhile and the clock is set.
    """
    if not run.plan.is_coupled:
        run.checkouts[row].now_us += delay_us
        return phase
    order = event_heap.order_of(rank, run.checkouts[row].number)
    event_heap.push(run, delay_us, order, event_heap.what(phase, row, 0))
    return 0


def pause(run: Run, row: int, delay_us: int, wait: Wait) -> int:
    """Let time pass; which phase follows depends on whether the shopper leaves meanwhile."""
    checkout = run.checkouts[row]
    if leaves_within(checkout, delay_us):
        left_us = max(0, checkout.leaves_us - checkout.now_us)
        return let_pass(run, row, left_us, PATIENCE, wait.phase_on_leaving)
    return let_pass(run, row, delay_us, wait.rank, wait.phase)


def leaves_within(checkout: Checkout, delay_us: int) -> bool:
    """Tell whether the shopper's patience ends within a time from now."""
    return checkout.leaves_us <= checkout.now_us + delay_us


def enter(run: Run, row: int, delay_us: int, rank: int, kind: int) -> None:
    """Enter what will happen to a request after a delay."""
    request = run.requests[row]
    order = event_heap.order_of(rank, request.number)
    event_heap.push(run, delay_us, order, event_heap.what(kind, row, request.generation))


def enter_inside(run: Run, row: int, kind: int) -> None:
    """Let something happen to a request inside the present event."""
    event_heap.inside(run, event_heap.what(kind, row, run.requests[row].generation))
