"""What an uplift is made of: a waterfall of the rules that bring it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.reports.html.charts.contributions import waterfall
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.scales import scale_in
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

ENDS = ("mean", "low", "high")


def attribution(material: Material) -> Section | None:
    """Return the uplift of a bundle of rules split among its parts, where it is known."""
    found = material.document.get("attribution")
    if not found or not found.get("parts"):
        return None
    scale = scale_in(found, found["parts"].values())
    at = "/attribution/parts"
    rows = [
        [Cell(name), *_estimate(material, pointer(at, name), scale.change)]
        for name in found["parts"]
    ]
    parts = [
        {
            "name": name,
            "mean": scale.axis_value(part["mean"], is_change=True),
            "text": scale.change(part["mean"]),
        }
        for name, part in found["parts"].items()
    ]
    total = scale.change(sum(part["mean"] for part in found["parts"].values()))
    if "uplift" in found:
        total = scale.change(found["uplift"]["mean"])
        rows.append([Cell("together"), *_estimate(material, "/attribution/uplift", scale.change)])
    grid = Grid("Parts of the uplift with their intervals", ["part", *ENDS], rows)
    where = f" from {found['from']} to {found['to']}" if "from" in found and "to" in found else ""
    says = f"{found.get('metric', 'The uplift')}{where}: the Shapley value of each part; "
    says += "together they give the whole difference."
    spec = waterfall(parts, total, scale.change_form, scale.change_axis)
    figure = Figure("attribution", "What the uplift is made of", says, spec, grid)
    return Section("attribution", "Which rules bring it", figures=[figure])


def _estimate(material: Material, at: str, show: Callable[[Any], str]) -> list[Cell]:
    return [material.cell(f"{at}/{end}", show) for end in ENDS]
