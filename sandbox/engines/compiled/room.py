"""Room for a replication: every table at its first size, and larger ones when they are full."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import LANES
from sandbox.engines.compiled import state
from sandbox.engines.compiled.arrivals import CHUNK
from sandbox.engines.compiled.calendar import GENERATION_SHIFT, KIND_BITS, KIND_MASK, ROW_MASK
from sandbox.engines.compiled.draws import AHEAD
from sandbox.engines.compiled.happenings import Phase
from sandbox.engines.compiled.loop import (
    FATES_IN_WORD,
    SPARE_EVENTS,
    SPARE_ROWS,
    token_table_is_full,
)
from sandbox.engines.compiled.rows import NONE_FREE
from sandbox.engines.compiled.state import (
    Ahead,
    Arrivals,
    Checkouts,
    Events,
    OutageWindows,
    Plan,
    Queues,
    Requests,
    Run,
    Scratch,
    TokenTable,
    TraceColumns,
)
from sandbox.engines.compiled.storage import as_columns, empty_rows, longer
from sandbox.engines.compiled.telling import STORY_COLUMNS
from sandbox.engines.compiled.tokens import place_of
from sandbox.engines.fates import with_room
from sandbox.errors import CapacityError
from sandbox.model.outages import windows_of
from sandbox.model.record import Record, sizes
from sandbox.payments.breakers import BreakerState, all_closed
from sandbox.payments.learning import LearnerState, untaught
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.chance.streams import StreamKey
    from sandbox.engines.engine import Observers
    from sandbox.model.tables.world import World

ROWS: Final = 1 << 12
INSIDE: Final = 1 << 12  # what is going on inside one event: few at a time
TRACE_ROWS: Final = 1 << 16
STORY_ROWS: Final = 1 << 17  # more than 255 attempts with 250 status queries each can tell
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
    return Run(
        plan=Plan(
            is_coupled=int(is_coupled),
            is_traced=int(seen.trace is not None),
            has_fates=int(seen.fates is not None),
            story_of=seen.story.checkout if seen.story is not None else NOBODY,
            is_alone=int(seen.story is not None and seen.story.alone),
        ),
        world=columns,
        key=key,
        tables=load_tables(),
        record=empty_record(world),
        clock=clock,
        volumes=whole(columns.destinations.volume_fen),
        arrivals=Arrivals(zeros(CHUNK), zeros(1, np.float64)),
        ahead=nothing_ahead(world),
        events=empty_rows(Events, rows),
        inside=zeros(INSIDE),
        checkouts=empty_rows(Checkouts, rows),
        requests=empty_rows(Requests, rows),
        queues=empty_queues(settings.stations),
        tokens=empty_rows(TokenTable, rows),
        outages=windows(world, key),
        learners=as_columns(untaught(world.learners), LearnerState),
        breakers=as_columns(all_closed(world.breakers), BreakerState),
        budgets=zeros(settings.destinations),
        scratch=scratch(world),
        trace=empty_rows(TraceColumns, TRACE_ROWS if seen.trace is not None else 1),
        fates=zeros(FATES) if seen.fates is not None else zeros(1),
        story=zeros(STORY_ROWS * STORY_COLUMNS if seen.story is not None else 1),
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


def nothing_ahead(world: World) -> Ahead:
    """Return room for what is drawn ahead."""
    words = LANES * AHEAD
    ahead: Ahead = empty_rows(Ahead, AHEAD)
    return ahead._replace(
        holding=zeros(words * len(world.holding_groups)),
        agreement=zeros(words * len(world.agreement_groups)),
    )


def empty_queues(stations: int) -> Queues:
    """Return stations where nobody is."""
    nobody = [NOBODY] * stations
    return Queues(zeros(stations), zeros(stations), whole(nobody), whole(nobody))


def windows(world: World, key: StreamKey) -> OutageWindows:
    """Return the outages of a replication in order of their start."""
    found = windows_of(world.outages, key, world.settings.horizon_us, load_tables())
    order = sorted(range(len(found.row)), key=lambda w: (found.from_us[w], w))
    return OutageWindows(
        whole(order),
        whole([found.row[w] for w in order]),
        whole([found.from_us[w] for w in order]),
        whole([found.until_us[w] for w in order]),
        zeros(len(order) + 1),
    )


def scratch(world: World) -> Scratch:
    """Return room for draws and prices, party by party or offer by offer."""
    starts = world.offers.start
    offers = max((b - a for a, b in itertools.pairwise(starts)), default=0)
    return Scratch(
        zeros(LANES * len(world.holding_groups) + 1),
        zeros(offers + 1),
        zeros(offers + 1),
        zeros(offers + 1, np.float64),
    )


def with_more_room(run: Run) -> Run:
    """Return a replication with twice the room in every table that is full.

    Raises
    ------
    CapacityError
        If more is on its way at once than there is memory for.
    """
    clock = run.clock
    changes: dict[str, Any] = {}
    if clock[state.EVENTS] + SPARE_EVENTS > len(run.events.time_us):
        forget_latecomers(run)
        if 2 * clock[state.EVENTS] > len(run.events.time_us):
            changes["events"] = twice_as_long("events", run.events)
    if clock[state.USED_CHECKOUTS] + SPARE_ROWS > len(run.checkouts.number):
        changes["checkouts"] = twice_as_long("checkouts", run.checkouts)
    if clock[state.USED_REQUESTS] + SPARE_ROWS > len(run.requests.number):
        changes["requests"] = twice_as_long("requests", run.requests)
    if clock[state.INSIDE_LAST] - clock[state.INSIDE_FIRST] + SPARE_EVENTS > len(run.inside):
        changes["inside"] = with_more_inside(run)
    if run.plan.has_fates and clock[state.NEXT_NUMBER] >= FATES_IN_WORD * len(run.fates):
        changes["fates"] = with_room(np.asarray(run.fates))
    if token_table_is_full(run):
        changes["tokens"] = with_more_tokens(run.tokens)
    return run._replace(**changes)


def twice_as_long(name: str, table: Any) -> Any:
    """Return a table of twice the length, if that is not too long."""
    size = len(table[0])
    if 2 * size > ON_THEIR_WAY_MAX:
        raise CapacityError(
            f"more than {size:,} {name} are on their way at once",
            hint="a queue without a bound may be growing faster than it is served",
        )
    return longer(table, 2 * size)


def forget_latecomers(run: Run) -> None:
    """Take events out of the calendar whose request is over: most limits of waiting, in the end.

    Their number follows the arrivals within a limit, which may last for hours. What is left is
    put in order, which makes it a heap too.
    """
    clock, events = run.clock, run.events
    what = np.asarray(events.what)[: clock[state.EVENTS]]
    of_checkouts = (what & KIND_MASK) <= Phase.FINISH
    rows = np.where(of_checkouts, 0, (what >> KIND_BITS) & ROW_MASK)
    generation = np.asarray(run.requests.generation)[rows]
    alive = np.flatnonzero(of_checkouts | (generation == what >> GENERATION_SHIFT))
    keys = (events.sequence, events.order, events.time_us)
    order = alive[np.lexsort([np.asarray(key)[alive] for key in keys])]
    for column in events:
        cells = np.asarray(column)
        cells[: len(order)] = cells[order]
    clock[state.EVENTS] = len(order)


def with_more_inside(run: Run) -> Any:
    """Return what still happens inside the present event in a ring of twice the size."""
    first, last = (int(run.clock[cell]) for cell in (state.INSIDE_FIRST, state.INSIDE_LAST))
    size = len(run.inside)
    grown = zeros(2 * size)
    places = np.arange(first, last)
    grown[places & (2 * size - 1)] = np.asarray(run.inside)[places & (size - 1)]
    return grown


def with_more_tokens(tokens: TokenTable) -> TokenTable:
    """Return the same token buckets in a table of twice the size."""
    size = 2 * len(tokens.key)
    grown: TokenTable = empty_rows(TokenTable, size)
    for old in np.flatnonzero(tokens.key).tolist():
        row = place_of(grown, int(tokens.key[old]))
        for new, column in zip(grown, tokens, strict=True):
            new[row] = column[old]
    return grown
