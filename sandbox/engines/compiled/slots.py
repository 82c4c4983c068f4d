"""Where the attributes of a table stand in its directory, an array of 64-bit words.

A table is a class of named tuples. Each attribute takes a word for a plain number, two for a
column or for rows (address and length), one for a table with a directory of its own (its
address), and the words of its own attributes for any other table.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from dataclasses import fields
from functools import cache
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import numpy as np
from numpy.typing import NDArray

WORD_BYTES: Final = 8
APART: Final = "has a directory of its own"

Row = TypeVar("Row")


class TableSlot(NamedTuple):
    """Where an attribute of a table stands in the directory.

    Attributes
    ----------
    first
        Number of the first slot, counted from that of its table.
    table
        Class of a nested table, None for anything else.
    row
        Class of the rows, None for anything else.
    is_apart
        Whether a nested table has a directory of its own.
    is_column, is_float, is_fixed
        Whether it has many cells, whether of floats, whether nobody writes to them.
    """

    first: int
    table: Any = None
    row: Any = None
    is_apart: bool = False
    is_column: bool = False
    is_float: bool = False
    is_fixed: bool = True

    @property
    def size(self) -> int:
        """How many words it takes."""
        if self.table is not None:
            return 1 if self.is_apart else size_of(self.table)
        return 2 if self.is_column or self.row is not None else 1


@cache
def slots_of(table: type) -> dict[str, TableSlot]:
    """Return the slots of a class of named tuples, by attribute."""
    slots = {}
    first = 0
    for name, hint in get_type_hints(table, include_extras=True).items():
        slots[name] = _slot(first, hint)
        first += slots[name].size
    return slots


def _slot(first: int, hint: Any) -> TableSlot:
    if get_origin(hint) is Annotated:
        return TableSlot(first, table=get_args(hint)[0], is_apart=True)
    if hasattr(hint, "_fields"):
        return TableSlot(first, table=hint)
    if hint is int:
        return TableSlot(first)
    if get_origin(hint) is Rows:
        return TableSlot(first, row=get_args(hint)[0])
    column = hint if get_origin(hint) in (Sequence, MutableSequence) else get_args(hint)[0]
    is_fixed = get_origin(column) is Sequence
    is_float = get_args(column)[0] is float
    return TableSlot(first, is_column=True, is_float=is_float, is_fixed=is_fixed)


@cache
def size_of(table: type) -> int:
    """Return how many words a class of named tuples takes in the directory."""
    return sum(slot.size for slot in slots_of(table).values())


def columns_of(row: type) -> dict[str, int]:
    """Return where each field of a class of rows stands in its row."""
    return _columns_of(row)


@cache
def _columns_of(row: Any) -> dict[str, int]:
    return {field.name: place for place, field in enumerate(fields(row))}


class Rows(Generic[Row]):
    """Objects kept as rows of whole numbers, one cell for each field.

    Attributes
    ----------
    kind
        Class of the objects, a dataclass of whole numbers.
    cells
        Row × field; lists where the interpreter works on them.
    """

    __slots__ = ("cells", "kind")

    def __init__(self, kind: type[Row], cells: Any) -> None:
        self.kind = kind
        self.cells = cells

    @classmethod
    def empty(cls, kind: type[Row], count: int) -> Rows[Row]:
        """Return so many rows of zeros."""
        return cls(kind, np.zeros((count, len(columns_of(kind))), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, row: int) -> Row:
        """Return one object: what is written to it is written to its row."""
        view: Any = RowView(self.cells[row], columns_of(self.kind))
        return view  # type: ignore[no-any-return]  # it has the fields of the class

    def column(self, name: str) -> NDArray[np.int64]:
        """Return one field of all rows."""
        cells: Any = np.asarray(self.cells)
        column: NDArray[np.int64] = cells[:, columns_of(self.kind)[name]]
        return column

    def longer(self, count: int) -> Rows[Row]:
        """Return more rows, the present ones first."""
        grown = self.empty(self.kind, count)
        grown.cells[: len(self)] = self.cells
        return grown


class RowView:
    """One row as an object, for the interpreter; compiled code knows its address."""

    __slots__ = ("_cells", "_columns")

    _cells: Any
    _columns: dict[str, int]

    def __init__(self, cells: Any, columns: dict[str, int]) -> None:
        object.__setattr__(self, "_cells", cells)
        object.__setattr__(self, "_columns", columns)

    def __getattr__(self, name: str) -> int:
        try:
            return int(self._cells[self._columns[name]])
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: int) -> None:
        try:
            self._cells[self._columns[name]] = int(value)
        except KeyError:
            raise AttributeError(name) from None
