"""How a checkout enters the record: the only code that adds to its counts."""

from collections.abc import MutableSequence
from typing import NamedTuple

from sandbox.model.checkout import Checkout
from sandbox.model.records import record as columns
from sandbox.model.records.intervals import band_of, bucket_of, stage_of
from sandbox.model.records.record import (
    CEILING,
    LATEST_US,
    OUTCOMES,
    Record,
    latency_bounds,
    latency_cell,
)
from sandbox.model.tables.world import World
from sandbox.payments.ledger import post_reversal
from sandbox.vocabulary import NOBODY, Counter, Outcome

PAID = int(Outcome.PAID)
OVERLOADED = int(Outcome.OVERLOADED)
IMPATIENT = int(Outcome.IMPATIENT)


class AuthorisationAnswer(NamedTuple):
    """What a wallet answers to an authorisation.

    Attributes
    ----------
    number, bucket
        Number of the checkout, time bucket of its arrival.
    wallet, route, funding
        Of the request, which the checkout may have left behind.
    outcome, latency_us
        `PAID` or the decline; time from service to answer.
    """

    number: int
    bucket: int
    wallet: int
    route: int
    funding: int
    outcome: int
    latency_us: int


def saturated(total: int, more: int) -> int:
    """Return a sum of times, or `CEILING` where it would be larger.

    Parameters
    ----------
    total, more
        In 0..`CEILING`.
    """
    return CEILING if total > CEILING - more else total + more


def count_attempt(record: Record, world: World, bucket: int, wallet: int, route: int) -> None:
    """Count an attempt when it begins, in the time bucket of its checkout's arrival."""
    row = (bucket * world.settings.wallets + wallet) * columns.WALLET_COLUMNS
    record.by_bucket_wallet[row + columns.ATTEMPTS] += 1
    record.by_route[(route * world.settings.buckets + bucket) * 2] += 1


