"""Places at stations: taken, waited for in a queue, handed over inside the event that frees one."""

from sandbox.engines.compiled import rows, state
from sandbox.engines.compiled.happenings import Happening
from sandbox.engines.compiled.state import Run
from sandbox.model.checkout import NEVER_US
from sandbox.model.records.counting import count_at_station, count_busy, count_wait, saturated
from sandbox.model.request import note_wait
from sandbox.vocabulary import NOBODY, EventRank, Outcome

PAID = int(Outcome.PAID)
OVERLOADED = int(Outcome.OVERLOADED)
PATIENCE = int(EventRank.PATIENCE)
HEAR_RESULT = int(Happening.HEAR_RESULT)
LEAVE_QUEUE = int(Happening.LEAVE_QUEUE)
BE_SERVED = int(Happening.BE_SERVED)
WAITS = -2


def resolve(run: Run, place: int, result: int) -> None:
    """Tell the checkout a result, unless it has one already."""
    request = run.requests[place]
    if request.is_open:
        request.is_open = 0
        request.result = result
        rows.enter_inside(run, place, HEAR_RESULT)


def seize(run: Run, place: int, station: int) -> int:
    """Take a place at a station: `PAID`, `OVERLOADED`, or `WAITS` in its queue."""
    request, queues, table = run.requests[place], run.queues, run.world.stations
    now = run.clock[state.NOW]
    count_at_station(run.record, run.world, station, now)
    request.station = station
    if queues.busy[station] < table.parallel[station]:
        queues.busy[station] += 1
        hold(run, place, station)
        return PAID
    if queues.length[station] >= table.queue[station]:
        return OVERLOADED
    line_up(run, place, station)
    if request.leaves_us < NEVER_US:
        rows.enter(run, place, max(0, request.leaves_us - now), PATIENCE, LEAVE_QUEUE)
    return WAITS


def line_up(run: Run, place: int, station: int) -> None:
    """Join the end of a queue."""
    request, queues = run.requests[place], run.queues
    request.asked_us = run.clock[state.NOW]
    request.is_waiting = 1
    request.is_granted = 0
    last = queues.last[station]
    request.earlier = last
    request.later = NOBODY
    if last == NOBODY:
        queues.first[station] = place
    else:
        run.requests[last].later = place
    queues.last[station] = place
    queues.length[station] += 1


def step_out(run: Run, place: int) -> None:
    """Leave a queue, served or not."""
    request, queues = run.requests[place], run.queues
    station, before, after = request.station, request.earlier, request.later
    if before == NOBODY:
        queues.first[station] = after
    else:
        run.requests[before].later = after
    if after == NOBODY:
        queues.last[station] = before
    else:
        run.requests[after].earlier = before
    request.is_waiting = 0
    queues.length[station] -= 1


def leave_queue(run: Run, place: int) -> None:
    """Let a request lose patience, if it still waits."""
    if run.requests[place].is_waiting:
        step_out(run, place)
        rows.enter_inside(run, place, BE_SERVED)


def is_handed_over(run: Run, place: int) -> bool:
    """Write down the wait that is over; tell whether a place was handed over."""
    request, now = run.requests[place], run.clock[state.NOW]
    count_wait(run.record, run.world, request.station, request.asked_us, now - request.asked_us)
    if not request.is_granted:
        return False
    hold(run, place, request.station)
    return True


def hold(run: Run, place: int, station: int) -> None:
    """Write down that a request holds a place, and since when."""
    request, now = run.requests[place], run.clock[state.NOW]
    held = request.held
    request.held = held + 1
    if held == 0:
        request.held_0 = station
        request.since_0 = now
    elif held == 1:
        request.held_1 = station
        request.since_1 = now
    else:
        request.held_2 = station
        request.since_2 = now


def release(run: Run, place: int) -> None:
    """Free every place that a request holds, in the order in which it took them."""
    request = run.requests[place]
    held = request.held
    request.held = 0
    if held > 0:
        free(run, request.held_0, request.since_0)
    if held > 1:
        free(run, request.held_1, request.since_1)
    if held > 2:
        free(run, request.held_2, request.since_2)


def free(run: Run, station: int, since_us: int) -> None:
    """Hand a place to the first in the queue, or keep it free; write down how long it was held."""
    queues = run.queues
    count_busy(run.record, run.world, station, since_us, run.clock[state.NOW])
    first = queues.first[station]
    if first == NOBODY:
        queues.busy[station] -= 1
        return
    step_out(run, first)
    run.requests[first].is_granted = 1
    rows.enter_inside(run, first, BE_SERVED)


def end_wait(run: Run, place: int, failure: int) -> None:
    """Write down how long a request waited for its places."""
    request, now = run.requests[place], run.clock[state.NOW]
    waited = note_wait(run.world, request, run.record, run.log, now, failure)
    checkout = run.checkouts[request.checkout]
    if checkout.generation == request.checkout_generation:
        checkout.wait_us = saturated(checkout.wait_us, waited)
