"""Room for a replication: every table at its first size, and larger ones when they are full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import LANES
from sandbox.engines.compiled import state
from sandbox.engines.compiled.arrival_blocks import CHUNK
from sandbox.engines.compiled.block_draws import AHEAD
from sandbox.engines.compiled.event_heap import (
    GENERATION_SHIFT,
    KIND_BITS,
    KIND_MASK,
    ROW_MASK,
)
from sandbox.engines.compiled.loop import (
    FATES_IN_WORD,
    SPARE_EVENTS,
    SPARE_ROWS,
    token_table_is_full,
)
from sandbox.engines.compiled.rows import NONE_FREE
from sandbox.engines.compiled.slots import Rows
from sandbox.engines.compiled.state import (
    ArrivalsAhead,
    CheckoutRow,
    HeapNode,
    Queues,
    RequestRow,
    Run,
    RunPlan,
    TokenBucket,
)
from sandbox.engines.compiled.storage import as_columns
from sandbox.engines.compiled.token_buckets import place_of
from sandbox.engines.fates import with_room
from sandbox.engines.story import empty_log
from sandbox.errors import CapacityError
from sandbox.model.draws import Draws
from sandbox.model.memory import Memory, empty_memory
from sandbox.model.outages import OutageWindows, windows_of
from sandbox.model.records.event_log import EventLog
from sandbox.model.records.record import Record, sizes
from sandbox.model.records.trace_row import COLUMNS
from sandbox.model.waits import LAST_PHASE
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.chance.streams import StreamKey
    from sandbox.engines.protocol import Observers
    from sandbox.model.tables.world import World

ROWS: Final = 1 << 12
INSIDE: Final = 1 << 12  # what is going on inside one event: few at a time
TRACE_ROWS: Final = 1 << 16
FATES: Final = 1 << 14  # words of eight checkouts
ON_THEIR_WAY_MAX: Final = 1 << 22  # three gigabytes; rows could be numbered up to `ROWS_MAX`


def fresh_run(world: World, columns: World, key: StreamKey, seen: Observers) -> Run:
    """Return a replication at its start.

    Parameters
    ----------
    world, columns
        The same tables, as plain sequences and as arrays.
    """
    settings = world.settings
    is_coupled = settings.has_tiers or settings.has_pressure or settings.has_memory
    rows = ROWS if is_coupled else 1
    clock = zeros(state.CLOCK_CELLS)
    clock[state.FREE_CHECKOUT] = clock[state.FREE_REQUEST] = NONE_FREE
    tables, trace_rows = load_tables(), TRACE_ROWS if seen.trace is not None else 0
    return Run(
        plan=RunPlan(
            is_coupled=int(is_coupled),
            trace_rows=trace_rows,
            has_fates=int(seen.fates is not None),
            is_alone=int(seen.story is not None and seen.story.alone),
        ),
        world=columns,
        draws=nothing_drawn(world, key),
        record=empty_record(world),
        memory=as_columns(empty_memory(world), Memory),
        log=as_columns(empty_log(seen.story), EventLog),
        windows=as_columns(
            windows_of(world.outages, key, settings.horizon_us, tables), OutageWindows
        ),
        clock=clock,
        arrivals=ArrivalsAhead(zeros(CHUNK), zeros(1, np.float64)),
        events=Rows.empty(HeapNode, rows),
        inside=zeros(INSIDE),
        checkouts=Rows.empty(CheckoutRow, rows),
        requests=Rows.empty(RequestRow, rows),
        queues=empty_queues(settings.stations),
        tokens=Rows.empty(TokenBucket, rows),
        trace=zeros(len(COLUMNS) * trace_rows),
        fates=zeros(FATES) if seen.fates is not None else zeros(1),
    )


def empty_record(world: World) -> Record:
    """Return a record of zeros as arrays."""
    return Record(**{name: zeros(size) for name, size in sizes(world.settings).items()})


def zeros(count: int, kind: type = np.int64) -> Any:
    """Return an array of zeros, which tables take for a sequence."""
    return np.zeros(count, dtype=kind)


def whole(numbers: Sequence[int]) -> Any:
    """Return whole numbers as an array, which tables take for a sequence."""
    return np.array(numbers, dtype=np.int64)


def nothing_drawn(world: World, key: StreamKey) -> Draws:
    """Return the draws of a replication, none of which is made yet."""
    tables = load_tables()
    words = LANES * AHEAD
    columns = {name: zeros(AHEAD) for name in Draws._fields[3:]}
    columns["holding"] = zeros(words * len(world.holding_groups))
    columns["agreement"] = zeros(words * len(world.agreement_groups))
    return Draws(key, tables, zeros(2), **columns)


def empty_queues(stations: int) -> Queues:
    """Return stations where nobody is."""
    nobody = [NOBODY] * stations
    return Queues(zeros(stations), zeros(stations), whole(nobody), whole(nobody))


def with_more_room(run: Run) -> Run:
    """Return a replication with twice the room in every table that is full.

    Raises
    ------
    CapacityError
        If more is on its way at once than there is memory for.
    """
    clock = run.clock
    changes: dict[str, Any] = {}
    if clock[state.EVENTS] + SPARE_EVENTS > len(run.events):
        forget_latecomers(run)
        if 2 * clock[state.EVENTS] > len(run.events):
            changes["events"] = twice_as_long("events", run.events)
    if clock[state.USED_CHECKOUTS] + SPARE_ROWS > len(run.checkouts):
        changes["checkouts"] = twice_as_long("checkouts", run.checkouts)
    if clock[state.USED_REQUESTS] + SPARE_ROWS > len(run.requests):
        changes["requests"] = twice_as_long("requests", run.requests)
    if clock[state.INSIDE_LAST] - clock[state.INSIDE_FIRST] + SPARE_EVENTS > len(run.inside):
        changes["inside"] = with_more_inside(run)
    if run.plan.has_fates and clock[state.NEXT_NUMBER] >= FATES_IN_WORD * len(run.fates):
        changes["fates"] = with_room(np.asarray(run.fates))
    if token_table_is_full(run):
        changes["tokens"] = with_more_tokens(run.tokens)
    return run._replace(**changes)


def twice_as_long(name: str, rows: Rows[Any]) -> Rows[Any]:
    """Return twice as many rows, if that is not too many."""
    size = 2 * len(rows)
    if size > ON_THEIR_WAY_MAX:
        raise CapacityError(
            f"more than {len(rows):,} {name} are on their way at once",
            hint="a queue without a bound may be growing faster than it is served",
        )
    return rows.longer(size)


def forget_latecomers(run: Run) -> None:
    """Take events out of the calendar whose request is over: most limits of waiting, in the end.

    Their number follows the arrivals within a limit, which may last for hours. What is left is
    put in order, which makes it a heap too.
    """
    clock, events = run.clock, run.events
    count = int(clock[state.EVENTS])
    what = events.column("what")[:count]
    of_checkouts = (what & KIND_MASK) <= LAST_PHASE
    rows = np.where(of_checkouts, 0, (what >> KIND_BITS) & ROW_MASK)
    generation = run.requests.column("generation")[rows]
    alive = np.flatnonzero(of_checkouts | (generation == what >> GENERATION_SHIFT))
    keys = [events.column(name)[alive] for name in ("sequence", "order", "time_us")]
    order = alive[np.lexsort(keys)]
    events.cells[: len(order)] = events.cells[order]
    clock[state.EVENTS] = len(order)


def with_more_inside(run: Run) -> Any:
    """Return what still happens inside the present event in a ring of twice the size."""
    first, last = (int(run.clock[cell]) for cell in (state.INSIDE_FIRST, state.INSIDE_LAST))
    size = len(run.inside)
    grown = zeros(2 * size)
    places = np.arange(first, last)
    grown[places & (2 * size - 1)] = np.asarray(run.inside)[places & (size - 1)]
    return grown


def with_more_tokens(tokens: Rows[TokenBucket]) -> Rows[TokenBucket]:
    """Return the same token buckets in a table of twice the size."""
    grown = Rows.empty(TokenBucket, 2 * len(tokens))
    for old in np.flatnonzero(tokens.column("key")).tolist():
        grown.cells[place_of(grown, tokens[old].key)] = tokens.cells[old]
    return grown
