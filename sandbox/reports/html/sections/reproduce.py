"""How to make the same numbers again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.markup import Markup, tag
from sandbox.reports.html.figures import Section, paragraph
from sandbox.reports.html.tables import Grid, grid_markup, words

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material


def reproduce(material: Material) -> Section:
    """Return command, seed, version and checksums."""
    run = material.regimes[0].found
    rows = [
        words("scenario", str(run["scenario"])),
        words("seed", str(run["seed"])),
        words("replications", f"{run['replications']:,}"),
        words("engine", str(run["engine"])),
        words("version", str(run["version"])),
        *(words(f"checksum, {r.name}", str(r.found["checksum"])) for r in material.regimes),
    ]
    command = str(material.context.get("how", {}).get("command", ""))
    lead = [paragraph("The same scenario, seed and version give the same bytes on every machine.")]
    if command:
        lead.append(command_markup(command))
    grid = Grid("How these numbers were made", ["what", "value"], rows, frozenset({0, 1}))
    return Section("reproduce", "How to reproduce", lead, rest=[grid_markup(grid)])


def command_markup(command: str) -> Markup:
    """Return a command line that can be scrolled by keyboard."""
    return tag("pre", tag("code", command), tabindex=0, role="region", aria_label="Command")
