"""Every metric under every regime, with the verdict on each difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup
from sandbox.reports.html.badges import SIGNS
from sandbox.reports.html.charts.estimates import Plot, points
from sandbox.reports.html.figures import Figure, Section, paragraph
from sandbox.reports.html.material import pointer
from sandbox.reports.html.scales import Scale, shown
from sandbox.reports.html.tables import Cell, Grid, grid_markup
from sandbox.reports.phrases import NOTHING

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material, Regime
    from sandbox.reports.html.study.material import StudyMaterial

ENDS = ("mean", "low", "high")
LEGEND = (
    "▲ better, ▼ worse, ≈ too close to call. Better means more of it, or less where less is "
    "better: losses, waits, latency and fees borne."
)


def verdicts(material: StudyMaterial) -> Section | None:
    """Return all metrics of a study that varies nothing."""
    if material.is_sweep:
        return None
    (point,) = material.points
    figures = [_figure(material, point, number) for number in range(len(material.metrics))]
    title = "Every metric, every regime" if len(point.regimes) > 1 else "Every metric"
    lead = []
    if point.differences:
        lead = [grid_markup(_overview(material, point)), paragraph(LEGEND, "note")]
    return Section("metrics", title, lead, figures)


def verdict_cell(at: str, material: Material, scale: Scale) -> Cell:
    """Return a difference with its verdict; the pointer leads to the contrast of one metric."""
    found = material.at(at)
    verdict = str(found["verdict"])
    sign, tone = SIGNS.get(verdict, ("", ""))
    mean = found["difference"]["mean"]
    by = NOTHING if mean is None else scale.change(mean)
    return Cell(f"{sign} {by} {verdict}", mean, f"{at}/difference/mean", tone)


def breakable(name: str) -> Markup:
    """Return a name that may be broken into lines after its parts."""
    return Markup(re.sub(r"([_.])", r"\1<wbr>", escape(name)))


def _overview(material: StudyMaterial, point: Material) -> Grid:
    baseline, *others = point.regimes
    rows = []
    for metric in material.metrics:
        scale = material.scale(metric)
        at = pointer(baseline.at, "metrics", metric, "mean")
        row = [Cell(breakable(metric)), point.cell(at, scale.show)]
        for k in range(len(others)):
            contrast = pointer(f"{point.root}/differences/{k}/metrics", metric)
            row.append(verdict_cell(contrast, point, scale))
        rows.append(row)
    heads = ["metric", *(breakable(regime.name) for regime in point.regimes)]
    caption = f"{baseline.name}, and differences to it with verdicts"
    return Grid(caption, heads, rows, frozenset(range(len(heads))), is_open=True)


def _figure(material: StudyMaterial, point: Material, number: int) -> Figure:
    metric = material.metrics[number]
    scale = material.scale(metric)
    rows = [
        row
        for regime in point.regimes
        if (row := estimate_row(regime.found["metrics"][metric], scale, regime.name)) is not None
    ]
    names = [regime.name for regime in point.regimes]
    plot = Plot(names, scale.axis, scale.form, one_each=True, within=scale.within)
    of = material.document["metrics"][metric]["of"]
    says = f"{of[:1].upper()}{of[1:]}, with the interval of each."
    name = f"metric-{number + 1}"
    is_half = len(material.metrics) > 1
    grid = metric_grid(material, metric, [(regime.name, regime) for regime in point.regimes])
    return Figure(name, metric, says, points(rows, plot), grid, half=is_half)


def estimate_row(
    found: Mapping[str, Any], scale: Scale, regime: str, *, is_change: bool = False
) -> dict[str, Any] | None:
    """Return an estimate as a row of a chart; None where it has no mean."""
    if found["mean"] is None:
        return None
    value, low, high = (scale.plotted(found[end], is_change=is_change) for end in ENDS)
    text = scale.change(found["mean"]) if is_change else shown(found, scale)
    row = {"name": regime, "regime": regime, "value": value, "low": low, "high": high}
    return {**row, "text": text, "interval": scale.bounds(found, is_change=is_change)}


def metric_grid(material: StudyMaterial, metric: str, cases: list[tuple[str, Regime]]) -> Grid:
    """Return a metric with everything that is known of it.

    Parameters
    ----------
    cases
        What each row is called, and the regime at its point.
    """
    scale = material.scale(metric)
    is_compared = len(material.regimes) > 1
    heads = ["regime", *ENDS]
    if is_compared:
        heads += [
            "difference",
            "difference low",
            "difference high",
            "band low",
            "band high",
            "verdict",
            "variance cut",
        ]
    rows = []
    for name, regime in cases:
        at = pointer(regime.at, "metrics", metric)
        row = [Cell(name), *_ends(material, at, scale.show)]
        rows.append(row + (_contrast(material, metric, regime) if is_compared else []))
    caption = f"{metric} with its interval"
    caption += ", the paired difference to the baseline, and its band" if is_compared else ""
    return Grid(caption, heads, rows, frozenset({0, 9}))


def _ends(material: StudyMaterial, at: str, show: Callable[[Any], str]) -> list[Cell]:
    return [material.whole.cell(f"{at}/{end}", show) for end in ENDS]


def _contrast(material: StudyMaterial, metric: str, regime: Regime) -> list[Cell]:
    if not regime.number:
        return [Cell("")] * 5 + [Cell("baseline"), Cell("")]
    root = regime.at.rpartition("/runs/")[0]
    at = pointer(f"{root}/differences/{regime.number - 1}/metrics", metric)
    whole, scale = material.whole, material.scale(metric)
    return [
        *_ends(material, f"{at}/difference", scale.change),
        whole.cell(f"{at}/band/low", scale.change),
        whole.cell(f"{at}/band/high", scale.change),
        Cell(str(whole.at(f"{at}/verdict"))),
        whole.cell(f"{at}/variance_cut", "{:.1f} ×".format),
    ]
