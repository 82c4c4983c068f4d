from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

from sandbox.engines.compiled.slots import APART, Rows
from sandbox.engines.compiled.storage import as_columns, as_lists, directory_of


class Prices(NamedTuple):
    fen: Sequence[int]
    weight: Sequence[float]


@dataclass(slots=True)
class Visit:
    number: int = 0
    time_us: int = 0


@dataclass(slots=True)
class Parcel:
    number: int = 0
    weight_g: int = 0


class Town(NamedTuple):
    streets: Sequence[int]
    houses: Sequence[int]


class Shop(NamedTuple):
    id: int
    prices: Prices
    town: Annotated[Town, APART]
    visits: Rows[Visit]
    rank: int


SHOP = Shop(
    7,
    Prices([1, 2, 3], [0.5, 1.5]),
    Town([20, 21], [30]),
    Rows(Visit, [[4, 6], [5, 8]]),
    9,
)


def columns() -> Shop:
    shop: Shop = as_columns(SHOP, Shop)
    return shop


def apart(shop: Shop) -> dict[str, Any]:
    return {"town": directory_of(shop.town)}


def test_numbers_survive_the_way_into_arrays_and_back() -> None:
    shop = columns()
    assert isinstance(shop.prices.fen, np.ndarray)
    assert shop.prices.fen.dtype == np.int64
    assert isinstance(shop.prices.weight, np.ndarray)
    assert shop.prices.weight.dtype == np.float64
    assert isinstance(shop.town.houses, np.ndarray)
    assert isinstance(shop.visits.cells, np.ndarray)
    assert shop.visits.cells.dtype == np.int64
    back: Shop = as_lists(shop, Shop)
    assert back._replace(visits=SHOP.visits) == SHOP
    assert back.visits.cells == SHOP.visits.cells
    assert back.visits.kind is shop.visits.kind is Visit


@pytest.mark.parametrize("turn", [as_columns, as_lists])
def test_rows_that_were_turned_are_rows_of_their_own(turn: Any) -> None:
    shop = columns()
    turn(shop, Shop).visits[0].number = 99
    assert shop.visits[0].number == 4


def test_a_directory_tells_numbers_addresses_and_lengths() -> None:
    shop = columns()
    fen, weight = np.asarray(shop.prices.fen), np.asarray(shop.prices.weight)
    beside = apart(shop)
    assert directory_of(shop, beside).tolist() == [
        *(7, fen.ctypes.data, 3, weight.ctypes.data, 2),
        *(beside["town"].ctypes.data, shop.visits.cells.ctypes.data, 2, 9),
    ]


def test_a_table_that_is_apart_is_found_by_the_address_of_its_own_directory() -> None:
    shop, other = columns(), columns()
    own, foreign = apart(shop), apart(other)
    here, there = directory_of(shop, own), directory_of(shop, foreign)
    assert np.flatnonzero(here != there).tolist() == [5]
    with pytest.raises(KeyError, match="town"):
        directory_of(shop)


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
    with pytest.raises(TypeError, match="column fen is no int64 word by word"):
        directory_of(columns().prices._replace(fen=wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        Rows.empty(Parcel, 2),
        Rows(Visit, np.zeros((2, 2), dtype=np.float64)),
        Rows(Visit, np.zeros((2, 2), dtype=np.int32)),
        Rows(Visit, np.zeros((2, 2), dtype=np.int64).T[:, :1]),
        Rows(Visit, np.zeros((2, 4), dtype=np.int64)[:, :2]),
        Rows(Visit, np.zeros((4, 2), dtype=np.int64)[::2]),
        Rows(Visit, np.asfortranarray(np.zeros((2, 2), dtype=np.int64))),
        Rows(Visit, np.zeros((2, 3), dtype=np.int64)),
        Rows(Visit, np.zeros(4, dtype=np.int64)),
    ],
    ids=[
        *("another class", "floats", "half words", "narrow columns", "part of longer rows"),
        *("every other row", "column by column", "rows too long", "no rows at all"),
    ],
)
def test_rows_that_compiled_code_would_misread_are_refused(wrong: Any) -> None:
    shop = columns()
    with pytest.raises(TypeError, match="visits are no rows of Visit"):
        directory_of(shop._replace(visits=wrong), apart(shop))
