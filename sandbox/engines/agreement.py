"""Two engines on the same replication: every table and every checkout, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.engines.catalogue import COMPILED, REFERENCE, engine_named
from sandbox.engines.protocol import Engine, Observers
from sandbox.engines.story import Event, Story
from sandbox.engines.trace import Trace
from sandbox.errors import DisagreementError
from sandbox.model.records.record import Record, shapes
from sandbox.model.records.trace_row import COLUMNS
from sandbox.payments.ledger import Posting
from sandbox.vocabulary import Container, Counter, LinkState, Outcome, PaidAfter

if TYPE_CHECKING:
    from sandbox.chance.streams import StreamKey
    from sandbox.model.tables.world import Settings, World

END: Final = COLUMNS.index("end_us")
TABLES_NAMED: Final = 5  # in a message; the first few say where to look

# Words for the numbers of a column, and for the last dimension of a table.
OF_COLUMN: Final[Mapping[str, type[IntEnum]]] = {
    "outcome": Outcome,
    "paid_after": PaidAfter,
    "link_state": LinkState,
    "container": Container,
}
OF_TABLE: Final[Mapping[str, type[IntEnum]]] = {
    **dict.fromkeys(Record._fields[:4], Outcome),
    **dict.fromkeys(("by_wallet", "by_favourite", "by_surface", "by_segment"), Outcome),
    **dict.fromkeys(("by_tier", "by_new", "by_amount", "attempts_ended"), Outcome),
    "paid_after": PaidAfter,
    "balances": Posting,
    "counters": Counter,
}

Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """What an engine made of one replication.

    Attributes
    ----------
    record
        Flat tables by name.
    rows
        The trace, checkout × column, sorted by checkout.
    """

    settings: Settings
    record: Mapping[str, Cells]
    rows: Cells

    def column(self, name: str) -> Cells:
        """Return a column of the trace."""
        column: Cells = self.rows[:, COLUMNS.index(name)]
        return column

    def table(self, name: str) -> Cells:
        """Return a table of the record in its shape."""
        return self.record[name].reshape(shapes(self.settings)[name])


def told_by(engine: Engine, world: World, key: StreamKey) -> Told:
    """Let an engine simulate one replication."""
    trace = Trace()
    record = engine.simulate(world, key, Observers(trace=trace))
    columns = trace.columns()
    tables = {name: whole_numbers(cells) for name, cells in record._asdict().items()}
    rows = np.column_stack([whole_numbers(columns[name]) for name in COLUMNS])
    return Told(world.settings, tables, rows)


def whole_numbers(cells: Sequence[int]) -> Cells:
    """Return whole numbers as an array; a float among them is a mistake, however round."""
    found = np.asarray(cells)
    if found.ndim != 1 or (found.dtype.kind != "i" and found.size):
        raise TypeError(f"a column of {found.dtype} in {found.ndim} dimensions")
    return found.astype(np.int64)


def told_by_both(world: World, key: StreamKey) -> Told:
    """Let both engines simulate one replication and return what both tell.

    Raises
    ------
    DisagreementError
        If they differ, with the first checkout and the first event of its story that do.
    """
    reference, compiled = engine_named(REFERENCE), engine_named(COMPILED)
    first, second = told_by(reference, world, key), told_by(compiled, world, key)
    found = differences(first, second)
    if not found:
        return first
    number = first_to_differ(first.rows, second.rows)
    if number is not None:
        stories = (story_by(reference, world, key, number), story_by(compiled, world, key, number))
        found += _of_stories(*stories)
    raise DisagreementError(
        f"the engines disagree on replication {key.replication}",
        hint="reference | compiled\n" + "\n".join(found),
    )


def story_by(engine: Engine, world: World, key: StreamKey, checkout: int) -> Story:
    """Let an engine tell the story of one checkout among all others."""
    story = Story(checkout)
    engine.simulate(world, key, Observers(story=story))
    return story


def _of_stories(first: Story, second: Story) -> Iterator[str]:
    """Yield the first event that two stories tell differently."""
    for k, (left, right) in enumerate(zip_longest(first.events, second.events)):
        if left != right:
            yield f"  event {k}: {_event(left)} | {_event(right)}"
            return


def _event(event: Event | None) -> str:
    if event is None:
        return "nothing"
    facts = ", ".join(f"{name} {value}" for name, value in event.facts.items())
    return f"{event.kind.value} at {event.time_us} µs ({facts})"


def differences(first: Told, second: Told) -> list[str]:
    """Return where two tellings part: the earliest checkout, then the first tables."""
    found = list(_of_traces(first.rows, second.rows))
    tables = list(_of_records(first, second))
    if len(tables) > TABLES_NAMED:
        tables[TABLES_NAMED:] = [f"and {len(tables) - TABLES_NAMED} more tables differ"]
    return found + tables


def first_to_differ(first: Cells, second: Cells) -> int | None:
    """Return the checkout that ends first among those that differ, None where none does."""
    ends = _ends_of_differing(first, second)
    return min(ends, key=lambda number: (ends[number], number), default=None)


def _ends_of_differing(first: Cells, second: Cells) -> dict[int, int]:
    left, right = ({int(row[0]): row for row in rows} for rows in (first, second))
    return {
        number: min(int(rows[number][END]) for rows in (left, right) if number in rows)
        for number in left.keys() | right.keys()
        if not np.array_equal(left.get(number, ()), right.get(number, ()))
    }


def _of_traces(first: Cells, second: Cells) -> Iterator[str]:
    if np.array_equal(first, second):
        return
    if len(first) != len(second):
        yield f"rows of the trace: {len(first)} | {len(second)}"
    ends = _ends_of_differing(first, second)
    number = first_to_differ(first, second)
    if number is not None:
        yield f"checkout {number} is the first of {len(ends)} that differ, at {ends[number]} µs"
        yield from _of_rows(_row_of(first, number), _row_of(second, number))


def _row_of(rows: Cells, number: int) -> Cells | None:
    found = np.flatnonzero(rows[:, 0] == number)
    return rows[found[0]] if len(found) else None


def _of_rows(first: Cells | None, second: Cells | None) -> Iterator[str]:
    if first is None or second is None:
        yield f"  only the {'first' if second is None else 'second'} engine tells of it"
        return
    for k, name in enumerate(COLUMNS):
        if first[k] != second[k]:
            yield f"  {name}: {_word(name, int(first[k]))} | {_word(name, int(second[k]))}"


def _word(column: str, value: int) -> str:
    words = OF_COLUMN.get(column)
    return str(value) if words is None or value < 0 else words(value).name.lower()


def _of_records(first: Told, second: Told) -> Iterator[str]:
    for name, shape in shapes(first.settings).items():
        left, right = first.record[name], second.record[name]
        if left.shape != right.shape:
            yield f"{name}: {left.size} | {right.size} cells"
        elif not np.array_equal(left, right):
            cells = np.flatnonzero(left != right)
            cell = int(cells[0])
            yield f"{_place(name, shape, cell)}: {left[cell]} | {right[cell]} (of {len(cells)})"


def _place(name: str, shape: tuple[int, ...], cell: int) -> str:
    index = [str(k) for k in np.unravel_index(cell, shape)]
    words = OF_TABLE.get(name)
    if words is not None:
        index[-1] = words(int(index[-1])).name.lower()
    return f"{name}[{', '.join(index)}]"
