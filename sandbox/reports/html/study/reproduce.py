"""How to make the same numbers of a study again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.html.figures import Section, paragraph
from sandbox.reports.html.sections.reproduce import command_markup
from sandbox.reports.html.tables import Grid, grid_markup, words

if TYPE_CHECKING:
    from sandbox.reports.html.study.material import StudyMaterial

SAME = "The same study, seed and version give the same bytes on every machine."
BY_THE_CLOCK = "The clock ended this study, so another run may make more or fewer replications."


def reproduce(material: StudyMaterial) -> Section:
    """Return command, seed, version and checksums."""
    document = material.document
    names = ("study", "scenario", "seed", "engine", "version", "checksum")
    rows = [words(name, str(document[name])) for name in names if name in document]
    for k, point in enumerate(material.points):
        where = f" at {material.setting(k)}" if material.is_sweep else ""
        rows += [
            words(f"tally of {regime.name}{where}", str(regime.found["checksum"]))
            for regime in point.regimes
            if "checksum" in regime.found
        ]
    lead = [paragraph(SAME if document.get("reproducible", True) else BY_THE_CLOCK)]
    command = str(material.context.get("how", {}).get("command", ""))
    lead += [command_markup(command)] if command else []
    grid = Grid("How these numbers were made", ["what", "value"], rows, frozenset({0, 1}))
    return Section("reproduce", "How to reproduce", lead, rest=[grid_markup(grid)])
