from __future__ import annotations

from typing import Any

import vl_convert

from sandbox.reports.html.charts.sweep_chart import Sweep, sweep

TICKS = {0.002: "0.2%", 0.01: "1%"}
ROWS: list[dict[str, Any]] = [
    {
        "x": x,
        "setting": f"fee={text}",
        "regime": regime,
        "value": value,
        "low": value - 0.1,
        "high": value + 0.1,
        "text": f"{value:.0%}",
        "interval": "i",
    }
    for x, text in TICKS.items()
    for regime, value in (("a", 0.4), ("b", 0.5))
]


def test_settings_are_written_as_the_user_wrote_them() -> None:
    svg = vl_convert.vegalite_to_svg({**sweep(ROWS, Sweep(["a", "b"], "fee", TICKS)), "width": 400})
    assert all(f">{text}<" in svg for text in (*TICKS.values(), "fee", "a", "b"))


def test_one_path_is_joined_and_several_are_not() -> None:
    joined = sweep(ROWS, Sweep(["a", "b"], "fee", TICKS))
    apart = sweep(ROWS, Sweep(["a", "b"], "fee", TICKS, is_joined=False))
    assert [layer["mark"]["type"] for layer in joined["layer"]] == ["line", "rule", "point"]
    assert [layer["mark"]["type"] for layer in apart["layer"]] == ["rule", "point"]


def test_differences_have_a_line_at_zero_and_one_series_no_legend() -> None:
    rows = [row for row in ROWS if row["regime"] == "b"]
    spec = sweep(rows, Sweep(["a", "b"], "fee", TICKS, has_zero=True))
    assert spec["layer"][0]["data"]["values"] == [{"value": 0}]
    assert spec["layer"][-1]["encoding"]["color"]["legend"] is None
    # The regime keeps the colour that it has beside the baseline.
    assert spec["layer"][-1]["encoding"]["color"]["scale"]["domain"] == ["a", "b"]


def test_without_intervals_there_are_only_points() -> None:
    rows = [{**row, "low": None, "high": None} for row in ROWS]
    spec = sweep(rows, Sweep(["a", "b"], "fee", TICKS, is_joined=False))
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["point"]
