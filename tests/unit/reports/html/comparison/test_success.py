from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.comparison.material import ComparisonMaterial
from sandbox.reports.html.comparison.success import CHANGE, change_plot, success
from sandbox.reports.html.scales import scale_of

Compared = Callable[..., ComparisonMaterial]


def test_both_sides_and_the_difference_have_intervals(comparison: Compared) -> None:
    made = comparison()
    sides, change = success(made).figures
    assert sides.grid.heads[1:5] == ["A mean", "A low", "A high", "A checkouts"]
    assert [len(row) for row in sides.grid.rows] == [9, 9]
    _, doors = change.grid.rows
    assert doors[1].at == "/differences/1/success_rate/mean"
    assert [cell.value for cell in doors[1:4]] == [
        made.document["differences"][1]["success_rate"][end] for end in ("mean", "low", "high")
    ]
    assert doors[4].text == "▼ worse"


def test_services_are_compared_by_their_open_rate(comparison: Compared) -> None:
    document = dict(comparison().document)
    nothing = {"mean": None, "low": None, "high": None, "confidence": 0.95}
    some = {**nothing, "mean": 0.5}
    pair = {**document["differences"][1], "success_rate": nothing, "open_rate": some}
    pair["runs"] = [{**r, "success_rate": nothing, "open_rate": some} for r in pair["runs"]]
    section = success(ComparisonMaterial({**document, "differences": [pair]}))
    assert section.title == "Open rate"
    assert section.figures[1].grid.rows[0][1].at == "/differences/0/open_rate/mean"


def test_differences_are_one_series_with_a_line_at_nothing() -> None:
    plot = change_plot(scale_of("share"))
    assert (list(plot.regimes), plot.within, plot.has_zero) == ([CHANGE], None, True)
    assert plot.axis == "percentage points"
