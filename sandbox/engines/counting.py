"""How a checkout enters the record: the only code that adds to its counts."""

from typing import NamedTuple

from sandbox.engines import record as columns
from sandbox.engines.record import CEILING, LATEST_US, OUTCOMES, Record, latency_cell
from sandbox.payments.ledger import post_reversal
from sandbox.scenario.tables.world import NOBODY, World
from sandbox.vocabulary import Counter, Outcome

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
    """Return the time bucket of an arrival."""
    return min(time_us // world.settings.bucket_us, world.settings.buckets - 1)


def stage_of(world: World, time_us: int) -> int:
    """Return the stage of a walk at an arrival."""
    stage = 0
    while stage + 1 < world.settings.stages and world.stage_us[stage + 1] <= time_us:
        stage += 1
    return stage


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
    cell = latency_cell(latency_us)
    record.answer_us[cell] += 1
    record.answer_by_bucket[bucket * columns.COARSE_CELLS + cell // columns.COARSE] += 1
    if answer == PAID:
        row = (bucket * world.settings.wallets + wallet) * columns.WALLET_COLUMNS
        record.by_bucket_wallet[row + columns.APPROVED] += 1
        record.by_route[(route * world.settings.buckets + bucket) * 2 + 1] += 1


def count_request(record: Record, waited_us: int, failure: int) -> None:
    """Count a request that met stations: its wait, zeros and leavers included.

    A request that finds the queue full does not wait, so it is no part of the waits.
    """
    if failure == OVERLOADED:
        record.counters[Counter.QUEUE_FULL] += 1
        return
    record.counters[Counter.REQUESTS] += 1
    total = record.counters[Counter.WAIT_US]
    record.counters[Counter.WAIT_US] = saturated(total, waited_us)
    record.wait_us[latency_cell(waited_us)] += 1
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
    _count_money(record, end)


def _count_money(record: Record, end: Ending) -> None:
    row = end.destination * columns.DESTINATION_COLUMNS
    sums = record.by_destination
    if end.attempts:
        sums[row + columns.ATTEMPTED] += 1
    if end.outcome == PAID:
        record.paid_after[end.paid_after] += 1
        record.checkout_us[latency_cell(end.end_us - end.arrival_us)] += 1
        sums[row + columns.PAID_FEN] += end.amount_fen
        if end.refund_fen:
            sums[row + columns.REFUNDED] += 1
            sums[row + columns.REFUNDED_FEN] += end.refund_fen
    else:
        sums[row + columns.LOST_FEN] += end.amount_fen
        if end.elsewhere:
            sums[row + columns.ELSEWHERE] += 1
            sums[row + columns.ELSEWHERE_FEN] += end.amount_fen
