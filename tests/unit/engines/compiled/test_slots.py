from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

from sandbox.engines.compiled.slots import APART, Rows, TableSlot, columns_of, size_of, slots_of
from sandbox.engines.compiled.state import CheckoutRow, RequestRow, Run
from sandbox.model.checkout import Checkout
from sandbox.model.request import PaymentRequest


@dataclass(slots=True)
class Visit:
    number: int = 0
    time_us: int = 0


@dataclass(slots=True)
class LongVisit(Visit):
    left_us: int = 0


class Inner(NamedTuple):
    fixed: Sequence[int]
    share: MutableSequence[float]
    either: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]]


class Outer(NamedTuple):
    first: int
    inner: Inner
    far: Annotated[Inner, APART]
    visits: Rows[Visit]
    sums: MutableSequence[int]


def visits() -> Rows[Visit]:
    rows = Rows.empty(Visit, 2)
    rows.cells[:] = [[4, 6], [5, 8]]
    return rows


def test_a_table_takes_a_slot_for_a_number_and_two_for_a_column_or_for_rows() -> None:
    assert size_of(Inner) == 6
    assert size_of(Outer) == 1 + 6 + 1 + 2 + 2
    assert slots_of(Outer) == {
        "first": TableSlot(0),
        "inner": TableSlot(1, table=Inner),
        "far": TableSlot(7, table=Inner, is_apart=True),
        "visits": TableSlot(8, row=Visit),
        "sums": TableSlot(10, is_column=True, is_fixed=False),
    }
    assert slots_of(Inner) == {
        "fixed": TableSlot(0, is_column=True),
        "share": TableSlot(2, is_column=True, is_float=True, is_fixed=False),
        "either": TableSlot(4, is_column=True),
    }


def test_a_table_that_is_apart_takes_one_slot_however_large_it_is() -> None:
    world = slots_of(Run)["world"]
    assert world.is_apart
    assert world.size == 1
    assert size_of(world.table) > 100


def test_every_slot_of_a_run_is_taken_once() -> None:
    taken = list(_taken(Run, 0))
    assert sorted(taken) == list(range(size_of(Run)))


def _taken(table: type, first: int) -> Any:
    for slot in slots_of(table).values():
        if slot.table is not None and not slot.is_apart:
            yield from _taken(slot.table, first + slot.first)
        else:
            yield first + slot.first
            if slot.is_column or slot.row is not None:
                yield first + slot.first + 1


def test_fields_stand_in_their_row_in_the_order_of_the_class_the_inherited_first() -> None:
    assert columns_of(LongVisit) == {"number": 0, "time_us": 1, "left_us": 2}


@pytest.mark.parametrize(("row", "model"), [(CheckoutRow, Checkout), (RequestRow, PaymentRequest)])
def test_a_row_of_an_engine_begins_with_what_the_model_knows(row: type, model: Any) -> None:
    known = [field.name for field in fields(model)]
    assert list(columns_of(row))[: len(known)] == known
    assert len(columns_of(row)) > len(known)


def test_rows_begin_as_zeros_one_cell_for_each_field() -> None:
    rows = Rows.empty(LongVisit, 3)
    assert len(rows) == 3
    assert rows.cells.dtype == np.int64
    assert rows.cells.tolist() == [[0, 0, 0]] * 3


def test_a_longer_table_begins_with_the_old_rows_and_goes_on_with_zeros() -> None:
    rows = visits()
    grown = rows.longer(5)
    assert grown.kind is Visit
    assert grown.column("number").tolist() == [4, 5, 0, 0, 0]
    assert grown.column("time_us").tolist() == [6, 8, 0, 0, 0]
    grown[0].number = 9
    assert rows[0].number == 4


@pytest.mark.parametrize("is_list", [False, True])
def test_a_row_reads_and_writes_the_cells_themselves(*, is_list: bool) -> None:
    rows = visits()
    if is_list:  # as the interpreter keeps them
        rows = Rows(Visit, rows.cells.tolist())
    one, again = rows[1], rows[1]
    assert (one.number, one.time_us) == (5, 8)
    one.time_us += 2**40
    assert again.time_us == 8 + 2**40
    assert rows.column("time_us").tolist() == [6, 8 + 2**40]
    assert rows.column("number").tolist() == [4, 5]


@pytest.mark.parametrize("written", [np.int64(7), True, 7])
def test_what_a_row_holds_is_a_whole_number_whatever_was_written(written: Any) -> None:
    rows = visits()
    rows[0].number = written
    read = rows[0].number
    assert type(read) is int
    assert read == int(written)


def test_a_column_of_an_array_is_the_cells_themselves() -> None:
    rows = visits()
    rows.column("number")[0] = 11
    assert rows[0].number == 11


def test_a_row_has_the_fields_of_its_class_and_no_others() -> None:
    row: Any = visits()[0]
    with pytest.raises(AttributeError, match="left_us"):
        _ = row.left_us
    with pytest.raises(AttributeError, match="left_us"):
        row.left_us = 1
    with pytest.raises(KeyError, match="left_us"):
        visits().column("left_us")


def test_there_is_no_row_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        _ = visits()[2]
