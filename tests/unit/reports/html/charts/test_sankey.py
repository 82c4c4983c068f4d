from __future__ import annotations

from itertools import pairwise

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from sandbox.reports.html.charts.sankey import layout, sankey, spread_out

NAMES = st.sampled_from("abcde")
MOVES = st.dictionaries(
    NAMES, st.dictionaries(NAMES, st.integers(1, 10_000), min_size=1), min_size=1
)


@given(MOVES)
def test_bands_are_as_thick_as_their_share_at_both_ends(moves: dict[str, dict[str, int]]) -> None:
    found = layout(moves)
    whole = sum(count for row in moves.values() for count in row.values())
    unit = {round((high - low) / count, 9) for *_, count, (low, high), _ in found.bands}
    unit |= {round((high - low) / count, 9) for *_, count, _, (low, high) in found.bands}
    assert max(unit) - min(unit) < 1e-8
    assert sum(count for *_, count, _, _ in found.bands) == whole


@given(MOVES)
def test_names_and_bands_fill_both_sides_without_overlap(moves: dict[str, dict[str, int]]) -> None:
    found = layout(moves)
    starts = [(source, edge) for source, _, _, edge, _ in found.bands]
    ends = [(target, edge) for _, target, _, _, edge in found.bands]
    for nodes, bands in ((found.left, starts), (found.right, ends)):
        for upper, lower in pairwise(nodes):
            assert upper.low > lower.high
        assert nodes[0].high == 1
        assert nodes[-1].low > -1e-9
        for node in nodes:
            edges = sorted(edge for name, edge in bands if name == node.name)
            assert edges[0][0] == pytest.approx(node.low, abs=1e-9)
            assert edges[-1][1] == pytest.approx(node.high, abs=1e-9)


def test_nothing_is_drawn_for_nobody() -> None:
    found = layout({"a": {"b": 3}, "c": {}})
    assert [node.name for node in found.left] == ["a"]


def test_names_say_their_shares() -> None:
    spec = sankey({"shop": {"red": 3, "blue": 1}}, 200, "payments")
    svg = vl_convert.vegalite_to_svg({**spec, "width": 500})
    assert "shop 100.0 %" in svg
    assert "red 75.0 %" in svg


def test_labels_are_moved_apart() -> None:
    found = spread_out([0.9, 0.05, 0.04], [0.1, 0.1, 0.1])
    assert found == pytest.approx([0.9, 0.15, 0.05])
