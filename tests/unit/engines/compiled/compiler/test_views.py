from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sandbox.engines.compiled.compiler.object_code import loaded, optimised
from sandbox.engines.compiled.slots import Rows
from sandbox.engines.compiled.storage import directory_of
from sandbox.errors import DefectError
from tests.unit.engines.compiled.programs import bitcode_made_now, program
from tests.unit.engines.compiled.samples import Inner, Outer, Visit, prolong

FIRST = 2**40


def whole(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int64)


def table() -> Outer:
    share: Any = np.array([1.0, 3.0])
    distant_share: Any = np.array([4.0, 6.0, 8.0])
    visits = Rows.empty(Visit, 3)
    visits.cells[:] = [[1, 10, 0], [2, 20, 2], [3, 30, 0]]
    return Outer(
        first=FIRST,
        inner=Inner(whole(1, 2), share, whole(5, 6)),
        far=Inner(whole(3, 4), distant_share, whole(7, 8)),
        visits=visits,
        sums=whole(100, 200),
    )


@dataclass(frozen=True)
class Placed:
    """A table and its directories, which must live as long as they are used."""

    table: Outer
    far: Any
    directory: Any


def placed() -> Placed:
    outer = table()
    far = directory_of(outer.far)
    return Placed(outer, far, directory_of(outer, {"far": far}))


def test_compiled_code_reads_and_writes_the_columns_themselves() -> None:
    there = placed()
    outer = there.table
    assert program("book")(there.directory, 1) == 2
    assert np.asarray(outer.sums).tolist() == [100, 200 + FIRST * (1 + 2) + 5 + 6]
    assert np.asarray(outer.inner.share).tolist() == [1.0, 1.5]


@pytest.mark.parametrize("place", [2, -1, 2**40])
def test_checked_code_finds_no_cell_beyond_the_end(
    monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    checked = loaded(optimised(bitcode_made_now("book")))
    there = placed()
    with pytest.raises(DefectError, match="ended with status"):
        checked(there.directory, place)
    assert np.asarray(there.table.sums).tolist() == [100, 200]
    assert checked(there.directory, 1) == 2


def test_compiled_code_reads_and_writes_a_table_that_is_apart() -> None:
    there = placed()
    assert program("read_from_afar")(there.directory, 1) == 4_000 + 8 + 3
    assert np.asarray(there.table.far.share).tolist() == [4.0, 3.0, 8.0]
    assert np.asarray(there.table.inner.share).tolist() == [1.0, 3.0]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_machine_code_and_python_do_the_same_to_a_row(place: int) -> None:
    there = placed()
    interpreted = Rows(Visit, table().visits.cells.tolist())
    expected = prolong(interpreted, place, FIRST)
    assert program("prolong_inside")(there.directory, place) == expected
    assert there.table.visits.cells.tolist() == interpreted.cells
    assert interpreted.cells != table().visits.cells.tolist()


def test_a_row_that_points_at_another_reaches_it() -> None:
    there = placed()
    assert program("prolong_inside")(there.directory, 1) == 20 + FIRST
    expected = [[1, 10, 0], [3, 20 + FIRST, 2], [3, -20 - FIRST, 0]]
    assert there.table.visits.cells.tolist() == expected


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("write_what_is_fixed", "fixed column of int64"),
        ("ask_for_what_is_not_there", "nobody"),
        ("ask_a_row_for_what_it_does_not_have", "nobody"),
        ("write_to_a_row_what_it_does_not_have", "nobody"),
        ("replace_a_row", "rows of"),
    ],
)
def test_the_compiler_refuses_what_no_table_has(wrong: str, said: str) -> None:
    with pytest.raises(DefectError, match=said):
        bitcode_made_now(wrong)


@pytest.mark.parametrize("place", [3, -1, 2**40])
def test_checked_code_finds_no_row_beyond_the_last(
    monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    checked = loaded(optimised(bitcode_made_now("come_to")))
    there = placed()
    with pytest.raises(DefectError, match="ended with status"):
        checked(there.directory, place)
    assert there.table.visits.cells.tolist() == table().visits.cells.tolist()
