"""Success in A and in B, and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.reports.html.badges import SIGNS
from sandbox.reports.html.charts.estimates import Plot, points
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.scales import Scale, scale_of
from sandbox.reports.html.study.verdicts import ENDS, estimate_row
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial, PairMaterial

CHANGE = "B minus A"


def success(material: ComparisonMaterial) -> Section:
    """Return the rate that answers the question on both sides, and its difference."""
    pairs = material.pairs
    scale = scale_of("share", (pair.found[pair.rate] for pair in pairs))
    name = pairs[0].rate_name.removeprefix("the ").capitalize()
    return Section(
        name="success", title=name, figures=[_sides(pairs, scale), _change(pairs, scale)]
    )


def _sides(pairs: list[PairMaterial], scale: Scale) -> Figure:
    rows = [
        {**row, "name": pair.name}
        for pair in pairs
        for side in pair.regimes
        if (row := estimate_row(side.found[pair.rate], scale, side.name)) is not None
    ]
    of = pairs[0].regimes[0].found[pairs[0].rate].get("of", "the rate that answers the question")
    says = f"Each point is {of}, with its 95 % interval."
    lines = []
    for pair in pairs:
        line: list[Cell] = [Cell(pair.name)]
        for side in pair.regimes:
            line += [pair.cell(f"{side.at}/{pair.rate}/{end}", scale.show) for end in ENDS]
            line.append(pair.cell(f"{side.at}/checkouts", "{:,}".format))
        lines.append(line)
    heads = [f"{letter} {what}" for letter in "AB" for what in (*ENDS, "checkouts")]
    grid = Grid("Success in A and in B with 95 % intervals", ["regime", *heads], lines)
    return Figure("success", "In A and in B", says, points(rows, Plot(["A", "B"])), grid, half=True)


def _change(pairs: list[PairMaterial], scale: Scale) -> Figure:
    rows: list[dict[str, Any]] = []
    lines = []
    for pair in pairs:
        row = estimate_row(pair.found[pair.rate], scale, pair.name, is_change=True)
        rows += [] if row is None else [{**row, "regime": CHANGE}]
        at = f"{pair.root}/{pair.rate}"
        verdict = str(pair.found["verdict"])
        sign, tone = SIGNS.get(verdict, ("", ""))
        ends = [pair.cell(f"{at}/{end}", scale.change) for end in ENDS]
        lines.append([Cell(pair.name), *ends, Cell(f"{sign} {verdict}", tone=tone)])
    heads = ["regime", *ENDS, "verdict"]
    grid = Grid("B minus A with its 95 % interval", heads, lines, frozenset({0, 4}))
    says = "B minus A, with its 95 % interval; an interval without 0 is a verdict."
    return Figure(
        "success-difference", "Difference", says, points(rows, change_plot(scale)), grid, half=True
    )


def change_plot(scale: Scale) -> Plot:
    """Return how differences become points: one series, whose intervals may contain 0."""
    axis, form = scale.change_axis, scale.change_form
    return Plot([CHANGE], axis, form, one_each=True, within=None, has_zero=True)
