"""Metrics over what a study varies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.view import verdict
from sandbox.reports.html.badges import verdict_cell
from sandbox.reports.html.charts.sweep_chart import Sweep, sweep
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.sections.asked_section import (
    GridRow,
    estimate_row,
    metric_grid,
    metric_name,
)
from sandbox.reports.html.tables import Cell, Grid, grid_markup
from sandbox.scenario.quantities import parse_quantity

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

FIGURES_MAX = 16
SHORT_MAX = 12  # points that are read at a glance


def swept(material: Material) -> Section | None:
    """Return each metric over each path that varies, and its difference to the baseline."""
    if not material.is_sweep:
        return None
    paths = paths_of(material)
    pairs = [(m, p) for m in range(len(material.view.metrics)) for p in range(len(paths))]
    figures = [figure for pair in pairs for figure in _figures(material, *pair)][:FIGURES_MAX]
    lead = [grid_markup(_overview(material))] if material.contrasts else []
    return Section("sweep", f"Over {' and '.join(paths)}", lead, figures)


def _figures(material: Material, metric: int, path: int) -> Iterator[Figure]:
    has_baseline = bool(material.contrasts)
    kinds = (False, True) if has_baseline else (False,)
    for is_change in kinds:
        found = _figure(material, metric, path, is_change=is_change)
        if found is not None:
            yield found


def _figure(
    material: Material, metric_index: int, path_index: int, *, is_change: bool
) -> Figure | None:
    paths = paths_of(material)
    metric, path = material.view.metrics[metric_index], paths[path_index]
    scale = material.scale(metric)
    plot = Sweep(
        [regime.name for regime in material.regimes],
        path,
        dict(sorted((place, text) for text, place in _places(material, path).items())),
        scale.change_axis if is_change else scale.axis,
        scale.change_form if is_change else scale.form,
        is_joined=len(paths) == 1,
        has_zero=is_change,
    )
    rows = list(_rows(material, metric, path, is_change=is_change))
    if not rows:
        return None
    name = f"sweep-{metric_index + 1}-{path_index + 1}{'-difference' if is_change else ''}"
    if is_change:
        title = f"{metric_name(material, metric)}, against {material.regimes[0].name}"
        says = "The paired difference to the baseline at each setting, with its interval."
    else:
        title, of = metric_name(material, metric), material.document["metrics"][metric]["of"]
        says = f"{of[:1].upper()}{of[1:]}, at each setting, with its interval."
    cases = [
        GridRow(f"{short_place(point)}, {regime.name}", regime)
        for point in material.points
        for regime in point.regimes
    ]
    grid = metric_grid(material, metric, cases)
    return Figure(name, title, says, sweep(rows, plot), grid, half=bool(material.contrasts))


def _places(material: Material, path: str) -> dict[str, float]:
    """Return where each value of a path stands on an axis: by its size, or one after another."""
    texts = list(dict.fromkeys(_value(material, k, path) for k in range(len(material.points))))
    try:
        found = [parse_quantity(text) for text in texts]
    except ValueError:
        return _in_turn(texts)
    if len({quantity.unit for quantity in found if quantity.value}) > 1:
        return _in_turn(texts)
    return {text: float(q.value) for text, q in zip(texts, found, strict=True)}


def _in_turn(texts: Sequence[str]) -> dict[str, float]:
    return {text: float(k) for k, text in enumerate(texts)}


def _value(material: Material, number: int, path: str) -> str:
    return str(material.points[number].point["settings"].get(path, ""))


def _rows(
    material: Material, metric: str, path: str, *, is_change: bool
) -> Iterator[dict[str, Any]]:
    scale, places = material.scale(metric), _places(material, path)
    for k, point in enumerate(material.points):
        where = {"x": places[_value(material, k, path)], "setting": point.place}
        if is_change:
            found = [
                (point.regime_name(d["regime"]), d["metrics"][metric]["difference"])
                for d in point.contrasts
            ]
        else:
            found = [(regime.name, regime.case["metrics"][metric]) for regime in point.regimes]
        for name, estimate in found:
            row = estimate_row(estimate, scale, name, is_change=is_change)
            if row is not None:
                yield {**row, **where}


def paths_of(material: Material) -> list[str]:
    """Return what varies."""
    return list(material.points[0].point["settings"])


def short_place(point: Material) -> str:
    """Return the name of a point, the value alone where one path varies."""
    settings = point.point["settings"]
    return str(next(iter(settings.values()))) if len(settings) == 1 else point.place


def _overview(material: Material) -> Grid:
    """Return each difference with its verdict, a row for each point."""
    others = material.regimes[1:]
    keys = [(metric, k) for metric in material.view.metrics for k in range(len(others))]
    paths = paths_of(material)
    heads = [paths[0] if len(paths) == 1 else "setting"]
    for metric, k in keys:
        name = metric_name(material, metric)
        heads += [name if len(others) == 1 else f"{name}, {others[k].name}", "verdict"]
    rows = []
    for point in material.points:
        row = [Cell(short_place(point))]
        for metric, k in keys:
            at = pointer(f"{point.root}/contrasts/{k}/metrics", metric)
            row.append(point.cell(f"{at}/difference/mean", material.scale(metric).change))
            row.append(verdict_cell(verdict(point.at(at))))
        rows.append(row)
    caption = f"Differences to {material.regimes[0].name}, with verdicts"
    prose = frozenset({0, *range(2, len(heads), 2)})
    return Grid(caption, heads, rows, prose, is_open=len(rows) <= SHORT_MAX)
