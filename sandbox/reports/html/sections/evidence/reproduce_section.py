"""How to make the same numbers again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.markup import Markup, tag
from sandbox.reports.findings.phrases import NOTHING
from sandbox.reports.html.figures import Section, paragraph
from sandbox.reports.html.tables import Cell, Grid, grid_markup, words

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

SAME = "The same question, seed and version give the same bytes on every machine."
BY_THE_CLOCK = "The clock ended this study, so another run may make more or fewer replications."
NAMES = ("name", "scenario", "seed", "engine", "version", "checksum")
OF_A_SIDE = (*NAMES[:5], "replications", "rules", "checksum")
SIDES = ("a", "b")


def reproduce(material: Material) -> Section:
    """Return commands, seed, version and checksums."""
    lead = [paragraph(SAME if material.document.get("reproducible", True) else BY_THE_CLOCK)]
    command = str(material.context.get("how", {}).get("command", ""))
    if material.is_comparison:
        lead += _both(material)
        lead += [paragraph("This page was made by", "note")] if command else []
    lead += [command_markup(command)] if command else []
    rows = [words(name, str(material.document[name])) for name in NAMES]
    rows += list(_tallies(material))
    grid = Grid("How these numbers were made", ["what", "value"], rows, frozenset({0, 1}))
    return Section("reproduce", "How to reproduce", lead, rest=[grid_markup(grid)])


def command_markup(command: str) -> Markup:
    """Return a command line that can be scrolled by keyboard."""
    return tag("pre", tag("code", command), tabindex=0, role="region", aria_label="Command")


def _tallies(material: Material) -> Iterator[list[Cell]]:
    for point in material.points:
        where = f" at {point.place}" if material.is_sweep else ""
        where = f" ({point.place})" if material.is_comparison else where
        yield words(f"replications{where}", f"{point.point['replications']:,}")
        for regime in point.regimes:
            if "checksum" in regime.case:
                yield words(f"tally of {regime.key}{where}", str(regime.case["checksum"]))


def _both(material: Material) -> Iterator[Markup]:
    """Yield the commands of both answers that are compared, and what they are."""
    sides = [material.document[side] for side in SIDES]
    for letter, side in zip("AB", sides, strict=True):
        if side.get("command"):
            yield paragraph(f"{letter} was made by", "note")
            yield command_markup(str(side["command"]))
    rows = [words(name, *(_text(side.get(name)) for side in sides)) for name in OF_A_SIDE]
    yield grid_markup(Grid("How both were made", ["what", "A", "B"], rows, frozenset(range(3))))


def _text(value: object) -> str:
    return NOTHING if value is None else f"{value:,}" if isinstance(value, int) else str(value)
