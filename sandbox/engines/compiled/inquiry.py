"""Status queries about a payment without an answer, as `engines.inquiry`."""

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines.checkout import NEVER_US
from sandbox.engines.compiled import calendar, draws, outages, rows, slip, state, telling
from sandbox.engines.compiled.happenings import Happening
from sandbox.engines.compiled.state import Run
from sandbox.engines.slip import FIRST_QUERY_TRY
from sandbox.model import record as columns
from sandbox.model.outages import slowed
from sandbox.vocabulary import NOBODY, Counter, EventRank, Outcome

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
TIMED_OUT = int(Outcome.TIMED_OUT)
QUERY_ANSWERED = int(EventRank.QUERY_ANSWER)
DEADLINE = int(EventRank.DEADLINE)
PATIENCE = int(EventRank.PATIENCE)
REQUEST_SENT = int(EventRank.REQUEST_SENT)
UNKNOWN = int(Counter.UNKNOWN)
QUERIES = int(Counter.QUERIES)
RESOLVED = int(Counter.RESOLVED)
LEAVE_INQUIRY = int(Happening.LEAVE_INQUIRY)
END_INQUIRY = int(Happening.END_INQUIRY)
ASK = int(Happening.ASK)
ASK_AGAIN = int(Happening.ASK_AGAIN)
QUERY = int(Happening.QUERY)
QUERY_ANSWER = int(Happening.QUERY_ANSWER)


def inquire(run: Run, request: int) -> None:
    """Begin to ask the wallet, until the result is known, it is late, or the shopper leaves."""
    of, queries, now = run.requests, run.world.queries, run.clock[state.NOW]
    generation, number = of.generation[request], of.number[request]
    run.record.counters[UNKNOWN] += 1
    of.is_open[request] = 1
    of.is_lost[request] = 1  # whatever the wallet still says, only a query hears it
    of.nth[request] = 0
    calendar.inside(run, calendar.what(ASK, request, generation))
    leaves = run.checkouts.leaves_us[of.checkout[request]]
    if leaves < NEVER_US:
        order = calendar.order_of(PATIENCE, number)
        delay = max(0, leaves - now)
        calendar.push(run, delay, order, calendar.what(LEAVE_INQUIRY, request, generation))
    deadline = of.sent_us[request] + queries.deadline_us[of.wallet[request]]
    order = calendar.order_of(DEADLINE, number)
    what = calendar.what(END_INQUIRY, request, generation)
    calendar.push(run, max(0, deadline - now), order, what)


def give_up(run: Run, request: int, result: int) -> None:
    """End an inquiry without a result: the payment is reversed."""
    if run.requests.is_open[request]:
        slip.abandon(run, request)
        slip.resolve(run, request, result)


def plan_query(run: Run, request: int) -> None:
    """Enter the moment of the next status query, if there is another one."""
    of, queries = run.requests, run.world.queries
    wallet, nth = of.wallet[request], of.nth[request]
    if nth < queries.most[wallet]:
        delay = queries.every_us[wallet] if nth else queries.first_us[wallet]
        order = calendar.order_of(REQUEST_SENT, of.number[request])
        what = calendar.what(ASK_AGAIN, request, of.generation[request])
        calendar.push(run, delay, order, what)


def ask(run: Run, request: int) -> None:
    """Send a status query, without waiting for its answer, and plan the next one."""
    of = run.requests
    if of.is_open[request]:
        query = write_query(run, request)
        calendar.inside(run, calendar.what(QUERY, query, of.generation[query]))
        of.nth[request] += 1
        plan_query(run, request)


def write_query(run: Run, request: int) -> int:
    """Write a status query into a free row and return the row."""
    of, query = run.requests, rows.free_request(run)
    of.checkout[query] = of.checkout[request]
    of.checkout_generation[query] = of.checkout_generation[request]
    of.number[query] = of.number[request]
    of.attempt[query] = of.attempt[request]
    of.bucket[query] = of.bucket[request]
    of.wallet[query] = of.wallet[request]
    of.route[query] = of.route[request]
    of.leaves_us[query] = NEVER_US
    of.is_open[query] = 0
    of.is_waiting[query] = 0
    of.held[query] = 0
    of.slip[query] = request
    of.slip_generation[query] = of.generation[request]
    of.nth[query] = of.nth[request]
    return query


def query(run: Run, request: int) -> None:
    """Begin a status query, which uses the wallet's own places."""
    of, world = run.requests, run.world
    wallet = of.wallet[request]
    note_query(run, request)
    luck = draws.pressure_words(
        run.key, of.number[request], of.attempt[request], FIRST_QUERY_TRY + of.nth[request]
    )
    weather = outages.weather_at(run, (wallet, NOBODY, of.route[request]), luck)
    if weather.failure != PAID:
        rows.close_request(run, request)
        return
    word = luck[streams.PRESSURE_PATIENCE]
    latency = sample(world.laws, world.queries.law[wallet], word, run.tables)
    of.latency_us[request] = slowed(latency, weather.slower_ppm)
    station = world.stations.of_wallet[wallet]
    taken = PAID if station == NOBODY else slip.seize(run, request, station)
    if taken == PAID:
        be_answered(run, request)
    elif taken != slip.WAITS:
        rows.close_request(run, request)


def go_on(run: Run, request: int) -> None:
    """Go on after a queue: with a place, or without one."""
    if slip.note_place(run, request):
        be_answered(run, request)
    else:
        rows.close_request(run, request)


def be_answered(run: Run, request: int) -> None:
    """Let the wallet work on a status query."""
    of = run.requests
    if not of.latency_us[request]:
        answer_query(run, request)
        return
    order = calendar.order_of(QUERY_ANSWERED, of.number[request])
    what = calendar.what(QUERY_ANSWER, request, of.generation[request])
    calendar.push(run, of.latency_us[request], order, what)


def answer_query(run: Run, request: int) -> None:
    """Answer a status query: the result is known, if the wallet has one by now."""
    of = run.requests
    asked_about = of.slip[request]
    slip.release(run, request)
    if (
        of.generation[asked_about] == of.slip_generation[request]
        and of.is_open[asked_about]
        and of.is_answered[asked_about]
    ):
        run.record.counters[RESOLVED] += 1
        slip.resolve(run, asked_about, of.answer[asked_about])
    rows.close_request(run, request)


def note_query(run: Run, request: int) -> None:
    """Count a status query."""
    of, world = run.requests, run.world
    run.record.counters[QUERIES] += 1
    bucket = of.bucket[request]
    row = (bucket * world.settings.wallets + of.wallet[request]) * columns.WALLET_COLUMNS
    run.record.by_bucket_wallet[row + columns.QUERIES] += 1
    telling.tell(run, of.number[request], telling.QUERIED, (of.wallet[request],))
