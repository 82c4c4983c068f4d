"""What happens to a request when time has passed: served, answered, given up, heard of."""

from sandbox.engines.compiled import places, query_events, rows, state, token_buckets
from sandbox.engines.compiled.happenings import Happening
from sandbox.engines.compiled.state import Run
from sandbox.model.checkout import NEVER_US
from sandbox.model.memory import teach
from sandbox.model.request import (
    STATIONS_ON_THE_WAY,
    UNKNOWN,
    abandon,
    note_its_answer,
    station_on_the_way,
    write_request,
)
from sandbox.model.waits import Phase
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)
TIMED_OUT = int(Outcome.TIMED_OUT)
ANSWERED = int(EventRank.AUTHORISATION_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
PATIENCE = int(EventRank.PATIENCE)
WAIT = int(Phase.WAIT)
END_ATTEMPT = int(Phase.END_ATTEMPT)
SERVE = int(Happening.SERVE)
ANSWER = int(Happening.ANSWER)
LEAVE = int(Happening.LEAVE)
TIME_OUT = int(Happening.TIME_OUT)


def send(run: Run, row: int) -> int:
    """Send a checkout's request through whatever stands in its way."""
    world, checkout = run.world, run.checkouts[row]
    if checkout.leaves_us <= checkout.now_us:
        return end(run, row, IMPATIENT)
    place = rows.free_request(run)
    request = run.requests[place]
    failure = write_request(world, checkout, run.draws, run.windows, request)
    if failure == PAID and not token_buckets.is_admitted(run, row):
        run.record.counters[Counter.RATE_LIMITED] += 1
        failure = OVERLOADED
    if failure != PAID:
        rows.close_request(run, place)
        return end(run, row, failure)
    request.checkout = row
    request.checkout_generation = checkout.generation
    request.is_wanted = 1
    request.is_served = 0
    request.asks_about = NOBODY
    request.stage = 0
    request.is_waiting = 0
    request.held = 0
    start(run, row, place)
    return WAIT


def end(run: Run, row: int, outcome: int) -> int:
    """End an attempt."""
    run.checkouts[row].outcome = outcome
    return END_ATTEMPT


def start(run: Run, row: int, place: int) -> None:
    """Let a request seek its places, and set the limits of waiting for its answer."""
    checkout = run.checkouts[row]
    rows.enter_inside(run, place, SERVE)
    if checkout.leaves_us < NEVER_US:
        rows.enter(run, place, max(0, checkout.leaves_us - checkout.now_us), PATIENCE, LEAVE)
    timeout = run.world.queries.timeout_us[checkout.wallet]
    if timeout:
        rows.enter(run, place, timeout, DEADLINE, TIME_OUT)


def leave(run: Run, place: int) -> None:
    """Let the shopper leave: a waiting request is withdrawn, one in service is orphaned."""
    request = run.requests[place]
    if request.is_open:
        abandon(run.world, request, run.record, run.log, run.clock[state.NOW])
        places.leave_queue(run, place)
        places.resolve(run, place, IMPATIENT)


def serve(run: Run, place: int) -> None:
    """Seek the places that are left on the way, then be served."""
    request = run.requests[place]
    while request.stage < STATIONS_ON_THE_WAY:
        station = station_on_the_way(run.world, request, request.stage)
        request.stage += 1
        if station != NOBODY:
            taken = places.seize(run, place, station)
            if taken == places.WAITS:
                return
            if taken != PAID:
                give_way(run, place, taken)
                return
    if request.held:
        places.end_wait(run, place, PAID)
    if request.latency_us:
        rows.enter(run, place, request.latency_us, ANSWERED, ANSWER)
    else:
        answer(run, place)


def go_on(run: Run, place: int) -> None:
    """Go on after a queue: with a place, or without one."""
    if places.is_handed_over(run, place):
        serve(run, place)
    else:
        give_way(run, place, IMPATIENT)


def give_way(run: Run, place: int, failure: int) -> None:
    """End a request that found no place."""
    places.release(run, place)
    places.end_wait(run, place, failure)
    places.resolve(run, place, failure)
    run.requests[place].is_served = 1
    close_if_done(run, place)


def answer(run: Run, place: int) -> None:
    """Free all places, and write down the answer in the event in which it comes."""
    request = run.requests[place]
    places.release(run, place)
    note_its_answer(run.world, request, run.record, run.log, run.clock[state.NOW])
    if not request.is_abandoned and not request.is_lost:
        places.resolve(run, place, request.answer)
    request.is_served = 1
    close_if_done(run, place)


def close_if_done(run: Run, place: int) -> None:
    """Give the row of a request back once it is served and nobody waits for its result."""
    request = run.requests[place]
    if request.is_served and not request.is_wanted:
        rows.close_request(run, place)


def hear_result(run: Run, place: int) -> int:
    """Let the checkout hear the result of its request, or begin to ask for it."""
    request = run.requests[place]
    row, result = request.checkout, request.result
    if result == UNKNOWN:
        if run.world.settings.has_memory:
            teach(run.world, run.checkouts[row], run.memory, TIMED_OUT)
        query_events.inquire(run, place)
        return WAIT
    request.is_wanted = 0
    close_if_done(run, place)
    return end(run, row, result)
