"""Columns in memory, and the directory that the compiled engine finds them by."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.engines.compiled.views import WORD_BYTES, Slot, slots_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE: Final = np.dtype(np.int64)
FLOAT: Final = np.dtype(np.float64)
NO_CELL: Final = ctypes.c_char * 0
NOTHING_KNOWN: Final[Mapping[str, Any]] = MappingProxyType({})


def as_columns(table: Any, kind: type) -> Any:
    """Return a table with an array in place of every column, its numbers as they are."""
    values = []
    for name, slot in slots_of(kind).items():
        value = getattr(table, name)
        if slot.table is not None:
            value = as_columns(value, slot.table)
        elif slot.is_column:
            value = np.ascontiguousarray(value, dtype=np.float64 if slot.is_float else np.int64)
        values.append(value)
    return kind(*values)


def as_lists(table: Any, kind: type) -> Any:
    """Return a table with a list in place of every column, its numbers as they are."""
    values = []
    for name, slot in slots_of(kind).items():
        value = getattr(table, name)
        if slot.table is not None:
            value = as_lists(value, slot.table)
        elif slot.is_column:
            value = np.asarray(value).tolist()
        values.append(value)
    return kind(*values)


def empty_rows(kind: type, count: int) -> Any:
    """Return a table of zeros with so many cells in each column."""
    slots = slots_of(kind)
    if getattr(kind, "by_row", False):
        return kind(*np.zeros((count, len(slots)), dtype=np.int64).T)
    return kind(*(np.zeros(count, np.float64 if s.is_float else np.int64) for s in slots.values()))


def longer(table: Any, count: int) -> Any:
    """Return a table with more cells in each column, the present ones first."""
    grown = empty_rows(type(table), count)
    for new, old in zip(grown, table, strict=True):
        new[: len(old)] = old
    return grown


def directory_of(
    table: Any, known: Mapping[str, NDArray[np.int64]] = NOTHING_KNOWN
) -> NDArray[np.int64]:
    """Return the directory of a table: numbers, addresses and lengths, slot by slot.

    The table must outlive every use of its directory.

    Parameters
    ----------
    known
        Directories of tables inside it that many tables share, by attribute.
    """
    return np.array(words_of(table, known), dtype=np.int64)


def kind_of(table: Any) -> type:
    """Return the class of a table."""
    kind: type = type(table)
    return kind


def words_of(table: Any, known: Mapping[str, NDArray[np.int64]] = NOTHING_KNOWN) -> list[int]:
    """Return what stands in the slots of a table; see `directory_of`."""
    if getattr(table, "by_row", False):
        return words_by_row(table)
    words: list[int] = []
    for (name, slot), value in zip(slots_of(kind_of(table)).items(), table, strict=True):
        if name in known:
            words += known[name].tolist()
        elif slot.table is not None:
            words += words_of(value)
        elif slot.is_column:
            check_column(name, slot, value)
            words += (address_of(value), len(value))
        else:
            words.append(value)
    return words


def words_by_row(table: Any) -> list[int]:
    """Return what stands in the slots of a table that is kept row by row.

    Only the first is asked where it is.
    """
    first = table[0]
    address, count, block = address_of(first), len(first), first.base
    words: list[int] = []
    for (name, slot), column in zip(slots_of(kind_of(table)).items(), table, strict=True):
        check_column(name, slot, column)
        if block is None or column.base is not block or len(column) != count:
            raise TypeError(f"column {name} is not in the rows of its table")
        words += (address, count)
        address += WORD_BYTES
    return words


def address_of(column: Any) -> int:
    """Return where a column begins."""
    try:
        # A quarter of the time that NumPy's own answer takes, for each of a hundred columns.
        return ctypes.addressof(NO_CELL.from_buffer(column))
    except (TypeError, ValueError):  # nobody may write to it, or its cells lie apart
        return int(column.ctypes.data)


def check_column(name: str, slot: Slot, column: NDArray[Any]) -> None:
    """Refuse a column that compiled code would misread."""
    kind = FLOAT if slot.is_float else WHOLE
    if column.dtype != kind or (len(column) > 1 and column.strides != (WORD_BYTES * slot.stride,)):
        raise TypeError(f"column {name} is no {kind.name} every {slot.stride} words")
