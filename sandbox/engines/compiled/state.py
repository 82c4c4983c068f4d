"""What the compiled engine keeps while a replication runs: tables and rows of whole numbers.

Checkouts, requests and events are kept row by row; rows are used again, and a row's generation
tells an event that it comes too late. Tables grow between two events when they are nearly full.
"""

from collections.abc import MutableSequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from sandbox.engines.compiled.slots import APART, Rows
from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.memory import Memory
from sandbox.model.outages import OutageWindows
from sandbox.model.records.event_log import EventLog
from sandbox.model.records.record import Record
from sandbox.model.request import PaymentRequest
from sandbox.model.tables.world import World

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
    TRACED,
    LIMITED,
) = range(18)
CLOCK_CELLS = 18


class RunPlan(NamedTuple):
    """How a replication is simulated.

    Attributes
    ----------
    is_coupled
        1 where checkouts can touch each other, so that events must happen in order.
    trace_rows
        How many rows the trace has room for before they are handed on, 0 for no trace.
    has_fates
        1 where the outcome of each checkout is kept.
    is_alone
        1 to simulate only the checkout whose log is kept.
    """

    is_coupled: int
    trace_rows: int
    has_fates: int
    is_alone: int


@dataclass(slots=True)
class CheckoutRow(Checkout):
    """A checkout on its way.

    Attributes
    ----------
    latency_us
        Time to the answer.
    charges, first_funding
        1 while a second charge is made for a paid purchase; funding of the first.
    generation, next_free
        Counts uses of the row; the next row that is free.
    """

    latency_us: int = 0
    charges: int = 0
    first_funding: int = 0
    generation: int = 0
    next_free: int = 0


@dataclass(slots=True)
class RequestRow(PaymentRequest):
    """A request or status query on its way.

    Attributes
    ----------
    checkout, checkout_generation
        Row of the checkout, and which use of it.
    is_wanted
        1 until the checkout has heard a final result.
    is_served
        1 once all places are free again.
    asks_about, asks_about_generation, nth
        Of a query: the request that it asks about, and its number.
    stage, station, asked_us
        Place on the way that is sought: 0 route, 1 wallet, 2 rail; where, and since when.
    is_waiting, is_granted
        1 while in a queue; 1 once a place was handed over.
    earlier, later
        Neighbours in the queue.
    held, held_0, held_1, held_2, since_0, since_1, since_2
        How many stations are held, which, and since when.
    generation, next_free
        Counts uses of the row; the next row that is free.
    """

    checkout: int = 0
    checkout_generation: int = 0
    is_wanted: int = 0
    is_served: int = 0
    asks_about: int = 0
    asks_about_generation: int = 0
    nth: int = 0
    stage: int = 0
    station: int = 0
    asked_us: int = 0
    is_waiting: int = 0
    is_granted: int = 0
    earlier: int = 0
    later: int = 0
    held: int = 0
    held_0: int = 0
    held_1: int = 0
    held_2: int = 0
    since_0: int = 0
    since_1: int = 0
    since_2: int = 0
    generation: int = 0
    next_free: int = 0


@dataclass(slots=True)
class HeapNode:
    """A node of the calendar's heap: time, rank and number, order of entry, what happens."""

    time_us: int = 0
    order: int = 0
    sequence: int = 0
    what: int = 0


@dataclass(slots=True)
class TokenBucket:
    """A token bucket: its key + 1 (0 for nobody), level, time of the level."""

    key: int = 0
    level: int = 0
    since_us: int = 0


class ArrivalsAhead(NamedTuple):
    """Moments of the arrivals that come next, and expected arrivals per unit of gap."""

    moment_us: MutableSequence[int]
    unit: MutableSequence[float]


class Queues(NamedTuple):
    """Stations: requests in service, how many wait, the first and the last of them."""

    busy: MutableSequence[int]
    length: MutableSequence[int]
    first: MutableSequence[int]
    last: MutableSequence[int]


class Run(NamedTuple):
    """One replication while it runs.

    Attributes
    ----------
    clock
        Single numbers that change: see the names above.
    inside
        What still happens inside the present event, first in, first out.
    trace
        Column × row of finished checkouts; see `model.records.trace_row.COLUMNS`.
    fates
        See `engines.fates`.
    """

    plan: RunPlan
    world: Annotated[World, APART]
    draws: Draws
    record: Record
    memory: Memory
    log: EventLog
    windows: OutageWindows
    clock: MutableSequence[int]
    arrivals: ArrivalsAhead
    events: Rows[HeapNode]
    inside: MutableSequence[int]
    checkouts: Rows[CheckoutRow]
    requests: Rows[RequestRow]
    queues: Queues
    tokens: Rows[TokenBucket]
    trace: MutableSequence[int]
    fates: MutableSequence[int]
