from __future__ import annotations

from typing import Any

import vl_convert

from sandbox.reports.html.charts.course_chart import Timeline, timeline

HOUR = 3_600_000


def row(hour: float, regime: str, value: float, half: float | None = 0.1) -> dict[str, Any]:
    bounds = (
        {"low": None, "high": None} if half is None else {"low": value - half, "high": value + half}
    )
    return {
        "moment": int(hour * HOUR),
        "when": "w",
        "regime": regime,
        "value": value,
        "text": "t",
        "interval": "i",
        **bounds,
    }


ROWS = [row(hour, regime, 0.5) for hour in range(20, 25) for regime in ("x", "y")]


def marks(spec: dict[str, Any]) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"]]


def test_lines_have_bands_and_dashes() -> None:
    spec = timeline(ROWS, Timeline(["x", "y"], "success"))
    assert marks(spec) == ["area", "area", "line", "point"]
    dashes = spec["layer"][2]["encoding"]["strokeDash"]["scale"]["range"]
    assert dashes[0] != dashes[1]


def test_outages_and_dates_are_said_in_words() -> None:
    outages = [{"from": 21 * HOUR, "until": 22 * HOUR, "title": "cut", "sign": "down"}]
    dates = [{"moment": 23 * HOUR, "title": "a rule begins", "sign": "rules change"}]
    spec = timeline(ROWS, Timeline(["x", "y"], "success", outages=outages, dates=dates))
    assert marks(spec)[:4] == ["rect", "text", "rule", "text"]
    svg = vl_convert.vegalite_to_svg({**spec, "width": 400})
    assert ">down<" in svg
    assert ">rules change<" in svg


def test_crowded_signs_give_way() -> None:
    dates = [
        {"moment": int(h * HOUR), "title": "t", "sign": s}
        for h, s in ((21, "1"), (21.01, "2"), (23, "3"))
    ]
    spec = timeline(ROWS, Timeline(["x", "y"], "success", dates=dates))
    assert [date["sign"] for date in spec["layer"][0]["data"]["values"]] == ["1", "", "3"]


def test_without_intervals_there_are_no_bands() -> None:
    rows = [row(hour, "x", 0.5, None) for hour in range(3)]
    assert marks(timeline(rows, Timeline(["x"], "success"))) == ["line", "point"]


def test_the_clock_fits_the_horizon() -> None:
    def form(hours: float) -> str:
        rows = [row(0, "x", 0.5), row(hours, "x", 0.5)]
        text: str = timeline(rows, Timeline(["x"], "s"))["layer"][1]["encoding"]["x"]["axis"][
            "format"
        ]
        return text

    assert [form(h) for h in (0.01, 5, 24 * 30, 24 * 400)] == [
        "%H:%M:%S",
        "%H:%M",
        "%-d %b",
        "%b %Y",
    ]
