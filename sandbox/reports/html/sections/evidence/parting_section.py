"""The first checkout that is not the same in both runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.findings.phrases import NOTHING, words
from sandbox.reports.html.figures import Section, fold, paragraph
from sandbox.reports.html.material import pointer
from sandbox.reports.html.sections.evidence.reproduce_section import SIDES, command_markup
from sandbox.reports.html.tables import Cell, Grid, grid_markup

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

WORDS = ("outcome", "paid_after")  # columns of the trace whose values are names of ours


def parting(material: Material) -> Section | None:
    """Return where each pair parts, or why that is not told; None where all are identical."""
    told = [part for pair in material.points for part in _told(pair)]
    return Section("parting", "The first checkout that differs", rest=told) if told else None


def _told(pair: Material) -> Iterator[Markup]:
    where = pair.point.get("divergence")
    reason = pair.point.get("no_divergence")
    if where is None:
        if reason:
            yield paragraph(f"Under {pair.place}: not looked for, because {reason}.")
        return
    text = f"Under {pair.place}: checkout {where['checkout']:,} of replication "
    text += f"{where['replication']}, which arrives at {where['arrives'].replace('T', ' ')}."
    yield paragraph(text)
    yield grid_markup(_grid(pair))
    commands = dict.fromkeys(filter(None, (where.get("explain", {}).get(side) for side in SIDES)))
    if commands:
        told = map(command_markup, commands)
        yield fold("The commands that tell its story", tag("div", *told))


def _grid(pair: Material) -> Grid:
    root = f"{pair.root}/divergence/differs"
    differs = pair.point["divergence"]["differs"]
    rows = [
        [Cell(words(name)), *(_cell(pair, pointer(root, name, side), name) for side in SIDES)]
        for name in differs
    ]
    caption = f"What the trace says of it in A and in B under {pair.place}"
    return Grid(caption, ["what", "A", "B"], rows, frozenset(range(3)), is_open=True)


def _cell(pair: Material, at: str, name: str) -> Cell:
    value: Any = pair.at(at)
    match value:
        case None:
            return Cell(NOTHING)
        case bool():
            return Cell("yes" if value else "no")
        case int():
            return Cell(f"{value:,}", value, at)
        case _:
            return Cell(words(str(value)) if name in WORDS else str(value))
