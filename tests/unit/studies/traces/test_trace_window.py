from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.engines.trace import Part
from sandbox.model.records.trace_row import COLUMNS
from sandbox.studies.traces import trace_window
from sandbox.studies.traces.trace_window import FILE_COLUMNS, KEY, Window, is_sorted

Keys = list[tuple[int, int, int]]


@dataclass
class Kept:
    """What a window passes on."""

    keys: Keys = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def take(self, part: Part) -> None:
        assert tuple(part) == FILE_COLUMNS
        self.keys += zip(*(part[name].tolist() for name in KEY), strict=True)
        self.ends += part["end_us"].tolist()
        self.sizes.append(len(part["checkout"]))


def part(checkouts: list[int]) -> Part:
    """Return rows of checkouts; each ends at its number times three."""
    numbers = np.array(checkouts, dtype=np.int64)
    columns = dict.fromkeys(COLUMNS, np.zeros(len(numbers), dtype=np.int64))
    return {**columns, "checkout": numbers, "end_us": 3 * numbers}


@st.composite
def nearly_in_order(draw: st.DrawFn) -> list[list[int]]:
    """Draw checkouts of a replication, in parts; nobody comes more than five places late."""
    count = draw(st.integers(0, 60))
    lags = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    order = sorted(range(count), key=lambda k: (k + lags[k], k))
    parts = []
    while order:
        size = draw(st.integers(1, 20))
        parts.append(order[:size])
        order = order[size:]
    return parts


@given(st.lists(st.lists(nearly_in_order(), min_size=1, max_size=2), max_size=3))
def test_rows_leave_in_order_and_none_is_lost(regimes: list[list[list[list[int]]]]) -> None:
    kept = Kept()
    window = Window(kept.take, rows_max=12, late_max=6)
    expected: Keys = []
    for regime, replications in enumerate(regimes):
        for replication, parts in enumerate(replications):
            for checkouts in parts:
                window.add(regime, replication, part(checkouts))
                expected += [(regime, replication, number) for number in checkouts]
    window.close()
    assert kept.keys == sorted(expected)
    assert kept.ends == [3 * number for _, _, number in kept.keys]
    assert window.is_in_order
    assert window.count == len(expected)
    assert max(kept.sizes, default=0) <= 12


def test_who_comes_too_late_is_told_of_and_not_lost() -> None:
    kept = Kept()
    window = Window(kept.take, rows_max=8, late_max=2)
    window.add(0, 0, part([*range(1, 30), 0]))
    window.close()
    assert not window.is_in_order
    assert sorted(kept.keys) == [(0, 0, number) for number in range(30)]


def test_a_large_part_in_order_passes_without_being_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_window, "STRAIGHT_MIN", 10)
    kept = Kept()
    window = Window(kept.take, rows_max=8, late_max=4)
    window.add(0, 0, part([0, 1, 2]))
    window.add(0, 0, part(list(range(3, 40))))
    window.add(0, 0, part([41, 40]))
    window.close()
    assert kept.sizes == [3, 37, 2]
    assert kept.keys == [(0, 0, number) for number in range(42)]
    assert window.is_in_order


def test_no_array_of_the_caller_is_kept() -> None:
    kept = Kept()
    window = Window(kept.take, rows_max=8, late_max=4)
    rows = part([0, 1])
    window.add(0, 0, rows)
    rows["checkout"][:] = -7
    window.close()
    assert kept.keys == [(0, 0, 0), (0, 0, 1)]


def test_checkouts_rise_within_a_replication_only() -> None:
    regime, replication, checkout = np.array([[0, 0, 0, 1], [0, 0, 1, 0], [4, 9, 0, 0]])
    assert is_sorted([regime, replication, checkout])
    assert not is_sorted([regime, replication, checkout[[1, 0, 2, 3]]])
    assert not is_sorted([regime[:2], replication[:2], checkout[[0, 0]]])
