from __future__ import annotations

import vl_convert

from sandbox.reports.html.charts.contributions import tornado, waterfall


def test_parts_follow_each_other_to_their_sum() -> None:
    parts = [
        {"name": "a", "mean": 0.5, "text": "+50"},
        {"name": "b", "mean": -0.25, "text": "-25"},
    ]
    spec = waterfall(parts, "+25", "+.1%")
    rows = spec["data"]["values"]
    assert [(row["from"], row["to"]) for row in rows] == [(0.0, 0.5), (0.5, 0.25), (0.0, 0.25)]
    assert ">+25<" in vl_convert.vegalite_to_svg({**spec, "width": 400})


def test_the_widest_swing_comes_first() -> None:
    swings = [
        {"name": "small", "at_low": 0.4, "at_high": 0.5, "low_text": "1%", "high_text": "2%"},
        {"name": "wide", "at_low": 0.7, "at_high": 0.2, "low_text": "3%", "high_text": "4%"},
    ]
    spec = tornado(swings, 0.45, ".1%")
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["wide", "small"]
    assert ">3%<" in vl_convert.vegalite_to_svg({**spec, "width": 400})
