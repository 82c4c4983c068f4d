from __future__ import annotations

import vl_convert

from sandbox.reports.html.charts.latency import latency

ROWS = [
    {
        "name": "answer",
        "regime": r,
        "p50": m / 4,
        "p95": m,
        "p99": 2 * m,
        "p50_text": "a",
        "p95_text": "b",
        "p99_text": f"{2 * m} s",
    }
    for r, m in (("x", 1.0), ("y", 4.0))
]


def test_marks_stand_on_a_logarithmic_axis_of_ones_and_threes() -> None:
    x = latency(ROWS, ["x", "y"])["layer"][0]["encoding"]["x"]
    assert x["scale"]["type"] == "log"
    assert x["axis"]["values"] == [0.1, 0.3, 1.0, 3.0, 10.0]


def test_durations_are_written_beside_their_marks() -> None:
    svg = vl_convert.vegalite_to_svg({**latency(ROWS, ["x", "y"]), "width": 400})
    assert ">8.0 s<" in svg
    assert ">300 ms<" in svg
