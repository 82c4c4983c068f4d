"""The event loop: arrivals, the calendar, bucket ends, in the order of the model.

Arrivals stay outside the calendar, which holds only what is on its way. Where no checkout can
touch another there is no calendar at all: each is followed to its end, with a clock of its own.
"""

from sandbox.engines.compiled import (
    arrival_blocks,
    block_draws,
    event_heap,
    journey_events,
    notice_events,
    places,
    query_events,
    request_events,
    state,
)
from sandbox.engines.compiled.attempt_events import (
    begin_attempt,
    end_attempt,
    hear_answer,
    leave_cashier,
)
from sandbox.engines.compiled.happenings import Happening, Status
from sandbox.engines.compiled.state import Run
from sandbox.model.draws import DRAWN_TO
from sandbox.model.request import UNKNOWN
from sandbox.model.waits import LAST_PHASE, Phase
from sandbox.vocabulary import NOBODY, EventRank, Outcome

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
TIMED_OUT = int(Outcome.TIMED_OUT)
ARRIVAL = int(EventRank.ARRIVAL)
BUCKET_END = int(EventRank.BUCKET_END)

WAIT = int(Phase.WAIT)
TAKE_ROUTE = int(Phase.TAKE_ROUTE)
BEGIN_ATTEMPT = int(Phase.BEGIN_ATTEMPT)
LEAVE_CASHIER = int(Phase.LEAVE_CASHIER)
HEAR_ANSWER = int(Phase.HEAR_ANSWER)
END_ATTEMPT = int(Phase.END_ATTEMPT)
REACT = int(Phase.REACT)
SEE_UNPAID = int(Phase.SEE_UNPAID)
END_SECOND_CHARGE = int(Phase.END_SECOND_CHARGE)
LEAVE_ATTEMPT = int(Phase.LEAVE_ATTEMPT)
LEAVE_BACKOFF = int(Phase.LEAVE_BACKOFF)
FINISH = int(Phase.FINISH)

SERVE = int(Happening.SERVE)
BE_SERVED = int(Happening.BE_SERVED)
ANSWER = int(Happening.ANSWER)
LEAVE = int(Happening.LEAVE)
TIME_OUT = int(Happening.TIME_OUT)
LEAVE_QUEUE = int(Happening.LEAVE_QUEUE)
LEAVE_INQUIRY = int(Happening.LEAVE_INQUIRY)
END_INQUIRY = int(Happening.END_INQUIRY)
ASK = int(Happening.ASK)
ASK_AGAIN = int(Happening.ASK_AGAIN)
QUERY = int(Happening.QUERY)
QUERY_ANSWER = int(Happening.QUERY_ANSWER)
HEAR_RESULT = int(Happening.HEAR_RESULT)

GOES_ON = int(Status.GOES_ON)
OVER = int(Status.OVER)
IS_FULL = int(Status.IS_FULL)
NEVER = (1 << 63) - 1
SPARE_EVENTS = 16  # more than one happening can enter, now or later
SPARE_ROWS = 4
FATES_IN_WORD = 8
NOTHING = -1


def advance(run: Run, arrivals_max: int) -> int:
    """Simulate until so many more checkouts have arrived, a table is full, or all is over."""
    if run.plan.is_coupled:
        return in_order(run, arrivals_max)
    return one_by_one(run, arrivals_max)


def one_by_one(run: Run, arrivals_max: int) -> int:
    """Follow each checkout to its end before the next one arrives."""
    clock = run.clock
    for _ in range(arrivals_max):
        if run.plan.trace_rows and clock[state.TRACED] == run.plan.trace_rows:
            return IS_FULL
        if run.plan.has_fates and clock[state.NEXT_NUMBER] >= FATES_IN_WORD * len(run.fates):
            return IS_FULL
        moment = next_arrival_us(run)
        if moment == NEVER:
            return OVER
        take_arrival(run, moment)
    return GOES_ON


