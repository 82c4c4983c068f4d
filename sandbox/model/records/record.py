"""What an engine writes down: flat integer tables of fixed size, whatever the number of checkouts.

Each table is a sum over checkouts, or holds extremes, of which the larger counts; so records of
replications are put together in any order.
"""

from collections.abc import MutableSequence
from typing import NamedTuple

from sandbox.model.tables.world import Settings
from sandbox.payments.ledger import KINDS
from sandbox.payments.settlement import WINDOWS_MAX
from sandbox.vocabulary import CityTier, Counter, Outcome, PaidAfter

OUTCOMES = len(Outcome)
SUB_BUCKETS = 128  # per octave: 0.8 % wide, so the middle is within 0.4 %
EXACT_BITS = 8  # durations of so many bits have a cell of their own
OCTAVES = 42
LATENCY_CELLS = SUB_BUCKETS * OCTAVES
COARSE = 16  # fine cells in a coarse one
COARSE_CELLS = LATENCY_CELLS // COARSE
# Sums of time that would be larger stay there, so that a cell which holds it means "at least".
# Two of them add up to less than 2**63.
CEILING = (1 << 62) - 1
# Where the clock stops: what would happen later, after 73,000 years, happens at this moment.
LATEST_US = 1 << 61

# Columns of the extremes of a cell: how far its least duration lies below the end of the cell, and
# how far the end of its largest one (a microsecond after it) lies above the start. Both are
# greatest where the duration is most extreme, and 0 in an empty cell, so that extremes of several
# replications are put together by taking the larger number.
BELOW_END, ABOVE_START = 0, 1
EXTREME_COLUMNS = 2
EXTREMES = ("answer_extremes", "checkout_extremes", "wait_extremes")

# Columns of `by_bucket_wallet`.
ATTEMPTS, APPROVED, QUEUED, QUERIES = 0, 1, 2, 3
WALLET_COLUMNS = 4

# Columns of `by_destination`.
(
    PAID_FEN,
    REFUNDED,
    REFUNDED_FEN,
    LOST_FEN,
    ELSEWHERE,
    ELSEWHERE_FEN,
    ATTEMPTED,
) = range(7)
DESTINATION_COLUMNS = 7

# Columns of `by_station` and `station_by_bucket`.
STATION_REQUESTS, STATION_WAITED, STATION_WAIT_US, STATION_BUSY_US = 0, 1, 2, 3
STATION_COLUMNS = 4


class Record(NamedTuple):
    """Counts and sums of one replication.

    Attributes
    ----------
    by_stage
        stage × outcome.
    by_bucket
        bucket × outcome, by the time of arrival.
    services_by_stage, services_by_bucket
        The part of both that belongs to destinations without payment.
    by_bucket_wallet
        bucket × wallet × {attempts, approved, queued, queries}.
    by_wallet
        destination × (wallet, last one: none) × outcome, by the wallet that paid or was last.
    by_favourite
        (wallet, last one: none) × outcome.
    by_surface
        surface × destination × outcome.
    by_segment, by_tier, by_new
        segment × outcome, city tier × outcome, {existing, new} × outcome; purchases only, as in
        `by_favourite`.
    by_route
        route × bucket × {attempts, approved}.
    by_destination
        destination × the columns named above.
    paid_after
        `PaidAfter`.
    balances
        account × kind of posting, fen.
    answer_us, checkout_us, wait_us
        Histograms of answer times, of paid checkouts from arrival to capture, and of the time
        that requests waited for capacity (zeros and leavers included).
    answer_extremes, checkout_extremes, wait_extremes
        cell × {`BELOW_END`, `ABOVE_START`}: the least and the largest duration in each cell of
        these histograms. Where both are one duration, the cell holds nothing else.
    by_station
        station × {requests that came, that waited, their wait in µs, µs that places were held
        within the horizon}.
    counters
        `Counter`.
    attempts_ended
        How attempts ended, by the same words as checkouts: each in exactly one way.
    answer_by_bucket
        bucket × coarse cell of the answer time (8 cells an octave, each within 6 %).
    queue_length
        bucket × station: requests waiting at the end of the bucket.
    fees_by_bucket
        Merchant discounts of captured payments by bucket of arrival, fen.
    station_by_bucket
        bucket × station × the columns of `by_station`: requests and their waits by the bucket in
        which they came to the station, the time that places were held split where buckets meet.
    wait_by_bucket
        bucket × coarse cell of the wait (as in `answer_by_bucket`), by the bucket in which the
        request was sent; no bucket in worlds without pressure.
    wait_us_by_bucket
        The exact sums of the waits in `wait_by_bucket`, µs.
    by_amount
        band of amounts × outcome, purchases only; a band holds its lower edge.
    positions, cleared
        rail × window × account, and gross amounts by rail × window, fen.
    """

    by_stage: MutableSequence[int]
    by_bucket: MutableSequence[int]
    services_by_stage: MutableSequence[int]
    services_by_bucket: MutableSequence[int]
    by_bucket_wallet: MutableSequence[int]
    by_wallet: MutableSequence[int]
    by_favourite: MutableSequence[int]
    by_surface: MutableSequence[int]
    by_segment: MutableSequence[int]
    by_tier: MutableSequence[int]
    by_new: MutableSequence[int]
    by_route: MutableSequence[int]
    by_destination: MutableSequence[int]
    paid_after: MutableSequence[int]
    balances: MutableSequence[int]
    answer_us: MutableSequence[int]
    checkout_us: MutableSequence[int]
    wait_us: MutableSequence[int]
    answer_extremes: MutableSequence[int]
    checkout_extremes: MutableSequence[int]
    wait_extremes: MutableSequence[int]
    by_station: MutableSequence[int]
    counters: MutableSequence[int]
    attempts_ended: MutableSequence[int]
    answer_by_bucket: MutableSequence[int]
    queue_length: MutableSequence[int]
    fees_by_bucket: MutableSequence[int]
    station_by_bucket: MutableSequence[int]
    wait_by_bucket: MutableSequence[int]
    wait_us_by_bucket: MutableSequence[int]
    by_amount: MutableSequence[int]
    positions: MutableSequence[int]
    cleared: MutableSequence[int]


