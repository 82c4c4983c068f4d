"""How to make the same numbers of a comparison again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.html.comparison.material import SIDES
from sandbox.reports.html.figures import Section, paragraph
from sandbox.reports.html.sections.reproduce import command_markup
from sandbox.reports.html.tables import Grid, grid_markup, words
from sandbox.reports.phrases import NOTHING

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial

FACTS = ("scenario", "seed", "replications", "engine", "version", "rules")


def reproduce(material: ComparisonMaterial) -> Section:
    """Return the commands, and seeds, versions and checksums of both runs."""
    runs = [material.document[side] for side in SIDES]
    lead = [paragraph("The same scenario, seed and version give the same bytes on every machine.")]
    for letter, run in zip("AB", runs, strict=True):
        if run.get("command"):
            lead += [paragraph(f"{letter} was made by", "note"), command_markup(run["command"])]
    command = str(material.context.get("command", ""))
    if command:
        lead += [paragraph("This page was made by", "note"), command_markup(command)]
    rows = [words(name, *(_text(run.get(name)) for run in runs)) for name in FACTS]
    for pair in material.pairs:
        sums = (_text(side.found.get("checksum")) for side in pair.regimes)
        rows.append(words(f"checksum, {pair.name}", *sums))
    grid = Grid("How both runs were made", ["what", "A", "B"], rows, frozenset(range(3)))
    return Section("reproduce", "How to reproduce", lead, rest=[grid_markup(grid)])


def _text(value: object) -> str:
    return NOTHING if value is None else str(value)
