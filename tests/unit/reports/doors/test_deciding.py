from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.reports.doors.deciding import blocks, effect
from sandbox.reports.doors.doors import Layer

CELLS = st.sets(st.tuples(*(st.sampled_from(names) for names in ("abc", "de", "fgh"))))


@given(cells=CELLS)
def test_blocks_cover_every_cell_once(cells: set[tuple[str, str, str]]) -> None:
    covered = [cell for block in blocks(sorted(cells)) for cell in product(*block)]
    assert sorted(covered) == sorted(cells)


def test_a_whole_product_is_one_block() -> None:
    assert blocks(list(product("ab", "cd", "ef"))) == [(("a", "b"), ("c", "d"), ("e", "f"))]


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Layer("open", None, 1.0, "everyone", ()), "open"),
        (Layer("listed", None, 0.85, "stores", ()), "listed for 85 % of stores"),
        (Layer("folded", None, 1.0, "everyone", ("for tier_1",)), "folded for tier_1"),
        (
            Layer("open", None, 0.005, "shoppers", ("below ¥9.00",)),
            "open for 0.5 % of shoppers below ¥9.00",
        ),
    ],
)
def test_what_a_layer_does_in_words(layer: Layer, text: str) -> None:
    assert effect(layer) == text
