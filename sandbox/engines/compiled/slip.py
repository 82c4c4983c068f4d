"""What is known of a request and the places that it holds, as `engines.slip`."""

from sandbox.engines.checkout import NEVER_US
from sandbox.engines.compiled import calendar, rows, state, telling
from sandbox.engines.compiled.happenings import Happening
from sandbox.engines.compiled.state import Run
from sandbox.model import record as columns
from sandbox.model.counting import (
    REVERSAL,
    count_at_station,
    count_busy,
    count_request,
    count_reversal,
    count_wait,
    saturated,
)
from sandbox.vocabulary import NOBODY, EventRank, Outcome

PAID = int(Outcome.PAID)
OVERLOADED = int(Outcome.OVERLOADED)
PATIENCE = int(EventRank.PATIENCE)
HEAR_RESULT = int(Happening.HEAR_RESULT)
LEAVE_QUEUE = int(Happening.LEAVE_QUEUE)
BE_SERVED = int(Happening.BE_SERVED)
UNKNOWN = -1
WAITS = -2
NO_STATION = -1


def resolve(run: Run, slip: int, result: int) -> None:
    """Tell the checkout a result, unless it has one already."""
    of = run.requests
    if of.is_open[slip]:
        of.is_open[slip] = 0
        of.result[slip] = result
        calendar.inside(run, calendar.what(HEAR_RESULT, slip, of.generation[slip]))


def abandon(run: Run, slip: int) -> None:
    """Give a request up: an approval, come or to come, is reversed."""
    run.requests.is_abandoned[slip] = 1
    if run.requests.is_answered[slip]:
        note_reversal(run, slip)


def note_reversal(run: Run, slip: int) -> None:
    """Count the reversal of an approval that nobody waited for."""
    of = run.requests
    if of.answer[slip] == PAID:
        count_reversal(run.record, run.world, of.wallet[slip], of.amount_fen[slip], REVERSAL)
        telling.tell(run, of.number[slip], telling.REVERSED, (of.wallet[slip],))


def seize(run: Run, request: int, station: int) -> int:
    """Take a place at a station: `PAID`, `OVERLOADED`, or `WAITS` in its queue."""
    of, queues, table = run.requests, run.queues, run.world.stations
    count_at_station(run.record, run.world, station, run.clock[state.NOW])
    of.station[request] = station
    if queues.busy[station] < table.parallel[station]:
        queues.busy[station] += 1
        hold(run, request, station)
        return PAID
    if queues.length[station] >= table.queue[station]:
        return OVERLOADED
    line_up(run, request, station)
    if of.leaves_us[request] < NEVER_US:
        delay = max(0, of.leaves_us[request] - run.clock[state.NOW])
        order = calendar.order_of(PATIENCE, of.number[request])
        leaving = calendar.what(LEAVE_QUEUE, request, of.generation[request])
        calendar.push(run, delay, order, leaving)
    return WAITS


def line_up(run: Run, request: int, station: int) -> None:
    """Join the end of a queue."""
    of, queues = run.requests, run.queues
    of.asked_us[request] = run.clock[state.NOW]
    of.is_waiting[request] = 1
    of.is_granted[request] = 0
    last = queues.last[station]
    of.earlier[request] = last
    of.later[request] = NOBODY
    if last == NOBODY:
        queues.first[station] = request
    else:
        of.later[last] = request
    queues.last[station] = request
    queues.length[station] += 1


def step_out(run: Run, request: int) -> None:
    """Leave a queue, served or not."""
    of, queues = run.requests, run.queues
    station, before, after = of.station[request], of.earlier[request], of.later[request]
    if before == NOBODY:
        queues.first[station] = after
    else:
        of.later[before] = after
    if after == NOBODY:
        queues.last[station] = before
    else:
        of.earlier[after] = before
    of.is_waiting[request] = 0
    queues.length[station] -= 1


def wake(run: Run, request: int) -> None:
    """Let a request that left a queue go on inside the present event."""
    what = calendar.what(BE_SERVED, request, run.requests.generation[request])
    calendar.inside(run, what)


def leave_queue(run: Run, request: int) -> None:
    """Let a request lose patience, if it still waits."""
    if run.requests.is_waiting[request]:
        step_out(run, request)
        wake(run, request)


def note_place(run: Run, request: int) -> bool:
    """Write down the wait that is over; tell whether a place was handed over."""
    of = run.requests
    station, asked = of.station[request], of.asked_us[request]
    count_wait(run.record, run.world, station, asked, run.clock[state.NOW] - asked)
    if not of.is_granted[request]:
        return False
    hold(run, request, station)
    return True


def hold(run: Run, request: int, station: int) -> None:
    """Write down that a request holds a place, and since when."""
    of, now = run.requests, run.clock[state.NOW]
    held = of.held[request]
    of.held[request] = held + 1
    if held == 0:
        of.held_0[request] = station
        of.since_0[request] = now
    elif held == 1:
        of.held_1[request] = station
        of.since_1[request] = now
    else:
        of.held_2[request] = station
        of.since_2[request] = now


def release(run: Run, request: int) -> None:
    """Free every place that a request holds, in the order in which it took them."""
    of = run.requests
    held = of.held[request]
    of.held[request] = 0
    if held > 0:
        free(run, of.held_0[request], of.since_0[request])
    if held > 1:
        free(run, of.held_1[request], of.since_1[request])
    if held > 2:
        free(run, of.held_2[request], of.since_2[request])


def free(run: Run, station: int, since_us: int) -> None:
    """Hand a place to the first in the queue, or keep it free; write down how long it was held."""
    queues = run.queues
    count_busy(run.record, run.world, station, since_us, run.clock[state.NOW])
    first = queues.first[station]
    if first == NOBODY:
        queues.busy[station] -= 1
        return
    step_out(run, first)
    run.requests.is_granted[first] = 1
    wake(run, first)


def note_wait(run: Run, request: int, failure: int) -> None:
    """Write down how long a request waited, and whether it was refused or given up."""
    of = run.requests
    waited = run.clock[state.NOW] - of.sent_us[request]
    checkout = of.checkout[request]
    if run.checkouts.generation[checkout] == of.checkout_generation[request]:
        waits = run.checkouts.wait_us
        waits[checkout] = saturated(waits[checkout], waited)
    count_request(run.record, run.world, of.sent_us[request], waited, failure)
    if waited:
        bucket = of.bucket[request]
        row = (bucket * run.world.settings.wallets + of.wallet[request]) * columns.WALLET_COLUMNS
        run.record.by_bucket_wallet[row + columns.QUEUED] += 1
        telling.tell(run, of.number[request], telling.WAITED, (waited, failure))


def close_if_done(run: Run, slip: int) -> None:
    """Give the row of a request back once it is served and nobody waits for its result."""
    if run.requests.is_served[slip] and not run.requests.is_wanted[slip]:
        rows.close_request(run, slip)
