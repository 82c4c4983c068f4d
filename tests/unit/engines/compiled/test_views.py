from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba.core import config
from numba.core.errors import TypingError

from sandbox.engines.compiled.state import Run
from sandbox.engines.compiled.storage import directory_of
from sandbox.engines.compiled.views import Slot, size_of, slots_of, view_as
from tests.unit.engines.compiled.programs import program


class Inner(NamedTuple):
    fixed: Sequence[int]
    share: MutableSequence[float]
    either: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]]


class Outer(NamedTuple):
    first: int
    inner: Inner
    sums: MutableSequence[int]


view = view_as(Outer)


def test_a_table_takes_a_slot_for_a_number_and_two_for_a_column() -> None:
    assert size_of(Inner) == 6
    assert size_of(Outer) == 1 + 6 + 2
    assert slots_of(Outer) == {
        "first": Slot(0),
        "inner": Slot(1, table=Inner),
        "sums": Slot(7, is_column=True, is_fixed=False),
    }
    assert slots_of(Inner) == {
        "fixed": Slot(0, is_column=True),
        "share": Slot(2, is_column=True, is_float=True, is_fixed=False),
        "either": Slot(4, is_column=True),
    }


def test_every_slot_of_a_run_is_taken_once() -> None:
    taken = list(_taken(Run, 0))
    assert sorted(taken) == list(range(size_of(Run)))


def _taken(table: type, first: int) -> Any:
    for slot in slots_of(table).values():
        if slot.table is not None:
            yield from _taken(slot.table, first + slot.first)
        else:
            yield first + slot.first
            if slot.is_column:
                yield first + slot.first + 1


def book(directory: Any, place: int) -> float:
    table = view(directory)
    for k in range(len(table.inner.fixed)):
        table.sums[place] += table.inner.fixed[k] * table.first + table.inner.either[k]
    table.inner.share[place] = table.inner.share[place] / 2
    share: float = table.inner.share[place]
    return share


def write_what_is_fixed(directory: Any) -> None:
    view(directory).inner.fixed[0] = 1


def ask_for_what_is_not_there(directory: Any) -> int:
    missing: int = view(directory).nobody
    return missing


def whole(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int64)


def table() -> Outer:
    share: Any = np.array([1.0, 3.0])
    return Outer(10, Inner(whole(1, 2), share, whole(5, 6)), whole(100, 200))


def test_compiled_code_reads_and_writes_the_columns_themselves() -> None:
    outer = table()
    assert program(book)(directory_of(outer), 1) == 1.5
    assert np.asarray(outer.sums).tolist() == [100, 200 + 10 * (1 + 2) + 5 + 6]
    assert np.asarray(outer.inner.share).tolist() == [1.0, 1.5]


def test_the_compiler_refuses_to_write_what_it_takes_for_fixed() -> None:
    with pytest.raises(TypingError, match="fixed column of int64"):
        program(write_what_is_fixed)(directory_of(table()))


def test_the_compiler_refuses_what_a_table_does_not_have() -> None:
    with pytest.raises(TypingError, match="nobody"):
        program(ask_for_what_is_not_there)(directory_of(table()))


@pytest.mark.parametrize("place", [2, -1, 2**40])
def test_checked_code_finds_no_cell_beyond_the_end(
    monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(config, "BOUNDSCHECK", 1)
    with pytest.raises(IndexError, match="no such cell in a changing column of int64"):
        program(book)(directory_of(table()), place)
