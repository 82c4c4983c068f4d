from __future__ import annotations

import vl_convert

from sandbox.reports.html.charts.door_chart import CELL, doors

ROWS = [
    {
        "row": "mall",
        "column": wallet,
        "sign": sign,
        "kind": kind,
        "state": "s",
        "rule": "r",
        "changed": changed,
    }
    for wallet, sign, kind, changed in (("red", "L", "open", False), ("blue", "·", "shut", True))
]


def test_a_sign_says_what_a_colour_says() -> None:
    svg = vl_convert.vegalite_to_svg({**doors(ROWS), "width": 200})
    assert ">L<" in svg
    assert ">·<" in svg


def test_what_changed_is_framed_above_its_neighbours() -> None:
    layers = doors(ROWS)["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["rect", "text", "rect"]
    unchanged = [{**row, "changed": False} for row in ROWS]
    assert len(doors(unchanged)["layer"]) == 2


def test_hover_names_the_rule() -> None:
    hints = doors(ROWS)["layer"][0]["encoding"]["tooltip"]
    assert {"field": "rule", "title": "decided by", "type": "nominal"} in hints


def test_each_row_has_its_height() -> None:
    assert doors([*ROWS, {**ROWS[0], "row": "stall"}])["height"] == 2 * CELL
