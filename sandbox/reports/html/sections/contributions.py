"""What an uplift is made of, and which assumption swings it: parts that studies bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.html.charts import contributions as charts
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.tables import Cell, Grid
from sandbox.reports.phrases import NOTHING, points

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

SHARE = "share"  # the unit of metrics that are shown in percentage points


def attribution(material: Material) -> Section | None:
    """Return the uplift of a bundle of rules split among its parts, where it is known."""
    found = material.document.get("attribution")
    if not found:
        return None

    def show(value: float) -> str:
        return points(value) if found["unit"] == SHARE else f"{value:+,.4g}"

    parts = [{**part, "text": show(part["mean"])} for part in found["parts"]]
    total = show(sum(part["mean"] for part in parts))
    rows = [
        [
            Cell(part["name"]),
            *(
                material.cell(f"/attribution/parts/{k}/{end}", show)
                for end in ("mean", "low", "high")
            ),
        ]
        for k, part in enumerate(parts)
    ]
    rows.append([Cell("together"), Cell(total), Cell(NOTHING), Cell(NOTHING)])
    grid = Grid("Parts of the uplift with their intervals", ["part", "mean", "low", "high"], rows)
    form = "+.1%" if found["unit"] == SHARE else "+~s"
    says = f"{found['metric']} from {found['from']} to {found['to']}: each part's Shapley value."
    spec = charts.waterfall(parts, total, form)
    figure = Figure("attribution", "What the uplift is made of", says, spec, grid)
    return Section("attribution", "Which rules bring it", figures=[figure])


def sensitivity(material: Material) -> Section | None:
    """Return how far each assumption swings the answer, where it is known."""
    found = material.document.get("sensitivity")
    if not found:
        return None

    def show(value: float) -> str:
        return points(value) if found["unit"] == SHARE else f"{value:,.4g}"

    rows = [
        [
            Cell(swing["name"]),
            Cell(swing["low_text"]),
            material.cell(f"/sensitivity/swings/{k}/at_low", show),
            Cell(swing["high_text"]),
            material.cell(f"/sensitivity/swings/{k}/at_high", show),
        ]
        for k, swing in enumerate(found["swings"])
    ]
    heads = ["assumption", "low end", "result there", "high end", "result there"]
    form = "+.1%" if found["unit"] == SHARE else "~s"
    spec = charts.tornado(found["swings"], found["centre"], form)
    says = f"{found['metric']} when one assumption at a time moves to either end of its range."
    grid = Grid("Result at both ends of each assumption", heads, rows, frozenset({0}))
    figure = Figure("sensitivity", "Which assumption matters", says, spec, grid)
    return Section("sensitivity", "Sensitivity", figures=[figure])
