"""What was asked otherwise: the values of the scenarios that differ, as YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.findings.phrases import NOTHING, count
from sandbox.reports.html.figures import Section, fold, paragraph
from sandbox.reports.html.tables import Cell, Grid, grid_markup

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

OPEN_MAX = 12  # changes; longer differences are folded away


def scenario(material: Material) -> Section | None:
    """Return what differs in the scenarios of a comparison, or why that is not known."""
    if "scenario_difference" not in material.document:
        return None
    changes = material.document["scenario_difference"]
    title = "What was asked otherwise"
    if not changes:
        text = "What differs in the scenarios is not known, because one of them is not stored."
        text = text if changes is None else "The scenarios are the same."
        return Section("scenario", title, rest=[paragraph(text)])
    told = f"{count(len(changes), 'value')} of the resolved scenarios, A against B"
    code = tag("pre", tag("code", *_lines(changes)), tabindex=0, role="region", aria_label=told)
    is_short = len(changes) <= OPEN_MAX
    rest = [fold(told, code, is_open=is_short), fold("As a table", _table(material))]
    return Section("scenario", title, rest=rest)


def _lines(changes: Sequence[Mapping[str, Any]]) -> Iterator[Markup]:
    for change in changes:
        for kind, sign, key in (("del", "-", "before"), ("ins", "+", "after")):
            if change[key] is not None:
                yield tag(kind, f"{sign} {change['path']}: {change[key]}\n")


def _table(material: Material) -> Markup:
    rows = []
    for k, change in enumerate(material.document["scenario_difference"]):
        sides = [
            Cell(NOTHING) if change[key] is None else Cell(str(change[key]))
            for key in ("before", "after")
        ]
        rows.append([Cell(str(material.document["scenario_difference"][k]["path"])), *sides])
    grid = Grid("Values that differ", ["path", "A", "B"], rows, frozenset(range(3)))
    return grid_markup(grid)
