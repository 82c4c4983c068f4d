"""The calendar of the compiled engine: a heap of events, and what happens inside one.

Events are ordered by time, rank, number of the checkout, and order of entry.
Each node has four children, which lie side by side: half the levels of a binary heap.
What an event sets free (a place in a queue, a result for somebody who waits) happens inside it,
first in, first out, before the next event.
"""

from sandbox.engines.compiled import state
from sandbox.engines.compiled.slots import Rows
from sandbox.engines.compiled.state import HeapNode, Run
from sandbox.model.records.record import LATEST_US

RANK_SHIFT = 52  # above the 44 bits of a checkout's number
KIND_BITS = 6
ROW_BITS = 28
KIND_MASK = (1 << KIND_BITS) - 1
ROW_MASK = (1 << ROW_BITS) - 1
ROWS_MAX = 1 << ROW_BITS
GENERATION_SHIFT = KIND_BITS + ROW_BITS
GENERATION_MASK = (1 << 28) - 1


def what(kind: int, row: int, generation: int) -> int:
    """Return a kind of event, the row that it concerns and which use of it, as one word."""
    return kind | (row << KIND_BITS) | (generation << GENERATION_SHIFT)


def order_of(rank: int, number: int) -> int:
    """Return the order of simultaneous events."""
    return (rank << RANK_SHIFT) | number


def push(run: Run, delay_us: int, order: int, what_happens: int) -> None:
    """Enter an event after a delay."""
    clock, events = run.clock, run.events
    time_us = min(clock[state.NOW] + delay_us, LATEST_US)
    sequence = clock[state.SEQUENCE]
    clock[state.SEQUENCE] = sequence + 1
    place = clock[state.EVENTS]
    clock[state.EVENTS] = place + 1
    while place > 0:
        above = (place - 1) >> 2
        if not comes_before(time_us, order, events[above]):
            break
        move(events, above, place)
        place = above
    put(events[place], time_us, order, sequence, what_happens)


def comes_before(time_us: int, order: int, event: HeapNode) -> bool:
    """Tell whether the newest event comes before one that was entered earlier."""
    if time_us != event.time_us:
        return time_us < event.time_us
    return order < event.order


def pop(run: Run) -> int:
    """Take out the next event, set the clock to it, and return what happens."""
    clock, events = run.clock, run.events
    clock[state.NOW] = events[0].time_us
    happens = events[0].what
    last = clock[state.EVENTS] - 1
    clock[state.EVENTS] = last
    sink(events, last)
    return happens


def sink(events: Rows[HeapNode], last: int) -> None:
    """Let the event at the last place take the top, and sink to where it belongs."""
    moved = events[last]
    time_us, order, sequence = moved.time_us, moved.order, moved.sequence
    place = 0
    while True:
        child = 4 * place + 1
        if child >= last:
            break
        first = child
        for other in range(child + 1, min(child + 4, last)):
            best = events[first]
            if is_earlier(events[other], best.time_us, best.order, best.sequence):
                first = other
        if not is_earlier(events[first], time_us, order, sequence):
            break
        move(events, first, place)
        place = first
    put(events[place], time_us, order, sequence, moved.what)


def is_earlier(event: HeapNode, time_us: int, order: int, sequence: int) -> bool:
    """Tell whether an event comes before another one."""
    if event.time_us != time_us:
        return event.time_us < time_us
    if event.order != order:
        return event.order < order
    return event.sequence < sequence


def move(events: Rows[HeapNode], origin: int, place: int) -> None:
    """Copy an event to another place."""
    event = events[origin]
    put(events[place], event.time_us, event.order, event.sequence, event.what)


def put(event: HeapNode, time_us: int, order: int, sequence: int, what_happens: int) -> None:
    """Write an event."""
    event.time_us = time_us
    event.order = order
    event.sequence = sequence
    event.what = what_happens


def inside(run: Run, what_happens: int) -> None:
    """Let something happen inside the present event, after what is already to happen there."""
    last = run.clock[state.INSIDE_LAST]
    run.inside[last & (len(run.inside) - 1)] = what_happens  # a power of two
    run.clock[state.INSIDE_LAST] = last + 1


def next_inside(run: Run) -> int:
    """Return what happens next inside the present event, -1 for nothing."""
    first = run.clock[state.INSIDE_FIRST]
    if first == run.clock[state.INSIDE_LAST]:
        return -1
    run.clock[state.INSIDE_FIRST] = first + 1
    return run.inside[first & (len(run.inside) - 1)]
