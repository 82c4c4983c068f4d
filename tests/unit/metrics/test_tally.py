from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from sandbox.metrics.tally import LAYOUT, Tally
from sandbox.scenario.loading import load
from tests.regimes import counted

GARDENS = Path(__file__).parents[2] / "golden" / "reports"
NARROW = st.integers(-3, 3) | st.just(0)
WIDE = st.integers(-(2**63), 2**63 - 1)
TABLES = st.dictionaries(
    st.sampled_from(["by_stage", "answer_us", "balances"]),
    arrays(np.int64, array_shapes(max_dims=3, max_side=5, min_side=0), elements=NARROW | WIDE),
    max_size=3,
)


def small() -> Tally:
    return Tally({"a": np.array([[0, 7], [0, -300]]), "b": np.zeros((2, 0), dtype=np.int64)})


@given(TABLES)
def test_bytes_lose_nothing(
    tables: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]],
) -> None:
    tally = Tally(tables)
    back = Tally.from_bytes(tally.to_bytes())
    assert back.tables.keys() == tally.tables.keys()
    for name, table in tables.items():
        assert back[name].dtype == np.int64
        assert back[name].shape == table.shape
        assert np.array_equal(back[name], table)
    assert back.checksum() == tally.checksum()


def test_equal_tallies_give_equal_bytes_whatever_their_order_and_memory() -> None:
    tally = small()
    turned = {name: np.asfortranarray(tally[name]) for name in sorted(tally.tables, reverse=True)}
    assert Tally(turned).to_bytes() == tally.to_bytes()


def test_the_bytes_are_those_that_the_layout_promises() -> None:
    # Cells 1 and 3 of four: gaps 2 and 2 in a byte each, values 7 and -300 in two bytes each.
    header = b'[["a",[2,2],2,"<i1","<i2"],["b",[2,0],0,"<i1","<i1"]]\n'
    assert small().to_bytes() == LAYOUT + header + b"\2\2" + b"\x07\x00" + b"\xd4\xfe"


def test_a_real_tally_takes_little_room() -> None:
    [regime] = counted(load(GARDENS / "one_regime.yaml"), replications=1)
    tally = regime.tallies[0]
    data = tally.to_bytes()
    assert Tally.from_bytes(data).checksum() == tally.checksum()
    assert len(data) < sum(table.nbytes for table in tally.tables.values()) / 20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"tally 2\n[]\n",
        LAYOUT,
        LAYOUT + b"[\n",
        LAYOUT + b"[]\nmore",
        LAYOUT + b"3\n",
        LAYOUT + b'[["a"]]\n',
        LAYOUT + b'[["a",[2],1,"<i1","<f8"]]\n\x01\x00',
        LAYOUT + b'[["a",[2],1,"<i1","<i1"]]\n\x05\x01',
        LAYOUT + b'[["a",[2],1,"<i1","<i1"]]\n\x00\x01',
        LAYOUT + b'[["a",[2],-1,"<i1","<i1"]]\n',
        LAYOUT + b'[["a",[1099511627776],0,"<i1","<i1"]]\n',
        small().to_bytes()[:-1],
        small().to_bytes() + b"\0",
    ],
)
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"tally|tables|gap|cells|width|Expecting|index"):
        Tally.from_bytes(data)


def test_of_extremes_the_larger_number_counts_and_of_all_else_the_sum() -> None:
    first, second = (
        Tally({"wait_us": np.array(counts), "wait_extremes": np.array(extremes)})
        for counts, extremes in (([1, 2], [[3, 0], [5, 1]]), ([4, 0], [[1, 2], [0, 0]]))
    )
    for both in (first + second, second + first):
        assert both["wait_us"].tolist() == [5, 2]
        assert both["wait_extremes"].tolist() == [[3, 2], [5, 1]]
