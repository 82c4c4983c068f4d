"""Every other metric in A and in B, and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics.quantities import Unit
from sandbox.reports.html.charts.estimates import points
from sandbox.reports.html.comparison.success import CHANGE, change_plot
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.scales import Scale, scale_of
from sandbox.reports.html.study.verdicts import ENDS, estimate_row
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial, PairMaterial

DRAWN_MAX = 12


def metrics(material: ComparisonMaterial) -> Section | None:
    """Return all metrics of the pairs that differ; None where none does."""
    pairs = material.pairs
    figures = [
        _figure(pair, number, is_one=len(pairs) == 1)
        for number, pair in enumerate(pairs, start=1)
        if pair.is_changed and _drawn(pair)
    ]
    return Section("metrics", "Other metrics", figures=figures) if figures else None


def _drawn(pair: PairMaterial) -> list[str]:
    """Return the shares with a difference, the largest first."""
    changes = {
        metric: abs(found["difference"]["mean"])
        for metric, found in pair.found["metrics"].items()
        if metric != pair.rate and found["unit"] == Unit.SHARE.value and found["difference"]["mean"]
    }
    return sorted(changes, key=lambda metric: -changes[metric])[:DRAWN_MAX]


def _figure(pair: PairMaterial, number: int, *, is_one: bool) -> Figure:
    drawn = _drawn(pair)
    every = pair.found["metrics"]
    scale = scale_of(Unit.SHARE.value, (every[metric]["difference"] for metric in drawn))
    rows = [
        {**row, "regime": CHANGE}
        for metric in drawn
        if (row := estimate_row(every[metric]["difference"], scale, metric, is_change=True))
    ]
    plot = change_plot(scale)
    says = "B minus A of the shares that differ, the largest change first, with 95 % intervals."
    title = "What else differs" if is_one else f"What else differs under {pair.name}"
    return Figure(f"metrics-{number}", title, says, points(rows, plot), _grid(pair))


def _grid(pair: PairMaterial) -> Grid:
    rows = []
    for metric, found in pair.found["metrics"].items():
        scale = _scale(found["unit"], found["difference"])
        at = pair.metric_at(metric)
        row: list[Cell] = [Cell(metric)]
        row += [pair.cell(f"{at}/{side}/{end}", scale.show) for side in "ab" for end in ENDS]
        row += [pair.cell(f"{at}/difference/{end}", scale.change) for end in ENDS]
        rows.append(row)
    heads = [f"{side} {end}" for side in "AB" for end in ENDS]
    heads += ["difference", "difference low", "difference high"]
    caption = f"Every metric in A and in B under {pair.name}, with 95 % intervals; money and "
    return Grid(f"{caption}counts per replication", ["metric", *heads], rows)


def _scale(unit: str, change: dict[str, float]) -> Scale:
    found = scale_of(unit, [change])
    return Scale(found.unit, 3) if found.unit is Unit.PLAIN else found
