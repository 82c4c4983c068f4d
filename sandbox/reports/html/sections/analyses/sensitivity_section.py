"""How far each assumption moves the answer: one at a time, or all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox.reports.findings.phrases import NOTHING
from sandbox.reports.html.charts.contributions import tornado
from sandbox.reports.html.charts.estimate_charts import Plot, points
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.scales import scale_in
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material


class AssumptionEntry(NamedTuple):
    """An assumption of the document: its name, what is said of it, and the pointer to that."""

    name: str
    content: Mapping[str, Any]
    at: str


DRAWN_MAX = 20  # assumptions of a chart; a world has hundreds, and most of them move nothing
ENDS = ("mean", "low", "high")
# What the methods that vary many assumptions at once say of each, the telling number first.
MEASURES = {
    "mu_star": "mean size of an effect",
    "sigma": "spread of its effects",
    "mu": "mean effect",
    "total": "share of the variance with interactions",
    "first": "share of the variance alone",
}
BASES = ("at_base", "base", "centre")
LISTS = ("swings", "effects", "indices", "assumptions")


def sensitivity(material: Material) -> Section | None:
    """Return how far each assumption moves the answer, where it is known."""
    found = material.document.get("sensitivity")
    if not found:
        return None
    listed = {key: found[key] for key in LISTS if found.get(key)}
    figures = [f for key in listed for f in _figures(material, found, key)]
    return Section("sensitivity", "Which assumption matters", figures=figures) if figures else None


def _figures(material: Material, content: Mapping[str, Any], key: str) -> Iterator[Figure]:
    entries = list(_entries(content[key], f"/sensitivity/{key}"))
    if all("at_low" in entry and "at_high" in entry for _, entry, _ in entries):
        yield _tornado(material, content, entries)
        return
    known = [m for m in MEASURES if all(m in entry for _, entry, _ in entries)]
    if known:
        yield _ranked(material, entries, known)


def _entries(content: Mapping[str, Any] | list[Any], at: str) -> Iterator[AssumptionEntry]:
    """Yield name, content and pointer of each assumption, listed or by name."""
    if isinstance(content, Mapping):
        for name, entry in content.items():
            yield AssumptionEntry(str(name), entry, pointer(at, str(name)))
    else:
        for k, entry in enumerate(content):
            name = str(entry.get("assumption", entry.get("name", k + 1)))
            yield AssumptionEntry(name, entry, f"{at}/{k}")


def _number(node: Any) -> tuple[float | None, str]:  # noqa: ANN401 -- any JSON
    """Return a number with the rest of its pointer: it stands there itself or as an estimate."""
    return (node.get("mean"), "/mean") if isinstance(node, Mapping) else (node, "")


def _tornado(
    material: Material, content: Mapping[str, Any], entries: list[AssumptionEntry]
) -> Figure:
    base, base_at = _base(content)
    ends = [entry[end] for _, entry, _ in entries for end in ("at_low", "at_high")]
    is_change = bool(content.get("against"))
    scale = scale_in(content, [e for e in ends if isinstance(e, Mapping)])
    show = scale.change if is_change else scale.show
    rows, swings = [], []
    for name, entry, at in entries:
        row = [Cell(name)]
        swing: dict[str, Any] = {"name": name}
        for end in ("low", "high"):
            value, rest = _number(entry[f"at_{end}"])
            text = _setting(entry, end)
            row += [Cell(text or NOTHING), material.cell(f"{at}/at_{end}{rest}", show)]
            swing[f"at_{end}"] = scale.axis_value(value, is_change=is_change)
            told = NOTHING if value is None else show(value)
            swing[f"{end}_text"] = f"{told} at {text}" if text else told
        rows.append(row)
        swings.append(swing)
    says = f"{_asked(content)} when one assumption at a time moves to either end of its range."
    if base is not None:
        cell = material.cell(base_at, show)
        rows.append([Cell("as they stand"), Cell(""), cell, Cell(""), cell])
        says = f"{says[:-1]}; as they all stand it is {show(base)}."
    heads = ["assumption", "low end", "result there", "high end", "result there"]
    grid = Grid("Result at both ends of each assumption", heads, rows, frozenset({0, 1, 3}))
    form = scale.change_form if is_change else scale.form
    axis = scale.change_axis if is_change else scale.axis
    centre = scale.axis_value(base, is_change=is_change)
    drawn = sorted(swings, key=lambda s: -abs(s["at_high"] - s["at_low"]))[:DRAWN_MAX]
    spec = tornado(drawn, _middle(swings) if centre is None else centre, form, axis)
    says += _driven(content) + _left_to_the_table(swings)
    return Figure("sensitivity", "One assumption at a time", says, spec, grid)


def _base(content: Mapping[str, Any]) -> tuple[float | None, str]:
    """Return the result as all assumptions stand, with its pointer."""
    for key in BASES:
        if key in content:
            value, rest = _number(content[key])
            return value, f"/sensitivity/{key}{rest}"
    return None, ""


def _left_to_the_table(entries: Sized) -> str:
    most = len(entries)
    return "" if most <= DRAWN_MAX else f" The chart has {DRAWN_MAX} of {most}, the table all."


def _middle(swings: list[dict[str, Any]]) -> float:
    ends = [swing[end] for swing in swings for end in ("at_low", "at_high")]
    return float(sum(ends) / len(ends))


def _asked(content: Mapping[str, Any]) -> str:
    text = str(content.get("metric", "The result"))
    text += f" under {content['of']}" if content.get("of") else ""
    return f"{text} against {content['against']}" if content.get("against") else text


def _driven(content: Mapping[str, Any]) -> str:
    return f" {content['driver']} matters most." if content.get("driver") else ""


def _setting(entry: Mapping[str, Any], end: str) -> str:
    """Return the end of a range as it is written, where it is told."""
    told = entry.get(f"{end}_text", entry.get(end, ""))
    return told if isinstance(told, str) else ""


def _ranked(material: Material, entries: list[AssumptionEntry], known_names: list[str]) -> Figure:
    entries = sorted(entries, key=lambda entry: -(_number(entry.content[known_names[0]])[0] or 0.0))
    rows, lines = [], []
    for place, (name, entry, at) in enumerate(entries):
        line = [Cell(name)]
        for key in known_names:
            node = entry[key]
            value, rest = _number(node)
            low, high = (node.get(e) if rest else None for e in ("low", "high"))
            text = NOTHING if value is None else f"{value:.3g}"
            bounds = NOTHING if low is None else f"{low:.3g} to {high:.3g}"
            row = {"name": name, "regime": MEASURES[key], "value": value, "low": low, "high": high}
            is_drawn = value is not None and place < DRAWN_MAX
            rows += [{**row, "text": text, "interval": bounds}] if is_drawn else []
            ends = [f"/{end}" for end in ENDS] if rest else [""]
            line += [material.cell(f"{at}/{key}{end}", "{:.4g}".format) for end in ends]
        lines.append(line)
    heads = ["assumption"]
    for key in known_names:
        is_one = _number(entries[0].content[key])[1] == ""
        heads += [MEASURES[key]] if is_one else [MEASURES[key], "low", "high"]
    spec = points(
        rows, Plot([MEASURES[key] for key in known_names], form="~g", shift=1, within=None)
    )
    says = (
        "All assumptions vary within their ranges; the ones that move the result most come first."
    )
    says += _left_to_the_table(entries)
    grid = Grid("How much each assumption moves the result", heads, lines)
    return Figure("sensitivity", "All assumptions at once", says, spec, grid)
