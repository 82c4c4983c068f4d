"""The first checkout that is not the same in both runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.html.comparison.material import SIDES
from sandbox.reports.html.figures import Section, folded, paragraph
from sandbox.reports.html.material import pointer
from sandbox.reports.html.sections.reproduce import command_markup
from sandbox.reports.html.tables import Cell, Grid, grid_markup
from sandbox.reports.phrases import NOTHING, words

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial, PairMaterial

WORDS = ("outcome", "paid_after")  # columns of the trace whose values are names of ours


def parting(material: ComparisonMaterial) -> Section | None:
    """Return where each pair parts, or why that is not told; None where all are identical."""
    changed = [pair for pair in material.pairs if pair.is_changed]
    told = [part for pair in changed for part in _told(pair)]
    return Section("parting", "The first checkout that differs", rest=told) if told else None


def _told(pair: PairMaterial) -> Iterator[Markup]:
    where = pair.found["first_divergence"]
    if where is None:
        yield paragraph(f"Under {pair.name}: not looked for, because {_reason(pair)}.")
        return
    text = f"Under {pair.name}: checkout {where['checkout']:,} of replication "
    text += f"{where['replication']}, which arrives at {where['arrives'].replace('T', ' ')}."
    yield paragraph(text)
    yield grid_markup(_grid(pair))
    commands = dict.fromkeys(filter(None, (where["explain"][side] for side in SIDES)))
    if commands:
        told = map(command_markup, commands)
        yield folded("The commands that tell its story", tag("div", *told))


def _reason(pair: PairMaterial) -> str:
    return str(pair.found.get("no_divergence") or "it is not known")


def _grid(pair: PairMaterial) -> Grid:
    root = f"{pair.root}/first_divergence/differs"
    differs = pair.found["first_divergence"]["differs"]
    rows = [
        [Cell(words(name)), *(_cell(pair, pointer(root, name, side), name) for side in SIDES)]
        for name in differs
    ]
    caption = f"What the trace says of it in A and in B under {pair.name}"
    return Grid(caption, ["what", "A", "B"], rows, frozenset(range(3)), is_open=True)


def _cell(pair: PairMaterial, at: str, name: str) -> Cell:
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
