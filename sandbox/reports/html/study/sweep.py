"""Metrics over what a study varies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.reports.html.charts.sweep import Sweep, sweep
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.study.verdicts import breakable, estimate_row, metric_grid, verdict_cell
from sandbox.reports.html.tables import Cell, Grid, grid_markup
from sandbox.scenario.quantities import parse_quantity

if TYPE_CHECKING:
    from sandbox.reports.html.study.material import StudyMaterial

FIGURES_MAX = 16
SHORT_MAX = 12  # points that are read at a glance


def swept(material: StudyMaterial) -> Section | None:
    """Return each metric over each path that varies, and its difference to the baseline."""
    if not material.is_sweep:
        return None
    paths = material.paths
    pairs = [(m, p) for m in range(len(material.metrics)) for p in range(len(paths))]
    figures = [figure for pair in pairs for figure in _figures(material, *pair)][:FIGURES_MAX]
    lead = [grid_markup(_overview(material))] if len(material.regimes) > 1 else []
    return Section("sweep", f"Over {' and '.join(paths)}", lead, figures)


def _figures(material: StudyMaterial, metric: int, path: int) -> Iterator[Figure]:
    has_baseline = len(material.regimes) > 1
    kinds = (False, True) if has_baseline else (False,)
    for is_change in kinds:
        yield _figure(material, (metric, path), is_change=is_change)


def _figure(material: StudyMaterial, which: tuple[int, int], *, is_change: bool) -> Figure:
    paths = material.paths
    metric, path = material.metrics[which[0]], paths[which[1]]
    scale = material.scale(metric)
    plot = Sweep(
        material.regimes,
        path,
        dict(sorted((place, text) for text, place in _places(material, path).items())),
        scale.change_axis if is_change else scale.axis,
        scale.change_form if is_change else scale.form,
        is_joined=len(paths) == 1,
        has_zero=is_change,
    )
    rows = list(_rows(material, metric, path, is_change=is_change))
    name = f"sweep-{which[0] + 1}-{which[1] + 1}{'-difference' if is_change else ''}"
    if is_change:
        title = f"{metric}, against {material.regimes[0]}"
        says = "The paired difference to the baseline at each setting, with its band."
    else:
        title, of = metric, material.document["metrics"][metric]["of"]
        says = f"{of[:1].upper()}{of[1:]}, at each setting, with its interval."
    cases = [
        (f"{material.place(k)}, {regime.name}", regime)
        for k, point in enumerate(material.points)
        for regime in point.regimes
    ]
    grid = metric_grid(material, metric, cases)
    return Figure(name, title, says, sweep(rows, plot), grid, half=len(material.regimes) > 1)


def _places(material: StudyMaterial, path: str) -> dict[str, float]:
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


def _value(material: StudyMaterial, number: int, path: str) -> str:
    return str(material.settings(number).get(path, ""))


def _rows(
    material: StudyMaterial, metric: str, path: str, *, is_change: bool
) -> Iterator[dict[str, Any]]:
    scale, places = material.scale(metric), _places(material, path)
    for k, point in enumerate(material.points):
        where = {"x": places[_value(material, k, path)], "setting": material.setting(k)}
        if is_change:
            found = [(d["regime"], {**d["metrics"][metric]["band"]}) for d in point.differences]
        else:
            found = [(regime.name, regime.found["metrics"][metric]) for regime in point.regimes]
        for name, estimate in found:
            row = estimate_row(estimate, scale, name, is_change=is_change)
            if row is not None:
                yield {**row, **where}


def _overview(material: StudyMaterial) -> Grid:
    others = material.regimes[1:]
    keys = [(metric, k) for metric in material.metrics for k in range(len(others))]
    heads = [breakable(material.paths[0]) if len(material.paths) == 1 else "setting"]
    heads += [breakable(m if len(others) == 1 else f"{m}, {others[k]}") for m, k in keys]
    rows = []
    for number, point in enumerate(material.points):
        row = [Cell(material.place(number))]
        for metric, k in keys:
            at = pointer(f"{point.root}/differences/{k}/metrics", metric)
            row.append(verdict_cell(at, point, material.scale(metric)))
        rows.append(row)
    caption = f"Differences to {material.regimes[0]}, with verdicts"
    is_short = len(rows) <= SHORT_MAX
    return Grid(caption, heads, rows, frozenset(range(len(heads))), is_open=is_short)
