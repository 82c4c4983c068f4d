"""Columns and rows in memory, and the directory that the compiled engine finds them by."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.engines.compiled.slots import WORD_BYTES, Rows, TableSlot, columns_of, slots_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE: Final = np.dtype(np.int64)
FLOAT: Final = np.dtype(np.float64)
NO_CELL: Final = ctypes.c_char * 0
NOTHING_APART: Final[Mapping[str, Any]] = MappingProxyType({})


def as_columns(table: Any, kind: type) -> Any:
    """Return a table with an array in place of every column, its numbers as they are."""
    values = []
    for name, slot in slots_of(kind).items():
        value = getattr(table, name)
        if slot.table is not None:
            value = as_columns(value, slot.table)
        elif slot.row is not None:
            value = Rows(slot.row, np.array(value.cells, dtype=WHOLE))
        elif slot.is_column:
            value = np.ascontiguousarray(value, dtype=FLOAT if slot.is_float else WHOLE)
        values.append(value)
    return kind(*values)


def as_lists(table: Any, kind: type) -> Any:
    """Return a table with a list in place of every column, its numbers as they are."""
    values = []
    for name, slot in slots_of(kind).items():
        value = getattr(table, name)
        if slot.table is not None:
            value = as_lists(value, slot.table)
        elif slot.row is not None:
            value = Rows(slot.row, value.cells.tolist())
        elif slot.is_column:
            value = np.asarray(value).tolist()
        values.append(value)
    return kind(*values)


def directory_of(
    table: Any, apart: Mapping[str, NDArray[np.int64]] = NOTHING_APART
) -> NDArray[np.int64]:
    """Return the directory of a table: numbers, addresses and lengths, slot by slot.

    The table, and what is apart, must outlive every use of its directory.

    Parameters
    ----------
    apart
        Directories of the tables inside it that have their own, by attribute.
    """
    return np.array(words_of(table, apart), dtype=WHOLE)


def words_of(table: Any, apart: Mapping[str, NDArray[np.int64]] = NOTHING_APART) -> list[int]:
    """Return what stands in the slots of a table; see `directory_of`."""
    words: list[int] = []
    kind: type = type(table)
    for (name, slot), value in zip(slots_of(kind).items(), table, strict=True):
        if slot.is_apart:
            words.append(address_of(apart[name]))
        elif slot.table is not None:
            words += words_of(value)
        elif slot.row is not None:
            check_rows(name, slot, value)
            words += (address_of(value.cells), len(value))
        elif slot.is_column:
            check_column(name, slot, value)
            words += (address_of(value), len(value))
        else:
            words.append(value)
    return words


def address_of(column: Any) -> int:
    """Return where a column begins."""
    try:
        # A quarter of the time that NumPy's own answer takes, for each of a hundred columns.
        return ctypes.addressof(NO_CELL.from_buffer(column))
    except (TypeError, ValueError):  # nobody may write to it, or its cells lie apart
        return int(column.ctypes.data)


def check_column(name: str, slot: TableSlot, column: NDArray[Any]) -> None:
    """Refuse a column that compiled code would misread."""
    kind = FLOAT if slot.is_float else WHOLE
    if column.dtype != kind or (len(column) > 1 and column.strides != (WORD_BYTES,)):
        raise TypeError(f"column {name} is no {kind.name} word by word")


def check_rows(name: str, slot: TableSlot, rows: Rows[Any]) -> None:
    """Refuse rows that compiled code would misread."""
    cells, width = rows.cells, len(columns_of(rows.kind))
    is_in_order = cells.dtype == WHOLE and cells.flags.c_contiguous
    if rows.kind is not slot.row or not is_in_order or cells.shape[1:] != (width,):
        raise TypeError(f"{name} are no rows of {slot.row.__name__}")
