"""Success among the parts of the arrivals: who gains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.cases import spread
from sandbox.reports.findings.phrases import NOTHING, percent, points, words
from sandbox.reports.html.charts.estimate_charts import Plot
from sandbox.reports.html.charts.estimate_charts import points as chart
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

AXES = {
    "merchant": "shop",
    "favourite": "favourite wallet",
    "segment": "kind of shopper",
    "city_tier": "city tier",
    "shopper": "existing and new shoppers",
    "surface": "surface",
}
MEMBERS_MAX = 12
HALF_MAX = 6  # members that fit beside another figure
SMALL = 0.002  # share of arrivals below which a member tells nothing
ENDS = ("mean", "low", "high")


def success(material: Material) -> Section | None:
    """Return success by each axis that has several members; None where nobody pays."""
    if material.rate != "success_rate":
        return None
    members = {axis: _members(material, axis) for axis in AXES}
    figures = [_part(material, axis, names) for axis, names in members.items() if len(names) > 1]
    return Section("success", "Who succeeds", figures=figures) if figures else None


def _members(material: Material, axis: str) -> list[str]:
    """Return the members worth showing: those whose success changes most, or the largest, first."""
    sizes: dict[str, int] = {}
    for regime in material.regimes:
        for name, found in regime.case.get("by", {}).get(axis, {}).items():
            if found["success_rate"]["mean"] is not None and name != "none":
                sizes[name] = max(sizes.get(name, 0), found["checkouts"])
    floor = SMALL * sum(sizes.values())
    shown = [n for n in sizes if sizes[n] > floor or (material.is_protected(n) and sizes[n])]
    shown.sort(key=lambda name: _weight(material, axis, name, sizes[name]), reverse=True)
    return [n for k, n in enumerate(shown) if k < MEMBERS_MAX or material.is_protected(n)]


def _weight(material: Material, axis: str, name: str, size: int) -> tuple[float, int]:
    if not material.contrasts:
        return 0.0, size
    return round(
        spread([_mean(material, k, axis, name) for k in range(len(material.regimes))]), 4
    ), size


def _mean(material: Material, number: int, axis: str, name: str) -> float | None:
    found = material.regimes[number].case["by"].get(axis, {}).get(name)
    mean: float | None = found["success_rate"]["mean"] if found else None
    return mean


def _row(material: Material, name: str, regime: str, content: Mapping[str, Any]) -> dict[str, Any]:
    digits = material.digits
    low, high = content["low"], content["high"]
    bounds = NOTHING if low is None else f"{percent(low, digits)} to {percent(high, digits)}"
    row = {"name": name, "regime": regime, "value": content["mean"], "low": low, "high": high}
    return {**row, "text": percent(content["mean"], digits), "interval": bounds}


def _part(material: Material, axis: str, names: list[str]) -> Figure:
    title, regimes = AXES[axis], material.regimes
    rows, lines = [], []
    for name in names:
        shown = material.party(name)
        line = [Cell(shown)]
        for regime in regimes:
            at = pointer(f"{regime.at}/by", axis, name)
            found = material.at(f"{at}/success_rate")
            if found is not None and found["mean"] is not None:
                rows.append(_row(material, shown, regime.name, found))
            line.append(material.cell(f"{at}/checkouts", "{:,}".format))
            line += [material.cell(f"{at}/success_rate/{end}", _percent(material)) for end in ENDS]
        if len(regimes) == 2:
            before, after = (_mean(material, k, axis, name) for k in (0, 1))
            is_known = before is not None and after is not None
            change = (after or 0) - (before or 0) if is_known else None
            line.append(Cell(points(change, material.digits)))
        lines.append(line)
    heads = [title]
    for regime in regimes:
        mark = f"{regime.letter} " if len(regimes) > 1 else ""
        heads += [f"{mark}checkouts", f"{mark}success", f"{mark}low", f"{mark}high"]
    heads += ["change"] if len(regimes) == 2 else []
    grid = Grid(f"Checkouts and success by {title}{material.key}", heads, lines)
    order = "the largest change" if material.contrasts else "the most frequent"
    says = f"Success by {title}, {order} first, with 95 % intervals."
    return Figure(
        name=f"success-by-{words(axis).replace(' ', '-')}",
        title=f"By {title}",
        says=says,
        spec=chart(rows, Plot([regime.name for regime in regimes])),
        grid=grid,
        half=len(names) <= HALF_MAX,
    )


def _percent(material: Material) -> Callable[[float | None], str]:
    digits = material.digits
    return lambda share: percent(share, digits)
