from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest

from sandbox.engines.compiled.storage import (
    as_columns,
    as_lists,
    directory_of,
    empty_rows,
    longer,
)


class Prices(NamedTuple):
    fen: Sequence[int]
    weight: Sequence[float]


class Rows(NamedTuple):
    number: MutableSequence[int]
    time_us: MutableSequence[int]

    by_row = True  # type: ignore[misc]  # a fact about the class, not a field


class Shop(NamedTuple):
    id: int
    prices: Prices
    rows: Rows
    rank: int


def rows(number: Sequence[int], time_us: Sequence[int]) -> Rows:
    table: Rows = Rows._make((number, time_us))  # mypy takes `by_row` for a field
    return table


SHOP = Shop(7, Prices([1, 2, 3], [0.5, 1.5]), rows([4, 5], [6, 8]), 9)


def columns() -> Shop:
    shop: Shop = as_columns(SHOP, Shop)
    table: Rows = empty_rows(Rows, 2)
    table.number[:], table.time_us[:] = SHOP.rows.number, SHOP.rows.time_us
    return shop._replace(rows=table)


def test_numbers_survive_the_way_into_arrays_and_back() -> None:
    shop = columns()
    assert isinstance(shop.prices.fen, np.ndarray)
    assert shop.prices.fen.dtype == np.int64
    assert isinstance(shop.prices.weight, np.ndarray)
    assert shop.prices.weight.dtype == np.float64
    assert as_lists(shop, Shop) == SHOP


def test_a_directory_tells_numbers_addresses_and_lengths() -> None:
    shop = columns()
    fen, weight = np.asarray(shop.prices.fen), np.asarray(shop.prices.weight)
    number, time = np.asarray(shop.rows.number), np.asarray(shop.rows.time_us)
    assert directory_of(shop).tolist() == [
        *(7, fen.ctypes.data, 3, weight.ctypes.data, 2),
        *(number.ctypes.data, 2, number.ctypes.data + 8, 2, 9),
    ]
    assert time.ctypes.data == number.ctypes.data + 8


def test_a_longer_table_begins_with_the_old_rows_and_goes_on_with_zeros() -> None:
    grown: Rows = longer(columns().rows, 5)
    assert np.asarray(grown.number).tolist() == [4, 5, 0, 0, 0]
    assert np.asarray(grown.time_us).tolist() == [6, 8, 0, 0, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        np.array([1.0, 2.0]),
        np.array([1, 2], dtype=np.int32),
        np.arange(6)[::3],
        np.arange(6)[::-1],
    ],
)
def test_a_column_that_compiled_code_would_misread_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="column fen is no int64 every 1 words"):
        directory_of(columns()._replace(prices=columns().prices._replace(fen=wrong)))


def test_rows_that_do_not_lie_side_by_side_are_refused() -> None:
    alone: Any = np.zeros(2, dtype=np.int64)
    apart = columns().rows._replace(number=alone)
    with pytest.raises(TypeError, match="column number is no int64 every 2 words"):
        directory_of(columns()._replace(rows=apart))
