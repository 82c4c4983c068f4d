"""Every asked metric under every regime, with the verdict on each difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox.reports.findings.sentences import verdict_lead
from sandbox.reports.findings.view import verdict
from sandbox.reports.html.badges import verdict_cell
from sandbox.reports.html.charts.estimate_charts import Plot, points
from sandbox.reports.html.figures import Figure, Section, paragraph
from sandbox.reports.html.material import pointer
from sandbox.reports.html.tables import Cell, Grid, grid_markup

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material, RegimeAtPoint
    from sandbox.reports.html.scales import Scale

ENDS = ("mean", "low", "high")
LEGEND = (
    "▲ better, ▼ worse; ↑ rises and ↓ falls of what is neither good nor bad; ≈ too close to call; "
    "? undecided; = identical, unchanged or practically the same. Every interval is the one that "
    "its verdict rests on."
)


class GridRow(NamedTuple):
    """What a row is called, and the regime at its point."""

    name: str
    regime: RegimeAtPoint


def asked_metrics(material: Material) -> Section | None:
    """Return all asked metrics at a point; None of a sweep, which has its own part."""
    if material.is_sweep:
        return None
    numbers = range(len(material.view.metrics))
    figures = [found for number in numbers if (found := _figure(material, number)) is not None]
    lead = []
    if material.contrasts:
        lead = [paragraph(LEGEND, "note"), grid_markup(_overview(material))]
    if not figures and not lead:
        return None
    title = "What was asked" if len(figures) > 1 or lead else "The metric"
    return Section("metrics", title, lead, figures)


def metric_name(material: Material, metric: str) -> str:
    """Return a metric as readers call it, its first letter a capital."""
    name = material.view.words(metric)
    return f"{name[:1].upper()}{name[1:]}"


def _overview(material: Material) -> Grid:
    """Return value under each regime, difference, interval and verdict, a row for each regime."""
    baseline, *others = material.regimes
    is_pair = len(others) == 1
    rows = []
    for metric in material.view.metrics:
        scale = material.scale(metric)
        name = Cell(metric_name(material, metric))
        first = material.cell(pointer(baseline.at, "metrics", metric, "mean"), scale.show)
        if not is_pair:
            rows.append([name, Cell(baseline.label), first, *_blank()])
        for regime in others:
            at = pointer(regime.at, "metrics", metric, "mean")
            value = material.cell(at, scale.show)
            head = [name, first] if is_pair else [Cell(""), Cell(regime.label)]
            rows.append([*head, value, *_against(material, metric, regime, scale)])
    heads = ["metric", "A", "B"] if is_pair else ["metric", "regime", "value"]
    heads += ["difference", "interval", "verdict"]
    where = f" ({material.place})" if material.is_comparison else ""
    caption = f"Differences to {baseline.name}, with verdicts{where}{material.key}"
    prose = frozenset({0, 5}) if is_pair else frozenset({0, 1, 5})
    return Grid(caption, heads, rows, prose, is_open=True)


def _blank() -> list[Cell]:
    return [Cell(""), Cell(""), Cell("baseline")]


def _against(material: Material, metric: str, regime: RegimeAtPoint, scale: Scale) -> list[Cell]:
    at = pointer(f"{material.root}/contrasts/{regime.number - 1}/metrics", metric)
    found = material.at(at)
    change = material.cell(f"{at}/difference/mean", scale.change)
    bounds = Cell(scale.bounds(found["difference"], is_change=True))
    said = verdict_lead(found, scale.gauge)
    text = f"{said[:1].lower()}{said[1:]}"
    return [change, bounds, verdict_cell(verdict(found), text)]


def _figure(material: Material, number: int) -> Figure | None:
    """Return a metric under each regime; None where nothing was counted."""
    metric = material.view.metrics[number]
    scale = material.scale(metric)
    rows = [
        row
        for regime in material.regimes
        if (row := estimate_row(regime.case["metrics"][metric], scale, regime.name)) is not None
    ]
    if not rows:
        return None
    names = [regime.name for regime in material.regimes]
    plot = Plot(names, scale.axis, scale.form, one_each=True, within=scale.within)
    of = str(material.document["metrics"][metric]["of"])
    says = f"{of[:1].upper()}{of[1:]}, each with its 95 % interval (`{metric}`).".replace("`", "")
    cases = [GridRow(regime.name, regime) for regime in material.regimes]
    return Figure(
        name=f"metric-{number + 1}",
        title=metric_name(material, metric),
        says=says,
        spec=points(rows, plot),
        grid=metric_grid(material, metric, cases),
        half=len(material.view.metrics) > 1,
    )


def estimate_row(
    content: Mapping[str, Any], scale: Scale, regime: str, *, is_change: bool = False
) -> dict[str, Any] | None:
    """Return an estimate as a row of a chart; None where it has no mean."""
    if content["mean"] is None:
        return None
    value, low, high = (scale.axis_value(content[end], is_change=is_change) for end in ENDS)
    text = scale.change(content["mean"]) if is_change else scale.show(content["mean"])
    row = {"name": regime, "regime": regime, "value": value, "low": low, "high": high}
    return {**row, "text": text, "interval": scale.bounds(content, is_change=is_change)}


def metric_grid(material: Material, metric: str, cases: Sequence[GridRow]) -> Grid:
    """Return a metric with everything that is known of it."""
    scale = material.scale(metric)
    is_compared = bool(material.contrasts)
    heads = ["regime", *ENDS]
    if is_compared:
        heads += ["difference", "difference low", "difference high", "verdict", "variance cut"]
        heads += ["last step"] if _has_steps(material) else []
    rows = []
    for name, regime in cases:
        at = pointer(regime.at, "metrics", metric)
        row = [Cell(name), *_ends(material, at, scale.show)]
        rows.append(row + (_contrast(material, metric, regime) if is_compared else []))
    caption = f"{metric} with its 95 % interval"
    if is_compared:
        level = 100 * float(material.document["metrics"][metric]["confidence"])
        caption += f", and its difference to the baseline with an interval of {level:.4g} % each"
    return Grid(caption, heads, rows, frozenset({0, 7}))


def _has_steps(material: Material) -> bool:
    return any("last_step" in contrast for contrast in material.contrasts)


def _ends(material: Material, at: str, show: Callable[[Any], str]) -> list[Cell]:
    return [material.cell(f"{at}/{end}", show) for end in ENDS]


def _contrast(material: Material, metric: str, regime: RegimeAtPoint) -> list[Cell]:
    has_steps = _has_steps(material)
    if not regime.number:
        return [*[Cell("")] * 3, Cell("baseline"), *[Cell("")] * (1 + has_steps)]
    root = f"{regime.at.rpartition('/cases/')[0]}/contrasts/{regime.number - 1}"
    at, scale = pointer(f"{root}/metrics", metric), material.scale(metric)
    step = pointer(f"{root}/last_step/metrics", metric, "difference", "mean")
    return [
        *_ends(material, f"{at}/difference", scale.change),
        Cell(str(material.at(f"{at}/verdict"))),
        material.cell(f"{at}/variance_cut", "{:.1f} ×".format),
        *([material.cell(step, scale.change)] if has_steps else []),
    ]
