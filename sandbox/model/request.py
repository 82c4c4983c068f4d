"""A payment request under load: what it meets, what the wallet will answer, what is known of it.

A request passes route, wallet and rail in that order, waits at one at a time, holds what it has,
and frees all in the event of its answer. Queues and timers are each engine's own.
"""

from dataclasses import dataclass
from typing import Final

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.chance.streams import Words
from sandbox.model import draws as drawn
from sandbox.model.attempt import answer_latency_us, decide_answer, note_answer
from sandbox.model.checkout import NEVER_US, Checkout, route_of
from sandbox.model.draws import Draws
from sandbox.model.outages import OutageWindows, Way, effect_of_outages, slowed
from sandbox.model.records.counting import (
    AuthorisationAnswer,
    count_query,
    count_queued,
    count_request,
    count_reversal,
)
from sandbox.model.records.event_log import QUERIED, REVERSED, WAITED, EventLog, log_event
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.vocabulary import NOBODY, Outcome, PatienceScope

PAID: Final = int(Outcome.PAID)
IN_QUEUE: Final = int(PatienceScope.QUEUE)

# Tries of the pressure block: the request itself, its lost answer, then its queries.
LOST_TRY: Final = 1
FIRST_QUERY_TRY: Final = 2

UNKNOWN: Final = -1  # in place of an outcome
UNANSWERED: Final = -1  # in place of a time: an outage swallows the query
STATIONS_ON_THE_WAY: Final = 3  # route, wallet, rail


@dataclass(slots=True)
class PaymentRequest:
    """What merchant and wallet know of one request.

    Attributes
    ----------
    number, attempt, bucket, amount_fen
        Of the checkout, which may be gone before its request.
    wallet, rail, route, funding
        Its way, `NOBODY` for no rail; the source of the money.
    answer, latency_us, is_lost
        What the wallet will say, when, and whether that gets lost.
    leaves_us, sent_us
        When the shopper leaves a queue; when the request was sent.
    result
        Outcome for the checkout, or `UNKNOWN`.
    is_open
        1 while somebody waits for the answer.
    is_answered, is_abandoned
        1 once the wallet has decided; 1 once nobody will ask any more.
    """

    number: int = 0
    attempt: int = 0
    bucket: int = 0
    amount_fen: int = 0
    wallet: int = 0
    rail: int = 0
    route: int = 0
    funding: int = 0
    answer: int = 0
    latency_us: int = 0
    is_lost: int = 0
    leaves_us: int = 0
    sent_us: int = 0
    result: int = 0
    is_open: int = 0
    is_answered: int = 0
    is_abandoned: int = 0


def write_request(
    world: World,
    checkout: Checkout,
    draws: Draws,
    windows: OutageWindows,
    request: PaymentRequest,
) -> int:
    """Write the request of the checkout's attempt; return `PAID`, or what an outage makes of it."""
    now_us = checkout.now_us
    words = drawn.pressure_words(draws, checkout.number, checkout.attempts - 1, 0)
    answer = decide_answer(world, checkout, draws, 0)
    way = way_of(world, checkout)
    effect = effect_of_outages(world.outages, windows, way, words, now_us)
    if effect.failure != PAID:
        return effect.failure
    if effect.declines:
        answer = decide_answer(world, checkout, draws, effect.declines)
        way = way_of(world, checkout)
    request.number = checkout.number
    request.attempt = checkout.attempts - 1
    request.bucket = checkout.bucket
    request.amount_fen = checkout.amount_fen
    request.wallet = way.wallet
    request.rail = way.rail
    request.route = way.route
    request.funding = checkout.funding
    request.answer = answer
    request.latency_us = slowed(answer_latency_us(world, checkout, draws), effect.slower_ppm)
    request.is_lost = answer_is_lost(world, checkout, draws)
    request.leaves_us = leaves_queue_at(world, draws, words, now_us)
    request.sent_us = now_us
    request.result = UNKNOWN
    request.is_open = 1
    request.is_answered = 0
    request.is_abandoned = 0
    return PAID


def way_of(world: World, checkout: Checkout) -> Way:
    """Return wallet, rail and route of the checkout's attempt."""
    funding = checkout.funding
    rail = NOBODY if funding == NOBODY else world.fundings.rail[funding]
    return Way(checkout.wallet, rail, route_of(world, checkout))