def count_answer(record: Record, world: World, answer: AuthorisationAnswer) -> None:
    """Count the answer to an authorisation."""
    bucket = answer.bucket
    cell = count_duration(record.answer_us, record.answer_extremes, answer.latency_us)
    record.answer_by_bucket[bucket * columns.COARSE_CELLS + cell // columns.COARSE] += 1
    if answer.outcome == PAID:
        row = (bucket * world.settings.wallets + answer.wallet) * columns.WALLET_COLUMNS
        record.by_bucket_wallet[row + columns.APPROVED] += 1
        record.by_route[(answer.route * world.settings.buckets + bucket) * 2 + 1] += 1


def count_duration(
    counts: MutableSequence[int], extremes: MutableSequence[int], duration_us: int
) -> int:
    """Count a duration in its cell of a histogram, keep the extremes there; return the cell."""
    cell = latency_cell(duration_us)
    start_us, end_us = latency_bounds(cell)
    row = cell * columns.EXTREME_COLUMNS
    counts[cell] += 1
    below_end, above_start = end_us - duration_us, duration_us + 1 - start_us
    extremes[row + columns.BELOW_END] = max(extremes[row + columns.BELOW_END], below_end)
    extremes[row + columns.ABOVE_START] = max(extremes[row + columns.ABOVE_START], above_start)
    return cell


def count_at_station(record: Record, world: World, station: int, now_us: int) -> None:
    """Count a request or status query that comes to a station."""
    row = station * columns.STATION_COLUMNS + columns.STATION_REQUESTS
    record.by_station[row] += 1
    record.station_by_bucket[_within(world, now_us) + row] += 1


def count_wait(record: Record, world: World, station: int, asked_us: int, waited_us: int) -> None:
    """Count a wait that is over, served or not, in the bucket in which it began."""
    row = station * columns.STATION_COLUMNS
    cell = _within(world, asked_us) + row
    record.by_station[row + columns.STATION_WAITED] += 1
    _add(record.by_station, row + columns.STATION_WAIT_US, waited_us)
    record.station_by_bucket[cell + columns.STATION_WAITED] += 1
    _add(record.station_by_bucket, cell + columns.STATION_WAIT_US, waited_us)


def count_busy(record: Record, world: World, station: int, since_us: int, now_us: int) -> None:
    """Count how long a place was held within the horizon, in each bucket its part."""
    settings = world.settings
    end_us = min(settings.horizon_us, now_us)
    row = station * columns.STATION_COLUMNS + columns.STATION_BUSY_US
    _add(record.by_station, row, max(0, end_us - since_us))
    while since_us < end_us:
        bucket = since_us // settings.bucket_us
        until_us = min(end_us, (bucket + 1) * settings.bucket_us)
        _add(record.station_by_bucket, _within(world, since_us) + row, until_us - since_us)
        since_us = until_us


def _add(table: MutableSequence[int], cell: int, more_us: int) -> None:
    """Add a time to a sum of times."""
    table[cell] = saturated(table[cell], more_us)


def _within(world: World, time_us: int) -> int:
    """Return where the stations of a time bucket begin in `station_by_bucket`."""
    return bucket_of(world, time_us) * world.settings.stations * columns.STATION_COLUMNS


def count_request(record: Record, world: World, sent_us: int, waited_us: int, failure: int) -> None:
    """Count a request that met stations: its wait, zeros and leavers included.

    A request that finds the queue full does not wait, so it is no part of the waits.
    """
    if failure == OVERLOADED:
        record.counters[Counter.QUEUE_FULL] += 1
        return
    record.counters[Counter.REQUESTS] += 1
    total = record.counters[Counter.WAIT_US]
    record.counters[Counter.WAIT_US] = saturated(total, waited_us)
    cell = count_duration(record.wait_us, record.wait_extremes, waited_us)
    bucket = bucket_of(world, sent_us)
    record.wait_by_bucket[bucket * columns.COARSE_CELLS + cell // columns.COARSE] += 1
    record.wait_us_by_bucket[bucket] = saturated(record.wait_us_by_bucket[bucket], waited_us)
    if waited_us:
        record.counters[Counter.WAITED] += 1
    if failure == IMPATIENT:
        record.counters[Counter.LEFT_QUEUE] += 1


def count_query(record: Record, world: World, bucket: int, wallet: int) -> None:
    """Count a status query."""
    record.counters[Counter.QUERIES] += 1
    row = (bucket * world.settings.wallets + wallet) * columns.WALLET_COLUMNS
    record.by_bucket_wallet[row + columns.QUERIES] += 1


def count_queued(record: Record, world: World, bucket: int, wallet: int) -> None:
    """Count a request that had to wait for capacity."""
    row = (bucket * world.settings.wallets + wallet) * columns.WALLET_COLUMNS
    record.by_bucket_wallet[row + columns.QUEUED] += 1


def count_reversal(record: Record, world: World, wallet: int, amount_fen: int) -> None:
    """Count and book the reversal of an approval that nobody waited for."""
    record.counters[Counter.REVERSALS] += 1
    record.counters[Counter.REVERSED_FEN] += amount_fen
    _undo(record, world, wallet, amount_fen)


def count_duplicate(record: Record, world: World, wallet: int, amount_fen: int) -> None:
    """Count and book a second charge of one purchase, which is undone."""
    record.counters[Counter.DUPLICATES] += 1
    record.counters[Counter.DUPLICATE_FEN] += amount_fen
    _undo(record, world, wallet, amount_fen)


def _undo(record: Record, world: World, wallet: int, amount_fen: int) -> None:
    shoppers, account = world.settings.shoppers, world.wallets.account[wallet]
    post_reversal(record.balances, shoppers, account, amount_fen)


def count_ending(record: Record, world: World, checkout: Checkout) -> None:
    """Count a finished checkout in every table that it belongs to."""
    settings = world.settings
    outcome = checkout.outcome
    if checkout.now_us >= LATEST_US:
        record.counters[Counter.WAIT_US] = CEILING  # only queues lead so far; waits are "at least"
    none = settings.wallets
    wallet = none if checkout.wallet == NOBODY else checkout.wallet
    favourite = none if checkout.favourite == NOBODY else checkout.favourite
    stage = stage_of(world, checkout.arrival_us) * OUTCOMES + outcome
    bucket = checkout.bucket * OUTCOMES + outcome
    record.by_stage[stage] += 1
    record.by_bucket[bucket] += 1
    record.by_wallet[(checkout.destination * (none + 1) + wallet) * OUTCOMES + outcome] += 1
    cell = checkout.surface * settings.destinations + checkout.destination
    record.by_surface[cell * OUTCOMES + outcome] += 1
    if world.destinations.is_service[checkout.destination]:
        record.services_by_stage[stage] += 1
        record.services_by_bucket[bucket] += 1
        return
    record.by_favourite[favourite * OUTCOMES + outcome] += 1
    record.by_segment[checkout.segment * OUTCOMES + outcome] += 1
    record.by_tier[checkout.tier * OUTCOMES + outcome] += 1
    record.by_new[checkout.is_new * OUTCOMES + outcome] += 1
    record.by_amount[band_of(world, checkout.amount_fen) * OUTCOMES + outcome] += 1
    _count_money(record, checkout)


def _count_money(record: Record, checkout: Checkout) -> None:
    row = checkout.destination * columns.DESTINATION_COLUMNS
    sums = record.by_destination
    if checkout.attempts:
        sums[row + columns.ATTEMPTED] += 1
    if checkout.outcome == PAID:
        record.paid_after[checkout.paid_after] += 1
        count_duration(
            record.checkout_us, record.checkout_extremes, checkout.captured_us - checkout.arrival_us
        )
        sums[row + columns.PAID_FEN] += checkout.amount_fen
        if checkout.refunded_fen:
            sums[row + columns.REFUNDED] += 1
            sums[row + columns.REFUNDED_FEN] += checkout.refunded_fen
    else:
        sums[row + columns.LOST_FEN] += checkout.amount_fen
        if checkout.goes_elsewhere:
            sums[row + columns.ELSEWHERE] += 1
            sums[row + columns.ELSEWHERE_FEN] += checkout.amount_fen