def in_order(run: Run, arrivals_max: int) -> int:
    """Let everything happen in the order of the model."""
    left = arrivals_max
    while True:
        if is_full(run):
            return IS_FULL
        happens = event_heap.next_inside(run)
        if happens != NOTHING:
            happen(run, happens)
            continue
        kind = next_kind(run)
        if kind == ARRIVAL:
            if left == 0:
                return GOES_ON
            left -= 1
            take_arrival(run, next_arrival_us(run))
        elif kind == BUCKET_END:
            end_bucket(run)
        elif kind == NOTHING:
            return OVER
        else:
            happen(run, event_heap.pop(run))


def is_full(run: Run) -> bool:
    """Tell whether what one happening enters might not find room."""
    clock = run.clock
    if clock[state.EVENTS] + SPARE_EVENTS > len(run.events):
        return True
    inside = clock[state.INSIDE_LAST] - clock[state.INSIDE_FIRST]
    if inside + SPARE_EVENTS > len(run.inside) or token_table_is_full(run):
        return True
    if clock[state.USED_CHECKOUTS] + SPARE_ROWS > len(run.checkouts):
        return True
    if clock[state.USED_REQUESTS] + SPARE_ROWS > len(run.requests):
        return True
    if run.plan.has_fates and clock[state.NEXT_NUMBER] >= FATES_IN_WORD * len(run.fates):
        return True
    rows = run.plan.trace_rows
    return rows > 0 and clock[state.TRACED] + SPARE_ROWS > rows


def token_table_is_full(run: Run) -> bool:
    """Tell whether half of the token buckets are in use: beyond it, they are slow to find."""
    return 2 * run.clock[state.LIMITED] + SPARE_ROWS > len(run.tokens)


def next_kind(run: Run) -> int:
    """Return whether an arrival, a bucket's end, an event (0) or nothing comes next."""
    clock = run.clock
    time_us, order, kind = NEVER, 0, NOTHING
    if clock[state.EVENTS] > 0:
        time_us, order, kind = run.events[0].time_us, run.events[0].order, 0
    moment = next_arrival_us(run)
    if moment < time_us or (
        moment == time_us and moment != NEVER and number_order(run, ARRIVAL) < order
    ):
        time_us, order, kind = moment, number_order(run, ARRIVAL), ARRIVAL
    if run.world.settings.stations > 0 and clock[state.NEXT_BUCKET] < run.world.settings.buckets:
        moment = (clock[state.NEXT_BUCKET] + 1) * run.world.settings.bucket_us
        if moment < time_us or (moment == time_us and event_heap.order_of(BUCKET_END, 0) < order):
            kind = BUCKET_END
    return kind


def number_order(run: Run, rank: int) -> int:
    """Return the order of the next arrival among simultaneous events."""
    return event_heap.order_of(rank, run.clock[state.NEXT_NUMBER])


def next_arrival_us(run: Run) -> int:
    """Return when the next checkout arrives, `NEVER` after the last."""
    clock = run.clock
    if clock[state.NEXT_ARRIVAL] == clock[state.KNOWN_ARRIVALS]:
        arrival_blocks.look_ahead(run)
        if clock[state.NEXT_ARRIVAL] == clock[state.KNOWN_ARRIVALS]:
            return NEVER
    return run.arrivals.moment_us[clock[state.NEXT_ARRIVAL]]


def take_arrival(run: Run, moment_us: int) -> None:
    """Let the next checkout arrive, and go as far as it can."""
    clock = run.clock
    number = clock[state.NEXT_NUMBER]
    clock[state.NEXT_NUMBER] = number + 1
    clock[state.NEXT_ARRIVAL] += 1
    clock[state.NOW] = moment_us
    if run.plan.is_alone and number != run.log.checkout:
        return
    if number >= run.draws.span[DRAWN_TO]:
        block_draws.look_ahead(run.world, run.draws, number)
    row = journey_events.begin(run, number, moment_us)
    if row == journey_events.THINNED_OUT:
        return
    drive(run, row, TAKE_ROUTE if run.checkouts[row].outcome == PAID else FINISH)