def shapes(settings: Settings) -> dict[str, tuple[int, ...]]:
    """Return the shape of every table of a record."""
    s = settings
    waits = s.buckets if s.has_pressure else 0  # nothing waits where nothing fills up
    return {
        "by_stage": (s.stages, OUTCOMES),
        "by_bucket": (s.buckets, OUTCOMES),
        "services_by_stage": (s.stages, OUTCOMES),
        "services_by_bucket": (s.buckets, OUTCOMES),
        "by_bucket_wallet": (s.buckets, s.wallets, WALLET_COLUMNS),
        "by_wallet": (s.destinations, s.wallets + 1, OUTCOMES),
        "by_favourite": (s.wallets + 1, OUTCOMES),
        "by_surface": (s.surfaces, s.destinations, OUTCOMES),
        "by_segment": (s.segments, OUTCOMES),
        "by_tier": (len(CityTier), OUTCOMES),
        "by_new": (2, OUTCOMES),
        "by_route": (s.routes, s.buckets, 2),
        "by_destination": (s.destinations, DESTINATION_COLUMNS),
        "paid_after": (len(PaidAfter),),
        "balances": (s.accounts, KINDS),
        "answer_us": (LATENCY_CELLS,),
        "checkout_us": (LATENCY_CELLS,),
        "wait_us": (LATENCY_CELLS,),
        **dict.fromkeys(EXTREMES, (LATENCY_CELLS, EXTREME_COLUMNS)),
        "by_station": (s.stations, STATION_COLUMNS),
        "counters": (len(Counter),),
        "attempts_ended": (OUTCOMES,),
        "answer_by_bucket": (s.buckets, COARSE_CELLS),
        "queue_length": (s.buckets, s.stations),
        "fees_by_bucket": (s.buckets,),
        "station_by_bucket": (waits, s.stations, STATION_COLUMNS),
        "wait_by_bucket": (waits, COARSE_CELLS),
        "wait_us_by_bucket": (waits,),
        "by_amount": (s.amount_bands, OUTCOMES),
        "positions": (s.rails, WINDOWS_MAX, s.accounts),
        "cleared": (s.rails, WINDOWS_MAX),
    }


def sizes(settings: Settings) -> dict[str, int]:
    """Return how many cells every table of a record has."""
    found = {}
    for name, shape in shapes(settings).items():
        size = 1
        for length in shape:
            size *= length
        found[name] = size
    return found


def empty_record(settings: Settings) -> Record:
    """Return a record of zeros as plain lists."""
    return Record(**{name: [0] * size for name, size in sizes(settings).items()})


def latency_cell(duration_us: int) -> int:
    """Return the histogram cell of a duration: exact below 256 µs, then 128 cells an octave."""
    octave = max(0, duration_us.bit_length() - EXACT_BITS)
    return min(octave * SUB_BUCKETS + (duration_us >> octave), LATENCY_CELLS - 1)


def latency_bounds(cell: int) -> tuple[int, int]:
    """Return the durations of a histogram cell, [low, high), microseconds."""
    if cell < 2 * SUB_BUCKETS:
        return cell, cell + 1
    octave = cell // SUB_BUCKETS - 1
    low = (cell - octave * SUB_BUCKETS) << octave
    return low, low + (1 << octave)
