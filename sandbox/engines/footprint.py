"""How much memory tables, records and engines take, foretold from the tables alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.errors import Diagnostic, ScenarioError
from sandbox.model.records.record import sizes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.model.tables.world import Settings, World
    from sandbox.scenario.layers.source_map import SourceMap
    from sandbox.scenario.tables.build import BuiltWorld

CELL: Final = 8  # bytes
CELLS_MAX: Final = 1 << 28  # of one table of a record: 2 GiB, the most that a store takes
STATE: Final = 12 << 20  # rows of checkouts, requests and events at first, and what is drawn ahead
COPIES: Final = 2.5  # of a record while it becomes a tally and is added to others

# What makes each table large, by the section that a user would shorten.
GROWS_WITH: Final = {
    "positions": "rails",
    "cleared": "rails",
    "by_route": "merchants",
    "by_wallet": "merchants",
    "by_surface": "merchants",
    "by_bucket_wallet": "buckets",
    "queue_length": "buckets",
    "balances": "merchants",
}


def oversized(settings: Settings) -> dict[str, int]:
    """Return the tables of a record that are too large to be kept: name → cells."""
    return {name: size for name, size in sizes(settings).items() if size > CELLS_MAX}


def check_sizes(worlds: Iterable[BuiltWorld], places: SourceMap) -> None:
    """Raise ScenarioError where a table of what is counted would be too large to be kept."""
    found: dict[str, Diagnostic] = {}
    for built in worlds:
        for name, cells in oversized(built.world.settings).items():
            section = GROWS_WITH.get(name, "merchants")
            message = f"`{section}` ask for one table of {cells * CELL / (1 << 30):.1f} GiB,"
            message += " must be at most 2 GiB"
            found[section] = Diagnostic(message, places.key((section,)), hint="name fewer of them")
    if found:
        raise ScenarioError(list(found.values()))


def record_bytes(settings: Settings) -> int:
    """Return the size of one record."""
    return CELL * sum(sizes(settings).values())


def world_bytes(world: World) -> int:
    """Return the size of built tables: as numbers of Python, and as arrays."""
    return 5 * CELL * _cells(world)


def working_bytes(world: World) -> int:
    """Return what one replication takes while it is simulated, queues aside."""
    memory = world.learners.ring_start[-1] + world.breakers.ring_start[-1]
    return int(COPIES * record_bytes(world.settings)) + 2 * CELL * memory + STATE


def _cells(table: Any) -> int:  # noqa: ANN401 -- a named tuple of columns and of such tuples
    count = 0
    for value in table:
        if hasattr(value, "_fields"):
            count += _cells(value)
        elif not isinstance(value, int | float):
            count += len(value)
    return count