def end_bucket(run: Run) -> None:
    """Write down the length of every queue at the end of a time bucket."""
    settings, bucket = run.world.settings, run.clock[state.NEXT_BUCKET]
    run.clock[state.NEXT_BUCKET] = bucket + 1
    run.clock[state.NOW] = (bucket + 1) * settings.bucket_us
    for station in range(settings.stations):
        length = run.queues.length[station]
        run.record.queue_length[bucket * settings.stations + station] = length


def happen(run: Run, what: int) -> None:
    """Let an event happen, unless it comes too late."""
    kind = what & event_heap.KIND_MASK
    row = (what >> event_heap.KIND_BITS) & event_heap.ROW_MASK
    if kind <= LAST_PHASE:
        run.checkouts[row].now_us = run.clock[state.NOW]
        drive(run, row, kind)
    elif run.requests[row].generation == what >> event_heap.GENERATION_SHIFT:
        concern(run, row, kind)


def drive(run: Run, row: int, phase: int) -> None:
    """Let a checkout go on, phase after phase, until it waits or is over."""
    while phase != WAIT:
        if phase == TAKE_ROUTE:
            phase = journey_events.take_route(run, row)
        elif phase == BEGIN_ATTEMPT:
            phase = begin_attempt(run, row)
        elif phase == LEAVE_CASHIER:
            phase = leave_cashier(run, row)
        elif phase == HEAR_ANSWER:
            phase = hear_answer(run, row)
        elif phase == END_ATTEMPT:
            phase = end_attempt(run, row)
        elif phase == FINISH:
            journey_events.end(run, row)
            phase = WAIT
        else:
            phase = digress(run, row, phase)


def digress(run: Run, row: int, phase: int) -> int:
    """Take one of the phases that most checkouts never come to."""
    if phase == REACT:
        return journey_events.react(run, row)
    if phase == SEE_UNPAID:
        return notice_events.see_unpaid(run, row)
    if phase == END_SECOND_CHARGE:
        return notice_events.end_second_charge(run, row)
    run.checkouts[row].outcome = IMPATIENT
    return FINISH if phase == LEAVE_BACKOFF else END_ATTEMPT


def concern(run: Run, row: int, kind: int) -> None:
    """Let something happen to a request or status query."""
    if kind == SERVE:
        request_events.serve(run, row)
    elif kind == BE_SERVED:
        if run.requests[row].asks_about == NOBODY:
            request_events.go_on(run, row)
        else:
            query_events.go_on(run, row)
    elif kind == ANSWER:
        request_events.answer(run, row)
    elif kind == LEAVE:
        request_events.leave(run, row)
    elif kind == TIME_OUT:
        places.resolve(run, row, UNKNOWN)
    elif kind == LEAVE_QUEUE:
        places.leave_queue(run, row)
    elif kind == HEAR_RESULT:
        checkout = run.requests[row].checkout
        run.checkouts[checkout].now_us = run.clock[state.NOW]
        drive(run, checkout, request_events.hear_result(run, row))
    else:
        ask_about(run, row, kind)


def ask_about(run: Run, row: int, kind: int) -> None:
    """Let something happen in an query_events."""
    if kind == LEAVE_INQUIRY:
        query_events.give_up(run, row, IMPATIENT)
    elif kind == END_INQUIRY:
        query_events.give_up(run, row, TIMED_OUT)
    elif kind == ASK:
        query_events.plan_query(run, row)
    elif kind == ASK_AGAIN:
        query_events.ask(run, row)
    elif kind == QUERY:
        query_events.begin_query(run, row)
    elif kind == QUERY_ANSWER:
        query_events.answer_query(run, row)
