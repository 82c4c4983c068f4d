from __future__ import annotations

import json
import sys

import pytest
import vl_convert

from sandbox.errors import MissingExtraError
from sandbox.reports.html.charts.frame import data, library, look, name_axis, regime_scale, spec_of
from sandbox.reports.html.palette import in_print


def test_a_chart_fills_its_place_and_leaves_the_look_to_the_page() -> None:
    chart = library().Chart(data([{"a": 1}])).mark_bar().encode(x="a:Q")
    spec = spec_of(chart, 40)
    assert (spec["width"], spec["height"]) == ("container", 40)
    assert "config" not in spec
    assert spec["data"] == {"values": [{"a": 1}]}


def test_the_baseline_is_grey_and_one_regime_alone_is_no_baseline() -> None:
    assert regime_scale(["a", "b"]).range == ["var(--series-1)", "var(--series-2)"]
    assert regime_scale(["a"]).range == ["var(--series-2)"]
    assert regime_scale(["a", "b"], 2).range == ["var(--series-3)", "var(--series-4)"]


def test_long_names_are_broken_between_words() -> None:
    alt = library()
    rows = data([{"n": "taobao_wechat_pay_2024_09"}, {"n": "short name"}])
    spec = alt.Chart(rows).mark_bar().encode(y=alt.Y("n:N", axis=name_axis(), title=None)).to_dict()
    svg = vl_convert.vegalite_to_svg(spec)
    assert "taobao_wechat_pay_</tspan>" in svg
    assert ">2024_09</tspan>" in svg
    assert ">short name</text>" in svg


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match="drawing charts needs Altair"):
        library()


def test_the_look_is_json_and_all_its_colours_are_known() -> None:
    assert "var(--" not in json.dumps(in_print(look()))
