"""What a study expects, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.html.badges import SIGNS
from sandbox.reports.html.figures import Section
from sandbox.reports.html.tables import Cell, Grid, grid_markup

if TYPE_CHECKING:
    from sandbox.reports.html.study.material import StudyMaterial


def gates(material: StudyMaterial) -> Section | None:
    """Return the expectations; None where the study has none."""
    found = material.document.get("expect", [])
    if not found:
        return None
    has_points = any(gate.get("point") for gate in found)
    rows = []
    for gate in found:
        status = str(gate["status"])
        sign, tone = SIGNS.get(status, ("", ""))
        point = [Cell(str(gate["point"]))] if has_points else []
        rows.append([Cell(str(gate["expect"])), *point, Cell(f"{sign} {status}", tone=tone)])
        rows[-1].append(Cell(str(gate["detail"])))
    heads = ["expected", *(["at"] if has_points else []), "came of it", "found"]
    grid = Grid(
        "Expectations of the study", heads, rows, frozenset(range(len(heads))), is_open=True
    )
    return Section("expected", "What was expected", rest=[grid_markup(grid)])
