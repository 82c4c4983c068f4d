"""Success under each regime, as a whole and among the parts of the arrivals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.reports.html.charts.estimates import Plot, points
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.sections.answer import estimate_of, verdict_of
from sandbox.reports.html.tables import Cell, Grid
from sandbox.reports.phrases import decimals_for, interval, percent, words
from sandbox.reports.phrases import points as in_points

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


def success(material: Material) -> Section | None:
    """Return success under each regime with intervals, and who gains."""
    return Section("success", "Success", figures=[_whole(material), *_parts(material)])


def _row(name: str, regime: str, estimate: Mapping[str, Any], digits: int) -> dict[str, Any]:
    found = estimate_of(estimate)
    return {
        "name": name,
        "regime": regime,
        "value": found.mean,
        "low": found.low,
        "high": found.high,
        "text": percent(found.mean, digits),
        "interval": interval(found, digits),
    }


def _whole(material: Material) -> Figure:
    key = material.rate
    estimates = [estimate_of(regime.found[key]) for regime in material.regimes]
    digits = decimals_for(*estimates)
    rows = [
        _row(regime.name, regime.name, regime.found[key], digits)
        for regime in material.regimes
        if regime.found[key]["mean"] is not None
    ]
    of = material.regimes[0].found[key]["of"]
    what = material.rate_name.removeprefix("the ").capitalize()
    spec = points(rows, Plot([regime.name for regime in material.regimes], one_each=True))
    says = f"Each point is {of}, with its 95 % interval."
    return Figure("success", what, says, spec, _whole_grid(material, digits))


def _whole_grid(material: Material, digits: int) -> Grid:
    heads = ["regime", "mean", "low", "high", "checkouts"]
    several = bool(material.differences)
    rows = []
    for regime in material.regimes:
        at = pointer(regime.at, material.rate)
        bounds = [
            material.cell(f"{at}/{end}", lambda share: percent(share, digits))
            for end in ("mean", "low", "high")
        ]
        size = material.cell(f"{regime.at}/checkouts", "{:,}".format)
        row = [Cell(regime.name), *bounds, size]
        if several:
            row += _against_baseline(material, regime.number)
        rows.append(row)
    if several:
        heads += ["difference", "difference low", "difference high", "verdict"]
    caption = f"{material.rate_name} and 95 % interval under each regime"
    return Grid(caption[:1].upper() + caption[1:], heads, rows, frozenset({0, 8}))


def _against_baseline(material: Material, number: int) -> list[Cell]:
    if not number:
        return [Cell(""), Cell(""), Cell(""), Cell("baseline")]
    at = f"/differences/{number - 1}/{material.rate}"
    digits = decimals_for(estimate_of(material.at(at)))
    cells = [
        material.cell(f"{at}/{end}", lambda share: in_points(share, digits))
        for end in ("mean", "low", "high")
    ]
    return [*cells, Cell(verdict_of(material, material.regimes[number]).value)]


def _parts(material: Material) -> Iterator[Figure]:
    if material.rate != "success_rate":
        return
    for axis, title in AXES.items():
        names = _members(material, axis)
        if len(names) > 1:
            yield _part(material, axis, title, names)


def _members(material: Material, axis: str) -> list[str]:
    """Return the members of an axis that are worth showing, the largest first."""
    sizes: dict[str, int] = {}
    for regime in material.regimes:
        for name, found in regime.found["by"].get(axis, {}).items():
            if found["success_rate"]["mean"] is not None:
                sizes[name] = max(sizes.get(name, 0), found["checkouts"])
    floor = SMALL * sum(sizes.values())
    shown = sorted((n for n in sizes if sizes[n] > floor), key=lambda n: -sizes[n])
    return [name for name in shown if name != "none"][:MEMBERS_MAX]


def _part(material: Material, axis: str, title: str, names: list[str]) -> Figure:
    rows, lines = [], []
    for name in names:
        line = [Cell(words(name))]
        for regime in material.regimes:
            at = pointer(f"{regime.at}/by", axis, name)
            found = material.at(f"{at}/success_rate")
            if found is not None and found["mean"] is not None:
                rows.append(_row(words(name), regime.name, found, 1))
            line.append(material.cell(f"{at}/checkouts", "{:,}".format))
            line += [
                material.cell(f"{at}/success_rate/{e}", percent) for e in ("mean", "low", "high")
            ]
        lines.append(line)
    heads = [title]
    for regime in material.regimes:
        mark = f"{regime.letter} " if len(material.regimes) > 1 else ""
        heads += [f"{mark}checkouts", f"{mark}success", f"{mark}low", f"{mark}high"]
    spec = points(rows, Plot([regime.name for regime in material.regimes]))
    grid = Grid(f"Checkouts and success by {title}{_key(material)}", heads, lines)
    says = f"Success by {title}, the most frequent first, with 95 % intervals."
    return Figure(
        f"success-by-{words(axis).replace(' ', '-')}",
        f"By {title}",
        says,
        spec,
        grid,
        half=len(names) <= HALF_MAX,
    )


def _key(material: Material) -> str:
    """Return what the letters above columns stand for."""
    if len(material.regimes) < 2:
        return ""
    return f" ({', '.join(f'{r.letter} {r.name}' for r in material.regimes)})"
