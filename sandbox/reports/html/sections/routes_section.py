"""Volume and approvals by route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import spread
from sandbox.reports.findings.phrases import NOTHING, percent
from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material, RegimeAtPoint

KEYS = {
    "share": ("Attempts by route", "Share of all attempts that take each route."),
    "approval_rate": ("Approvals by route", "Share of the attempts on a route that are approved."),
}


def routes(material: Material) -> Section | None:
    """Return each route's share of attempts and of approvals; None where there are not several."""
    used = dict.fromkeys(n for r in material.regimes for n in r.case.get("by_route") or {})
    if len(used) < 2:
        return None
    figures = [_figure(material, list(used), key) for key in KEYS]
    return Section("routes", "Routes", figures=figures)


def _figure(material: Material, route_names: list[str], key: str) -> Figure:
    digits = material.digits
    found = {name: [_number(r, name, key)[0] for r in material.regimes] for name in route_names}
    ordered = sorted(route_names, key=lambda name: -spread(found[name]))
    rows = [
        {
            "name": name,
            "regime": regime.name,
            "value": value,
            "text": percent(value, digits),
            "interval": key.replace("_", " "),
        }
        for name in ordered
        for regime, value in zip(material.regimes, found[name], strict=True)
        if value is not None
    ]
    lines = [
        [Cell(name), *(_cell(material, r, name, key) for r in material.regimes)] for name in ordered
    ]
    title, says = KEYS[key]
    names = [regime.name for regime in material.regimes]
    grid = Grid(title, ["route", *names], lines)
    name = f"routes-{key.replace('_', '-')}"
    return Figure(name, title, says, bars(rows, Plot(names, hover="of")), grid, half=True)


def _cell(material: Material, regime: RegimeAtPoint, name: str, key: str) -> Cell:
    value, rest = _number(regime, name, key)
    if value is None:
        return Cell(NOTHING)
    at = f"{pointer(regime.at, 'by_route', name, key)}{rest}"
    return material.cell(at, lambda share: percent(share, material.digits))


def _number(regime: RegimeAtPoint, name: str, key: str) -> tuple[float | None, str]:
    """Return a number of a route with the rest of its pointer: itself, or an estimate's mean."""
    found = (regime.case.get("by_route") or {}).get(name, {}).get(key)
    if found is None or isinstance(found, int | float):
        return found, ""
    return found["mean"], "/mean"
