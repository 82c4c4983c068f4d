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


def test_texts_of_two_ends_on_one_side_do_not_meet() -> None:
    ends = {"name": "x", "low_text": "1%", "high_text": "2%"}
    for low, high, at in ((0.2, 0.3, 0.5), (0.3, 0.2, 0.5), (0.2, 0.7, 0.7)):
        spec = tornado([{**ends, "at_low": low, "at_high": high}], 0.5, ".1%")
        places = [row["at"] for row in spec["data"]["values"]]
        assert sorted(places) == [0.2, at]


def test_the_name_of_an_assumption_is_written_out() -> None:
    name = "regimes.links_2021_11_29.rules.wechat_opens_groups.set.link.keep.login"
    swing = {"name": name, "at_low": 0.4, "at_high": 0.5, "low_text": "1%", "high_text": "2%"}
    spec = tornado([swing], 0.45, ".1%")
    assert f">{name}<" in vl_convert.vegalite_to_svg({**spec, "width": 360})
