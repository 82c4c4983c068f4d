"""What happens to status queries about a payment without an answer, when time has passed."""

from sandbox.engines.compiled import places, rows, state
from sandbox.engines.compiled.happenings import Happening
from sandbox.engines.compiled.state import Run
from sandbox.model.checkout import NEVER_US
from sandbox.model.request import UNANSWERED, abandon, note_query, query_latency_us
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome

PAID = int(Outcome.PAID)
TIMED_OUT = int(Outcome.TIMED_OUT)
QUERY_ANSWERED = int(EventRank.QUERY_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
PATIENCE = int(EventRank.PATIENCE)
REQUEST_SENT = int(EventRank.REQUEST_SENT)
LEAVE_INQUIRY = int(Happening.LEAVE_INQUIRY)
END_INQUIRY = int(Happening.END_INQUIRY)
ASK = int(Happening.ASK)
ASK_AGAIN = int(Happening.ASK_AGAIN)
QUERY = int(Happening.QUERY)
QUERY_ANSWER = int(Happening.QUERY_ANSWER)


def inquire(run: Run, place: int) -> None:
    """Begin to ask the wallet, until the result is known, it is late, or the shopper leaves."""
    request, now = run.requests[place], run.clock[state.NOW]
    run.record.counters[Counter.UNKNOWN] += 1
    request.is_open = 1
    request.is_lost = 1  # whatever the wallet still says, only a query hears it
    request.nth = 0
    deadline_us = request.sent_us + run.world.queries.deadline_us[request.wallet]
    if deadline_us <= now:  # over before anybody could ask
        give_up(run, place, TIMED_OUT)
        return
    rows.enter_inside(run, place, ASK)
    leaves = run.checkouts[request.checkout].leaves_us
    if leaves < NEVER_US:
        rows.enter(run, place, max(0, leaves - now), PATIENCE, LEAVE_INQUIRY)
    rows.enter(run, place, deadline_us - now, DEADLINE, END_INQUIRY)


def give_up(run: Run, place: int, result: int) -> None:
    """End an inquiry without a result: the payment is reversed."""
    request = run.requests[place]
    if request.is_open:
        abandon(run.world, request, run.record, run.log, run.clock[state.NOW])
        places.resolve(run, place, result)


def plan_query(run: Run, place: int) -> None:
    """Enter the moment of the next status query, if there is another one."""
    request, queries = run.requests[place], run.world.queries
    wallet, nth = request.wallet, request.nth
    if nth < queries.most[wallet]:
        delay = queries.every_us[wallet] if nth else queries.first_us[wallet]
        if delay:
            rows.enter(run, place, delay, REQUEST_SENT, ASK_AGAIN)
        else:  # what takes no time happens inside the event before it
            rows.enter_inside(run, place, ASK_AGAIN)


def ask(run: Run, place: int) -> None:
    """Send a status query, without waiting for its answer, and plan the next one."""
    request = run.requests[place]
    if request.is_open:
        rows.enter_inside(run, write_query(run, place), QUERY)
        request.nth += 1
        plan_query(run, place)


def write_query(run: Run, place: int) -> int:
    """Write a status query into a free row and return the row."""
    row, request = rows.free_request(run), run.requests[place]
    query = run.requests[row]
    query.checkout = request.checkout
    query.checkout_generation = request.checkout_generation
    query.number = request.number
    query.attempt = request.attempt
    query.bucket = request.bucket
    query.wallet = request.wallet
    query.route = request.route
    query.leaves_us = NEVER_US
    query.is_open = 0
    query.is_waiting = 0
    query.held = 0
    query.asks_about = place
    query.asks_about_generation = request.generation
    query.nth = request.nth
    return row


def begin_query(run: Run, place: int) -> None:
    """Begin a status query, which uses the wallet's own places."""
    query, world, now = run.requests[place], run.world, run.clock[state.NOW]
    note_query(world, query, run.record, run.log, now)
    latency = query_latency_us(world, query, run.draws, run.windows, query.nth, now)
    if latency == UNANSWERED:
        rows.close_request(run, place)
        return
    query.latency_us = latency
    station = world.stations.of_wallet[query.wallet]
    taken = PAID if station == NOBODY else places.seize(run, place, station)
    if taken == PAID:
        be_answered(run, place)
    elif taken != places.WAITS:
        rows.close_request(run, place)


def go_on(run: Run, place: int) -> None:
    """Go on after a queue: with a place, or without one."""
    if places.is_handed_over(run, place):
        be_answered(run, place)
    else:
        rows.close_request(run, place)


def be_answered(run: Run, place: int) -> None:
    """Let the wallet work on a status query."""
    latency = run.requests[place].latency_us
    if latency:
        rows.enter(run, place, latency, QUERY_ANSWERED, QUERY_ANSWER)
    else:
        answer_query(run, place)


def answer_query(run: Run, place: int) -> None:
    """Answer a status query: the result is known, if the wallet has one by now."""
    query = run.requests[place]
    request = run.requests[query.asks_about]
    places.release(run, place)
    if (
        request.generation == query.asks_about_generation
        and request.is_open
        and request.is_answered
    ):
        run.record.counters[Counter.RESOLVED] += 1
        places.resolve(run, query.asks_about, request.answer)
    rows.close_request(run, place)
