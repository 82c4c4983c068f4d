from __future__ import annotations

import json
from typing import Any

import vl_convert

from sandbox.reports.html.charts.estimate_charts import Plot, bars, points

ROWS: list[dict[str, Any]] = [
    {
        "name": n,
        "regime": r,
        "value": v,
        "low": v - 0.1,
        "high": v + 0.1,
        "text": f"{v:.0%}",
        "interval": "i",
    }
    for n, r, v in (("a", "x", 0.4), ("a", "y", 0.5), ("b", "x", 0.6), ("b", "y", 0.95))
]


def test_points_show_values_intervals_and_texts() -> None:
    spec = points(ROWS, Plot(["x", "y"]))
    svg = vl_convert.vegalite_to_svg({**spec, "width": 400})
    assert all(f">{row['text']}<" in svg for row in ROWS)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "point", "text"]


def test_a_scale_stays_within_shares() -> None:
    spec = points(ROWS, Plot(["x", "y"]))
    low, high = spec["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert 0 <= low < 0.3
    assert high == 1


def test_without_intervals_there_are_no_lines() -> None:
    rows = [{**row, "low": None, "high": None} for row in ROWS]
    spec = points(rows, Plot(["x", "y"]))
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["point", "text"]


def test_shape_repeats_what_colour_says() -> None:
    encoding = points(ROWS, Plot(["x", "y"]))["layer"][1]["encoding"]
    assert encoding["shape"]["field"] == encoding["color"]["field"] == "regime"
    assert len(set(encoding["shape"]["scale"]["range"])) == 2


def test_bars_begin_at_zero_and_leave_room_for_losses() -> None:
    spec = bars([{**row, "value": row["value"] - 0.5} for row in ROWS], Plot(["x", "y"]))
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < -0.1
    assert high > 0.45


def test_one_regime_needs_no_legend() -> None:
    spec = bars(ROWS[:1], Plot(["x"]))
    assert spec["layer"][0]["encoding"]["color"]["legend"] is None
    assert json.dumps(spec)


def test_differences_have_a_line_at_zero_inside_their_scale() -> None:
    spec = points(ROWS, Plot(["x", "y"], within=None, has_zero=True))
    assert spec["layer"][0]["data"]["values"] == [{"value": 0}]
    low, high = spec["layer"][2]["encoding"]["x"]["scale"]["domain"]
    assert low < 0 < high
