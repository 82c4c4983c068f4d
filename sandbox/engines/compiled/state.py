"""What the compiled engine keeps while a replication runs: tables of numbers, as the world's.

Checkouts, requests and events are kept row by row; rows are used again, and a row's generation
tells an event that it comes too late. Tables grow between two events when they are nearly full.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

from sandbox.chance.quantile_tables import QuantileTable
from sandbox.chance.streams import StreamKey
from sandbox.model.record import Record
from sandbox.model.tables.world import World
from sandbox.payments.breakers import BreakerState
from sandbox.payments.learning import LearnerState

# Cells of `Run.clock`: single numbers that change.
(
    NOW,
    SEQUENCE,
    EVENTS,
    INSIDE_FIRST,
    INSIDE_LAST,
    FREE_CHECKOUT,
    USED_CHECKOUTS,
    FREE_REQUEST,
    USED_REQUESTS,
    NEXT_ARRIVAL,
    KNOWN_ARRIVALS,
    GAPS,
    ARRIVAL_CELL,
    NEXT_NUMBER,
    IS_LAST,
    NEXT_BUCKET,
    COMING_OUTAGE,
    ACTIVE_OUTAGES,
    TRACED,
    TOLD,
    LIMITED,
    DRAWN_FROM,
    DRAWN_TO,
) = range(23)
CLOCK_CELLS = 23


class Plan(NamedTuple):
    """How a replication is simulated.

    Attributes
    ----------
    is_coupled
        1 where checkouts can touch each other, so that events must happen in order.
    is_traced
        1 where a row is written for each checkout.
    has_fates
        1 where the outcome of each checkout is kept.
    story_of
        Number of the checkout whose story is told, -1 for none.
    is_alone
        1 to simulate only that checkout.
    """

    is_coupled: int
    is_traced: int
    has_fates: int
    story_of: int
    is_alone: int


class Checkouts(NamedTuple):
    """Checkouts on their way; see `engines.checkout.Checkout` for what both engines keep.

    Attributes
    ----------
    biometric
        Word of the shopper's way to confirm.
    method, failure, takes_us
        How the attempt on its way passes the cashier.
    latency_us, outcome
        Time to the answer, and how the attempt or the checkout ends.
    charges, first_funding
        1 while a second charge is made for a paid purchase; funding of the first.
    generation, next_free
        Counts uses of the row; the next row that is free.
    """

    number: MutableSequence[int]
    arrival_us: MutableSequence[int]
    bucket: MutableSequence[int]
    destination: MutableSequence[int]
    surface: MutableSequence[int]
    payload: MutableSequence[int]
    store: MutableSequence[int]
    segment: MutableSequence[int]
    tier: MutableSequence[int]
    is_new: MutableSequence[int]
    held: MutableSequence[int]
    favourite: MutableSequence[int]
    order: MutableSequence[int]
    amount_fen: MutableSequence[int]
    biometric: MutableSequence[int]
    container: MutableSequence[int]
    link_state: MutableSequence[int]
    acceptable: MutableSequence[int]
    wallet: MutableSequence[int]
    offer: MutableSequence[int]
    funding: MutableSequence[int]
    attempts: MutableSequence[int]
    on_route: MutableSequence[int]
    routes: MutableSequence[int]
    wallets: MutableSequence[int]
    tried_wallets: MutableSequence[int]
    open_offers: MutableSequence[int]
    learner: MutableSequence[int]
    era: MutableSequence[int]
    is_taught: MutableSequence[int]
    wait_us: MutableSequence[int]
    leaves_us: MutableSequence[int]
    paid_after: MutableSequence[int]
    method: MutableSequence[int]
    failure: MutableSequence[int]
    takes_us: MutableSequence[int]
    latency_us: MutableSequence[int]
    outcome: MutableSequence[int]
    charges: MutableSequence[int]
    first_funding: MutableSequence[int]
    generation: MutableSequence[int]
    next_free: MutableSequence[int]

    by_row = True  # type: ignore[misc]  # a fact about the class, not a field


class Requests(NamedTuple):
    """Requests and status queries on their way; see `engines.slip.Slip`.

    Attributes
    ----------
    checkout, checkout_generation
        Row of the checkout, and which use of it.
    number, attempt, bucket, amount_fen
        Of the checkout, which may be gone before its request.
    is_wanted
        1 until the checkout has heard a final result.
    is_served
        1 once all places are free again.
    slip, slip_generation, nth
        Of a query: the request that it asks about, and its number.
    stage, station, asked_us
        Place on the way that is sought: 0 route, 1 wallet, 2 rail; where, and since when.
    is_waiting, is_granted
        1 while in a queue; 1 once a place was handed over.
    earlier, later
        Neighbours in the queue.
    held, held_0 …, since_0 …
        How many stations are held, which, and since when.
    """

    checkout: MutableSequence[int]
    checkout_generation: MutableSequence[int]
    number: MutableSequence[int]
    attempt: MutableSequence[int]
    bucket: MutableSequence[int]
    amount_fen: MutableSequence[int]
    wallet: MutableSequence[int]
    rail: MutableSequence[int]
    route: MutableSequence[int]
    funding: MutableSequence[int]
    answer: MutableSequence[int]
    latency_us: MutableSequence[int]
    is_lost: MutableSequence[int]
    leaves_us: MutableSequence[int]
    sent_us: MutableSequence[int]
    result: MutableSequence[int]
    is_open: MutableSequence[int]
    is_answered: MutableSequence[int]
    is_abandoned: MutableSequence[int]
    is_wanted: MutableSequence[int]
    is_served: MutableSequence[int]
    slip: MutableSequence[int]
    slip_generation: MutableSequence[int]
    nth: MutableSequence[int]
    stage: MutableSequence[int]
    station: MutableSequence[int]
    asked_us: MutableSequence[int]
    is_waiting: MutableSequence[int]
    is_granted: MutableSequence[int]
    earlier: MutableSequence[int]
    later: MutableSequence[int]
    held: MutableSequence[int]
    held_0: MutableSequence[int]
    held_1: MutableSequence[int]
    held_2: MutableSequence[int]
    since_0: MutableSequence[int]
    since_1: MutableSequence[int]
    since_2: MutableSequence[int]
    generation: MutableSequence[int]
    next_free: MutableSequence[int]

    by_row = True  # type: ignore[misc]  # a fact about the class, not a field


class Events(NamedTuple):
    """The calendar, a heap with four children: time, rank and number, order of entry, what."""

    time_us: MutableSequence[int]
    order: MutableSequence[int]
    sequence: MutableSequence[int]
    what: MutableSequence[int]

    by_row = True  # type: ignore[misc]  # a fact about the class, not a field


class Arrivals(NamedTuple):
    """Moments of the arrivals that come next, and expected arrivals per unit of gap."""

    moment_us: MutableSequence[int]
    unit: MutableSequence[float]


class Ahead(NamedTuple):
    """What is drawn of the arrivals that come next, many at a time.

    Attributes
    ----------
    cell, amount_fen
        Row of the visit table, and amount of the purchase.
    visit_2 … aftermath_3
        Lanes of the blocks that nearly everybody needs.
    holding, agreement
        (group, lane) × arrival: words about wallets.
    """

    cell: MutableSequence[int]
    amount_fen: MutableSequence[int]

    visit_0: MutableSequence[int]
    visit_1: MutableSequence[int]
    visit_2: MutableSequence[int]
    visit_3: MutableSequence[int]
    menu_0: MutableSequence[int]
    menu_1: MutableSequence[int]
    menu_2: MutableSequence[int]
    menu_3: MutableSequence[int]
    identity_0: MutableSequence[int]
    identity_1: MutableSequence[int]
    identity_2: MutableSequence[int]
    identity_3: MutableSequence[int]
    attempt_0: MutableSequence[int]
    attempt_1: MutableSequence[int]
    attempt_2: MutableSequence[int]
    attempt_3: MutableSequence[int]
    aftermath_0: MutableSequence[int]
    aftermath_1: MutableSequence[int]
    aftermath_2: MutableSequence[int]
    aftermath_3: MutableSequence[int]
    holding: MutableSequence[int]
    agreement: MutableSequence[int]


class Queues(NamedTuple):
    """Stations: requests in service, how many wait, the first and the last of them."""

    busy: MutableSequence[int]
    length: MutableSequence[int]
    first: MutableSequence[int]
    last: MutableSequence[int]


class TokenTable(NamedTuple):
    """Token buckets by key, open addressing: key + 1 (0 for nobody), level, time of it."""

    key: MutableSequence[int]
    level: MutableSequence[int]
    since_us: MutableSequence[int]

    by_row = True  # type: ignore[misc]  # a fact about the class, not a field


class OutageWindows(NamedTuple):
    """Windows of this replication in order of their start.

    Attributes
    ----------
    window
        Their number in the order of the world, by which they act.
    row, from_us, until_us
        Row of the outage table, start, end.
    active
        Places of the windows in force, by their numbers.
    """

    window: Sequence[int]
    row: Sequence[int]
    from_us: Sequence[int]
    until_us: Sequence[int]
    active: MutableSequence[int]


class Scratch(NamedTuple):
    """Room for what functions hand to each other, party by party or offer by offer."""

    holdings: MutableSequence[int]
    prices: MutableSequence[int]
    ties: MutableSequence[int]
    beliefs: MutableSequence[float]


class TraceColumns(NamedTuple):
    """Rows of finished checkouts, in the order of `trace.COLUMNS`."""

    checkout: MutableSequence[int]
    arrival_us: MutableSequence[int]
    end_us: MutableSequence[int]
    destination: MutableSequence[int]
    surface: MutableSequence[int]
    payload: MutableSequence[int]
    store: MutableSequence[int]
    segment: MutableSequence[int]
    tier: MutableSequence[int]
    is_new: MutableSequence[int]
    held: MutableSequence[int]
    favourite: MutableSequence[int]
    amount_fen: MutableSequence[int]
    link_state: MutableSequence[int]
    container: MutableSequence[int]
    wallet: MutableSequence[int]
    route: MutableSequence[int]
    funding: MutableSequence[int]
    attempts: MutableSequence[int]
    wait_us: MutableSequence[int]
    outcome: MutableSequence[int]
    paid_after: MutableSequence[int]
    discount_fen: MutableSequence[int]
    subsidy_fen: MutableSequence[int]
    surcharge_fen: MutableSequence[int]
    refunded_fen: MutableSequence[int]
    goes_elsewhere: MutableSequence[int]


class Run(NamedTuple):
    """One replication while it runs.

    Attributes
    ----------
    clock
        Single numbers that change: see the names above.
    volumes
        Captured volume by destination, fen.
    inside
        What still happens inside the present event, first in, first out.
    budgets
        Millionths of a retry by destination.
    fates
        See `engines.fates`.
    """

    plan: Plan
    world: World
    key: StreamKey
    tables: QuantileTable
    record: Record
    clock: MutableSequence[int]
    volumes: MutableSequence[int]
    arrivals: Arrivals
    ahead: Ahead
    events: Events
    inside: MutableSequence[int]
    checkouts: Checkouts
    requests: Requests
    queues: Queues
    tokens: TokenTable
    outages: OutageWindows
    learners: LearnerState
    breakers: BreakerState
    budgets: MutableSequence[int]
    scratch: Scratch
    trace: TraceColumns
    story: MutableSequence[int]
    fates: MutableSequence[int]
