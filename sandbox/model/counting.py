"""How a checkout enters the record: the only code that adds to its counts."""

from collections.abc import MutableSequence
from typing import NamedTuple

from sandbox.model import record as columns
from sandbox.model.record import (
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
REVERSAL = int(Counter.REVERSALS), int(Counter.REVERSED_FEN)
DUPLICATE = int(Counter.DUPLICATES), int(Counter.DUPLICATE_FEN)


class Ending(NamedTuple):
    """A finished checkout, as far as it is counted.

    Attributes
    ----------
    arrival_us, end_us, bucket
        Times, microseconds of the horizon; time bucket of the arrival.
    destination, surface, segment, tier, is_new, favourite, wallet
        Indices; `NOBODY` for no favourite or no wallet.
    amount_fen, refund_fen
        Amount of the purchase; part that is refunded later.
    attempts, paid_after, outcome
        Number of attempts, `PaidAfter`, `Outcome`.
    elsewhere
        1 where a lost purchase is made elsewhere.
    """

    arrival_us: int
    end_us: int
    bucket: int
    destination: int
    surface: int
    segment: int
    tier: int
    is_new: int
    favourite: int
    wallet: int
    amount_fen: int
    refund_fen: int
    attempts: int
    paid_after: int
    outcome: int
    elsewhere: int


def saturated(total: int, more: int) -> int:
    """Return a sum of times, or `CEILING` where it would be larger.

    Parameters
    ----------
    total, more
        In 0..`CEILING`.
    """
    return CEILING if total > CEILING - more else total + more


def bucket_of(world: World, time_us: int) -> int:
    """Return the time bucket of a moment; what comes after the horizon belongs to the last."""
    return min(time_us // world.settings.bucket_us, world.settings.buckets - 1)


def stage_of(world: World, time_us: int) -> int:
    """Return the stage of a walk at an arrival."""
    stage = 0
    while stage + 1 < world.settings.stages and world.stage_us[stage + 1] <= time_us:
        stage += 1
    return stage


def band_of(world: World, amount_fen: int) -> int:
    """Return the band of an amount; each begins with its lower edge."""
    band = 0
    while band + 1 < world.settings.amount_bands and world.amount_edges[band] <= amount_fen:
        band += 1
    return band


def count_attempt(record: Record, world: World, bucket: int, wallet: int, route: int) -> None:
    """Count an attempt when it begins, in the time bucket of its checkout's arrival."""
    row = (bucket * world.settings.wallets + wallet) * columns.WALLET_COLUMNS
    record.by_bucket_wallet[row + columns.ATTEMPTS] += 1
    record.by_route[(route * world.settings.buckets + bucket) * 2] += 1


def count_answer(
    record: Record,
    world: World,
    place: tuple[int, int, int],
    answer: int,
    latency_us: int,
) -> None:
    """Count the answer to an authorisation.

    Parameters
    ----------
    place
        Time bucket of the arrival, wallet, route.
    """
    bucket, wallet, route = place
    cell = count_duration(record.answer_us, record.answer_extremes, latency_us)
    record.answer_by_bucket[bucket * columns.COARSE_CELLS + cell // columns.COARSE] += 1
    if answer == PAID:
        row = (bucket * world.settings.wallets + wallet) * columns.WALLET_COLUMNS
        record.by_bucket_wallet[row + columns.APPROVED] += 1
        record.by_route[(route * world.settings.buckets + bucket) * 2 + 1] += 1


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


def count_reversal(
    record: Record,
    world: World,
    wallet: int,
    amount_fen: int,
    counters: tuple[int, int],
) -> None:
    """Count and book a charge that was undone.

    Parameters
    ----------
    counters
        `Counter` of the number and of the amounts.
    """
    number, fen = counters
    record.counters[number] += 1
    record.counters[fen] += amount_fen
    post_reversal(
        record.balances, world.settings.shoppers, world.wallets.account[wallet], amount_fen
    )


def count_ending(record: Record, world: World, end: Ending) -> None:
    """Count a finished checkout in every table that it belongs to."""
    settings = world.settings
    outcome = end.outcome
    if end.end_us >= LATEST_US:
        record.counters[Counter.WAIT_US] = CEILING  # only queues lead so far; waits are "at least"
    none = settings.wallets
    wallet = none if end.wallet == NOBODY else end.wallet
    favourite = none if end.favourite == NOBODY else end.favourite
    stage = stage_of(world, end.arrival_us) * OUTCOMES + outcome
    bucket = end.bucket * OUTCOMES + outcome
    record.by_stage[stage] += 1
    record.by_bucket[bucket] += 1
    record.by_wallet[(end.destination * (none + 1) + wallet) * OUTCOMES + outcome] += 1
    cell = end.surface * settings.destinations + end.destination
    record.by_surface[cell * OUTCOMES + outcome] += 1
    if world.destinations.is_service[end.destination]:
        record.services_by_stage[stage] += 1
        record.services_by_bucket[bucket] += 1
        return
    record.by_favourite[favourite * OUTCOMES + outcome] += 1
    record.by_segment[end.segment * OUTCOMES + outcome] += 1
    record.by_tier[end.tier * OUTCOMES + outcome] += 1
    record.by_new[end.is_new * OUTCOMES + outcome] += 1
    record.by_amount[band_of(world, end.amount_fen) * OUTCOMES + outcome] += 1
    _count_money(record, end)


def _count_money(record: Record, end: Ending) -> None:
    row = end.destination * columns.DESTINATION_COLUMNS
    sums = record.by_destination
    if end.attempts:
        sums[row + columns.ATTEMPTED] += 1
    if end.outcome == PAID:
        record.paid_after[end.paid_after] += 1
        count_duration(record.checkout_us, record.checkout_extremes, end.end_us - end.arrival_us)
        sums[row + columns.PAID_FEN] += end.amount_fen
        if end.refund_fen:
            sums[row + columns.REFUNDED] += 1
            sums[row + columns.REFUNDED_FEN] += end.refund_fen
    else:
        sums[row + columns.LOST_FEN] += end.amount_fen
        if end.elsewhere:
            sums[row + columns.ELSEWHERE] += 1
            sums[row + columns.ELSEWHERE_FEN] += end.amount_fen
