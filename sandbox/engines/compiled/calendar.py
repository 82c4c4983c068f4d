"""The calendar of the compiled engine: a heap of events, and what happens inside one.

Events are ordered by time, rank, number of the checkout, and order of entry.
Each node has four children, which lie side by side: half the levels of a binary heap.
What an event sets free (a place in a queue, a result for somebody who waits) happens inside it,
first in, first out, before the next event.
"""

from sandbox.engines.compiled import state
from sandbox.engines.compiled.state import Events, Run
from sandbox.model.record import LATEST_US

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
        if not comes_before(time_us, order, events, above):
            break
        move(events, above, place)
        place = above
    put(events, place, time_us, order, sequence, what_happens)


def comes_before(time_us: int, order: int, events: Events, place: int) -> bool:
    """Tell whether the newest event comes before one that was entered earlier."""
    if time_us != events.time_us[place]:
        return time_us < events.time_us[place]
    return order < events.order[place]


def pop(run: Run) -> int:
    """Take out the next event, set the clock to it, and return what happens."""
    clock, events = run.clock, run.events
    clock[state.NOW] = events.time_us[0]
    happens = events.what[0]
    last = clock[state.EVENTS] - 1
    clock[state.EVENTS] = last
    sink(events, last)
    return happens


def sink(events: Events, last: int) -> None:
    """Let the event at the last place take the top, and sink to where it belongs."""
    time_us, order, sequence = events.time_us[last], events.order[last], events.sequence[last]
    place = 0
    while True:
        child = 4 * place + 1
        if child >= last:
            break
        first = child
        for other in range(child + 1, min(child + 4, last)):
            if is_earlier(
                events, other, events.time_us[first], events.order[first], events.sequence[first]
            ):
                first = other
        if not is_earlier(events, first, time_us, order, sequence):
            break
        move(events, first, place)
        place = first
    put(events, place, time_us, order, sequence, events.what[last])


def is_earlier(events: Events, place: int, time_us: int, order: int, sequence: int) -> bool:
    """Tell whether the event at a place comes before another one."""
    if events.time_us[place] != time_us:
        return events.time_us[place] < time_us
    if events.order[place] != order:
        return events.order[place] < order
    return events.sequence[place] < sequence


def move(events: Events, origin: int, place: int) -> None:
    """Copy an event to another place."""
    events.time_us[place] = events.time_us[origin]
    events.order[place] = events.order[origin]
    events.sequence[place] = events.sequence[origin]
    events.what[place] = events.what[origin]


def put(
    events: Events, place: int, time_us: int, order: int, sequence: int, what_happens: int
) -> None:
    """Write an event to a place."""
    events.time_us[place] = time_us
    events.order[place] = order
    events.sequence[place] = sequence
    events.what[place] = what_happens


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
