"""Room for a replication: every table at its first size, and larger ones when they are full."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import LANES
from sandbox.engines.compiled import state
from sandbox.engines.compiled.arrivals import CHUNK
from sandbox.engines.compiled.calendar import INSIDE_MASK
from sandbox.engines.compiled.draws import AHEAD
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
from sandbox.engines.outages import windows_of
from sandbox.engines.record import Record, shapes
from sandbox.errors import CapacityError
from sandbox.payments.breakers import BreakerState, all_closed
from sandbox.payments.learning import LearnerState, untaught
from sandbox.scenario.tables.world import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.chance.streams import StreamKey
    from sandbox.engines.engine import Observers
    from sandbox.scenario.tables.world import World

ROWS: Final = 1 << 12
TRACE_ROWS: Final = 1 << 16
STORY_ROWS: Final = 1 << 14
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
        inside=zeros(INSIDE_MASK + 1),
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
    sizes = {name: int(np.prod(shape)) for name, shape in shapes(world.settings).items()}
    return Record(**{name: zeros(size) for name, size in sizes.items()})


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
    """Return a replication with twice the room in every table that is more than half full.

    Raises
    ------
    CapacityError
        If more is on its way at once than rows can be numbered.
    """
    clock = run.clock
    changes: dict[str, Any] = {}
    for name, used in (
        ("events", clock[state.EVENTS]),
        ("checkouts", clock[state.USED_CHECKOUTS]),
        ("requests", clock[state.USED_REQUESTS]),
    ):
        table = getattr(run, name)
        size = len(table[0])
        if 2 * used > size:
            if 2 * size > ON_THEIR_WAY_MAX:
                raise CapacityError(
                    f"more than {size:,} {name} are on their way at once",
                    hint="a queue without a bound may be growing faster than it is served",
                )
            changes[name] = longer(table, 2 * size)
    if run.plan.has_fates and clock[state.NEXT_NUMBER] >= 4 * len(run.fates):
        changes["fates"] = with_room(np.asarray(run.fates))
    if 4 * clock[state.LIMITED] > len(run.tokens.key):
        changes["tokens"] = with_more_tokens(run.tokens)
    return run._replace(**changes)


def with_more_tokens(tokens: TokenTable) -> TokenTable:
    """Return the same token buckets in a table of twice the size."""
    size = 2 * len(tokens.key)
    grown: TokenTable = empty_rows(TokenTable, size)
    for old in np.flatnonzero(tokens.key).tolist():
        row = place_of(grown, int(tokens.key[old]))
        for new, column in zip(grown, tokens, strict=True):
            new[row] = column[old]
    return grown
