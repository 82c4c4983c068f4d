"""The stages of a walk, each against the rules of the stage before it on the same shoppers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import gauge_for
from sandbox.reports.findings.view import half_width, verdict
from sandbox.reports.html.badges import verdict_cell
from sandbox.reports.html.charts.estimate_charts import Plot, points
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.scales import Scale
from sandbox.reports.html.sections.asked_section import ENDS, estimate_row
from sandbox.reports.html.tables import Cell, Grid, grid_markup

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material


def stages(material: Material) -> Section | None:
    """Return what the step to each stage does; None where nobody walks."""
    told = material.regimes[0].case.get("stages", ())
    steps = {step["stage"]: k for k, step in enumerate(material.point.get("stages", ()))}
    if len(told) < 2:
        return None
    changes = [material.point["stages"][k]["success_rate"]["difference"] for k in steps.values()]
    means = [stage["success_rate"]["mean"] for stage in told]
    scale = Scale(gauge_for(Unit.SHARE, [half_width(each) for each in changes], means))
    rows, lines = [], []
    for place, stage in enumerate(told):
        at = f"{material.regimes[0].at}/stages/{place}"
        name = material.regime_name(stage["regime"])
        line = [Cell(stage["from"].replace("T", " ")), Cell(name)]
        line.append(material.cell(f"{at}/checkouts", "{:,}".format))
        line.append(material.cell(f"{at}/success_rate/mean", scale.show))
        line += _step(material, scale, steps.get(place))
        lines.append(line)
        if place in steps:
            row = estimate_row(changes[steps[place]], scale, name, is_change=True)
            rows += [] if row is None else [{**row, "regime": "step"}]
    heads = ["from", "regime", "checkouts", "success", "step", "low", "high", "verdict"]
    grid = Grid("Success in each stage of the walk", heads, lines, frozenset({0, 1, 7}))
    plot = Plot(
        ["step"], scale.change_axis, scale.change_form, one_each=True, within=None, has_zero=True
    )
    says = "Each stage against the rules of the stage before it, on the same shoppers."
    figures = [Figure("stages", "What each step brings", says, points(rows, plot), grid)]
    table = grid_markup(Grid(grid.caption, heads, lines, grid.prose, is_open=True))
    return Section("stages", "Step by step", [table], figures if rows else [])


def _step(material: Material, scale: Scale, number: int | None) -> list[Cell]:
    if number is None:
        return [Cell("")] * 4
    at = f"{material.root}/stages/{number}/success_rate"
    ends = [material.cell(f"{at}/difference/{end}", scale.change) for end in ENDS]
    return [*ends, verdict_cell(verdict(material.at(at)))]
