"""A request under load, as `engines.request`: refused, queued, served late, never answered."""

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.compiled import (
    answers,
    calendar,
    draws,
    inquiry,
    memory,
    outages,
    rows,
    slip,
    state,
    telling,
    tokens,
)
from sandbox.engines.compiled.happenings import Happening, Phase
from sandbox.engines.compiled.state import Run
from sandbox.engines.slip import LOST_TRY
from sandbox.engines.steps import Words
from sandbox.model.counting import count_answer
from sandbox.model.outages import slowed
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome, PatienceScope

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
OVERLOADED = int(Outcome.OVERLOADED)
TIMED_OUT = int(Outcome.TIMED_OUT)
ANSWERED = int(EventRank.AUTHORISATION_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
PATIENCE = int(EventRank.PATIENCE)
RATE_LIMITED = int(Counter.RATE_LIMITED)
IN_QUEUE = int(PatienceScope.QUEUE)
WAIT = int(Phase.WAIT)
END_ATTEMPT = int(Phase.END_ATTEMPT)
SERVE = int(Happening.SERVE)
ANSWER = int(Happening.ANSWER)
LEAVE = int(Happening.LEAVE)
TIME_OUT = int(Happening.TIME_OUT)
STAGES = 3  # route, wallet, rail


def send(run: Run, row: int, words: Words) -> int:
    """Send a checkout's request through whatever stands in its way."""
    of = run.checkouts
    if of.leaves_us[row] <= run.clock[state.NOW]:
        return end(run, row, IMPATIENT)
    number, nth = of.number[row], of.attempts[row] - 1
    luck = draws.pressure_words(run.key, number, nth, 0)
    answer = answers.decide(run, row, words, 0)
    way = way_of(run, row)
    weather = outages.weather_at(run, way, luck)
    if weather.declines and weather.failure == PAID:
        answer = answers.decide(run, row, words, weather.declines)
        way = way_of(run, row)
    if weather.failure != PAID:
        return end(run, row, weather.failure)
    if not tokens.is_admitted(run, row):
        run.record.counters[RATE_LIMITED] += 1
        return end(run, row, OVERLOADED)
    request = write_request(run, row, way, answer)
    of_request = run.requests
    latency = answers.latency_of(run, row, words)
    of_request.latency_us[request] = slowed(latency, weather.slower_ppm)
    of_request.is_lost[request] = answer_is_lost(run, row)
    of_request.leaves_us[request] = leaves_queue_at(run, luck)
    start(run, row, request)
    return WAIT


def end(run: Run, row: int, outcome: int) -> int:
    """End an attempt."""
    run.checkouts.outcome[row] = outcome
    return END_ATTEMPT


def way_of(run: Run, row: int) -> tuple[int, int, int]:
    """Return wallet, rail and route of the checkout's attempt."""
    of = run.checkouts
    funding = of.funding[row]
    rail = NOBODY if funding == NOBODY else run.world.fundings.rail[funding]
    return of.wallet[row], rail, rows.route_of(run, row)


def write_request(run: Run, row: int, way: tuple[int, int, int], answer: int) -> int:
    """Write a request into a free row and return the row."""
    of, request, of_checkout = run.requests, rows.free_request(run), run.checkouts
    of.checkout[request] = row
    of.checkout_generation[request] = of_checkout.generation[row]
    of.number[request] = of_checkout.number[row]
    of.attempt[request] = of_checkout.attempts[row] - 1
    of.bucket[request] = of_checkout.bucket[row]
    of.amount_fen[request] = of_checkout.amount_fen[row]
    of.wallet[request] = way[0]
    of.rail[request] = way[1]
    of.route[request] = way[2]
    of.funding[request] = of_checkout.funding[row]
    of.answer[request] = answer
    of.sent_us[request] = run.clock[state.NOW]
    of.result[request] = slip.UNKNOWN
    of.is_open[request] = 1
    of.is_answered[request] = 0
    of.is_abandoned[request] = 0
    of.is_wanted[request] = 1
    of.is_served[request] = 0
    of.slip[request] = NOBODY
    of.stage[request] = 0
    of.is_waiting[request] = 0
    of.held[request] = 0
    return request


def answer_is_lost(run: Run, row: int) -> int:
    """Return 1 where the answer to this attempt will not arrive."""
    of = run.checkouts
    lost = run.world.queries.lost[of.wallet[row]]
    if not lost:
        return 0
    words = draws.pressure_words(run.key, of.number[row], of.attempts[row] - 1, LOST_TRY)
    return 1 if words[0] < lost else 0


def leaves_queue_at(run: Run, luck: Words) -> int:
    """Return when the shopper leaves a queue that a request joins now."""
    settings = run.world.settings
    if settings.patience_scope != IN_QUEUE:
        return NEVER_US
    word = luck[streams.PRESSURE_PATIENCE]
    patience = sample(run.world.laws, settings.patience_law, word, run.tables)
    return run.clock[state.NOW] + patience


def start(run: Run, row: int, request: int) -> None:
    """Let a request seek its places, and set the limits of waiting for its answer."""
    of, now = run.checkouts, run.clock[state.NOW]
    number, generation = of.number[row], run.requests.generation[request]
    calendar.inside(run, calendar.what(SERVE, request, generation))
    if of.leaves_us[row] < NEVER_US:
        order = calendar.order_of(PATIENCE, number)
        delay = max(0, of.leaves_us[row] - now)
        calendar.push(run, delay, order, calendar.what(LEAVE, request, generation))
    timeout = run.world.queries.timeout_us[of.wallet[row]]
    if timeout:
        order = calendar.order_of(DEADLINE, number)
        calendar.push(run, timeout, order, calendar.what(TIME_OUT, request, generation))


def leave(run: Run, request: int) -> None:
    """Let the shopper leave: a waiting request is withdrawn, one in service is orphaned."""
    if not run.requests.is_open[request]:
        return
    slip.abandon(run, request)
    slip.leave_queue(run, request)
    slip.resolve(run, request, IMPATIENT)


def station_at(run: Run, request: int, stage: int) -> int:
    """Return the station of a stage of the way, `NOBODY` where nothing ever fills up."""
    of, table = run.requests, run.world.stations
    if stage == 0:
        return table.of_route[of.route[request]]
    if stage == 1:
        return table.of_wallet[of.wallet[request]]
    rail = of.rail[request]
    return table.of_rail[rail] if rail != NOBODY else NOBODY


def serve(run: Run, request: int) -> None:
    """Seek the places that are left on the way, then be served."""
    of = run.requests
    while of.stage[request] < STAGES:
        station = station_at(run, request, of.stage[request])
        of.stage[request] += 1
        if station != NOBODY:
            taken = slip.seize(run, request, station)
            if taken == slip.WAITS:
                return
            if taken != PAID:
                give_way(run, request, taken)
                return
    if of.held[request]:
        slip.note_wait(run, request, PAID)
    if not of.latency_us[request]:
        answer(run, request)
        return
    order = calendar.order_of(ANSWERED, of.number[request])
    what = calendar.what(ANSWER, request, of.generation[request])
    calendar.push(run, of.latency_us[request], order, what)


def go_on(run: Run, request: int) -> None:
    """Go on after a queue: with a place, or without one."""
    if slip.note_place(run, request):
        serve(run, request)
    else:
        give_way(run, request, IMPATIENT)


def give_way(run: Run, request: int, failure: int) -> None:
    """End a request that found no place."""
    slip.release(run, request)
    slip.note_wait(run, request, failure)
    slip.resolve(run, request, failure)
    run.requests.is_served[request] = 1
    slip.close_if_done(run, request)


def answer(run: Run, request: int) -> None:
    """Free all places, and write down the answer in the event in which it comes."""
    of = run.requests
    slip.release(run, request)
    of.is_answered[request] = 1
    place = (of.bucket[request], of.wallet[request], of.route[request])
    count_answer(run.record, run.world, place, of.answer[request], of.latency_us[request])
    told = (of.answer[request], of.wallet[request], of.funding[request], of.latency_us[request])
    telling.tell(run, of.number[request], telling.ANSWER, told)
    if of.is_abandoned[request]:
        slip.note_reversal(run, request)
    elif not of.is_lost[request]:
        slip.resolve(run, request, of.answer[request])
    of.is_served[request] = 1
    slip.close_if_done(run, request)


def hear_result(run: Run, request: int) -> int:
    """Let the checkout hear the result of its request, or begin to ask for it."""
    of = run.requests
    row, result = of.checkout[request], of.result[request]
    if result == slip.UNKNOWN:
        if run.world.settings.has_memory:
            memory.teach(run, row, TIMED_OUT)
        inquiry.inquire(run, request)
        return WAIT
    of.is_wanted[request] = 0
    slip.close_if_done(run, request)
    return end(run, row, result)