def answer_is_lost(world: World, checkout: Checkout, draws: Draws) -> int:
    """Return 1 where the answer to this attempt will not arrive."""
    lost = world.queries.lost[checkout.wallet]
    if not lost:
        return 0
    words = drawn.pressure_words(draws, checkout.number, checkout.attempts - 1, LOST_TRY)
    return 1 if words[0] < lost else 0


def leaves_queue_at(world: World, draws: Draws, words: Words, now_us: int) -> int:
    """Return when the shopper leaves a queue that a request joins now."""
    settings = world.settings
    if settings.patience_scope != IN_QUEUE:
        return NEVER_US
    word = words[streams.PRESSURE_PATIENCE]
    return now_us + sample(world.laws, settings.patience_law, word, draws.tables)


def merchant_id_of(world: World, checkout: Checkout, draws: Draws) -> int:
    """Return which of its merchant's ids at a wallet the checkout uses."""
    word = drawn.endurance_words(draws, checkout.number)[streams.ENDURANCE_MERCHANT_ID]
    return (word * world.destinations.merchant_ids[checkout.destination]) >> 32


def station_on_the_way(world: World, request: PaymentRequest, stage: int) -> int:
    """Return the station at a stage of the way, `NOBODY` where nothing ever fills up.

    Parameters
    ----------
    stage
        0 route, 1 wallet, 2 rail.
    """
    table = world.stations
    if stage == 0:
        return table.of_route[request.route]
    if stage == 1:
        return table.of_wallet[request.wallet]
    return table.of_rail[request.rail] if request.rail != NOBODY else NOBODY


def note_wait(
    world: World,
    request: PaymentRequest,
    record: Record,
    log: EventLog,
    now_us: int,
    failure: int,
) -> int:
    """Write down how long a request waited, refused and given up included; return the time."""
    waited = now_us - request.sent_us
    count_request(record, world, request.sent_us, waited, failure)
    if waited:
        count_queued(record, world, request.bucket, request.wallet)
        log_event(log, request.number, now_us, WAITED, (waited, failure))
    return waited


def note_its_answer(
    world: World, request: PaymentRequest, record: Record, log: EventLog, now_us: int
) -> None:
    """Write down the answer to a request in the event in which it comes."""
    request.is_answered = 1
    answer = AuthorisationAnswer(
        request.number,
        request.bucket,
        request.wallet,
        request.route,
        request.funding,
        request.answer,
        request.latency_us,
    )
    note_answer(world, record, log, now_us, answer)
    if request.is_abandoned:
        note_reversal(world, request, record, log, now_us)


def abandon(
    world: World, request: PaymentRequest, record: Record, log: EventLog, now_us: int
) -> None:
    """Give a request up: an approval, come or to come, is reversed."""
    request.is_abandoned = 1
    if request.is_answered:
        note_reversal(world, request, record, log, now_us)


def note_reversal(
    world: World, request: PaymentRequest, record: Record, log: EventLog, now_us: int
) -> None:
    """Count the reversal of an approval that nobody waited for."""
    if request.answer == PAID:
        count_reversal(record, world, request.wallet, request.amount_fen)
        log_event(log, request.number, now_us, REVERSED, (request.wallet,))


def note_query(
    world: World, request: PaymentRequest, record: Record, log: EventLog, now_us: int
) -> None:
    """Count a status query."""
    count_query(record, world, request.bucket, request.wallet)
    log_event(log, request.number, now_us, QUERIED, (request.wallet,))


def query_latency_us(
    world: World,
    request: PaymentRequest,
    draws: Draws,
    windows: OutageWindows,
    nth: int,
    now_us: int,
) -> int:
    """Return the time that the wallet works on a status query, or `UNANSWERED`."""
    wallet = request.wallet
    words = drawn.pressure_words(draws, request.number, request.attempt, FIRST_QUERY_TRY + nth)
    way = Way(wallet, NOBODY, NOBODY)  # it asks the wallet, by whatever route was paid
    effect = effect_of_outages(world.outages, windows, way, words, now_us)
    if effect.failure != PAID:
        return UNANSWERED
    word = words[streams.PRESSURE_PATIENCE]
    latency = sample(world.laws, world.queries.law[wallet], word, draws.tables)
    return slowed(latency, effect.slower_ppm)
