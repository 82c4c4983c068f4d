from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sandbox.engines.compiled.compiler.object_code import loaded, optimised
from sandbox.engines.compiled.storage import directory_of
from sandbox.errors import DefectError
from tests.unit.engines.compiled.programs import bitcode_made_now, program
from tests.unit.engines.compiled.samples import Inner, Outer


def whole(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int64)


def table() -> Outer:
    share: Any = np.array([1.0, 3.0])
    return Outer(10, Inner(whole(1, 2), share, whole(5, 6)), whole(100, 200))


def test_compiled_code_reads_and_writes_the_columns_themselves() -> None:
    outer = table()
    assert program("book")(directory_of(outer), 1) == 2
    assert np.asarray(outer.sums).tolist() == [100, 200 + 10 * (1 + 2) + 5 + 6]
    assert np.asarray(outer.inner.share).tolist() == [1.0, 1.5]


@pytest.mark.parametrize("place", [2, -1, 2**40])
def test_checked_code_finds_no_cell_beyond_the_end(
    monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    checked = loaded(optimised(bitcode_made_now("book")))
    outer = table()
    with pytest.raises(DefectError, match="ended with status"):
        checked(directory_of(outer), place)
    assert np.asarray(outer.sums).tolist() == [100, 200]
    assert checked(directory_of(outer), 1) == 2
