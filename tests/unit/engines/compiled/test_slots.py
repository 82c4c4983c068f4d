from __future__ import annotations

from typing import Any

from sandbox.engines.compiled.slots import Slot, size_of, slots_of
from sandbox.engines.compiled.state import Run
from tests.unit.engines.compiled.samples import Inner, Outer


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
