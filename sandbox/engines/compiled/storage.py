"""Columns in memory, and the directory that the compiled engine finds them by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.engines.compiled.views import Slot, size_of, slots_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


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


def directory_of(table: Any) -> NDArray[np.int64]:
    """Return the directory of a table: numbers, addresses and lengths, slot by slot.

    The table must outlive every use of its directory.
    """
    directory = np.zeros(size_of(kind_of(table)), dtype=np.int64)
    write_slots(directory, 0, table)
    return directory


def kind_of(table: Any) -> type:
    """Return the class of a table."""
    kind: type = type(table)
    return kind


def write_slots(directory: NDArray[np.int64], first: int, table: Any) -> None:
    """Write the slots of a table into a directory."""
    for name, slot in slots_of(kind_of(table)).items():
        value = getattr(table, name)
        number = first + slot.first
        if slot.table is not None:
            write_slots(directory, number, value)
        elif slot.is_column:
            check_column(name, slot, value)
            directory[number] = value.ctypes.data
            directory[number + 1] = len(value)
        else:
            directory[number] = value


def check_column(name: str, slot: Slot, column: NDArray[Any]) -> None:
    """Refuse a column that compiled code would misread."""
    kind = np.float64 if slot.is_float else np.int64
    if column.dtype != kind or (len(column) > 1 and column.strides != (8 * slot.stride,)):
        raise TypeError(f"column {name} is no {kind.__name__} every {slot.stride} words")
