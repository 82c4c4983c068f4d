"""What a result stands on: assumptions with their ranges, and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.findings.english import FACTS
from sandbox.reports.findings.phrases import count
from sandbox.reports.html.figures import Section, fold, paragraph
from sandbox.reports.html.tables import Grid, grid_markup, words
from sandbox.reports.world_report import CONFIDENCE

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material


def assumptions(material: Material) -> Section | None:
    """Return assumptions and sources of the world."""
    assumed = material.context.get("assumptions", [])
    sources = material.context.get("sources", [])
    if not assumed and not sources:
        return None
    everywhere = frozenset(range(5))
    menu = FACTS["menu"]
    verb = "is" if len(assumed) == 1 else "are"
    text = f"{count(len(assumed), 'number')} of this world {verb} assumed, each with a range. "
    lead = [paragraph(f"{text}{menu[:1].upper()}{menu[1:]}.")]
    rest = []
    if assumed:
        rows = [
            words(a["path"], a["value"], f"{a['low']} to {a['high']}", a["because"])
            for a in assumed
        ]
        grid = Grid("Assumed numbers", ["number", "value", "range", "because"], rows, everywhere)
        rest.append(fold(f"Assumptions ({len(assumed):,})", grid_markup(grid)))
    if sources:
        rows = [
            words(
                s["name"] or s["url"],
                s["url"],
                s["date"],
                _trust(s["confidence"]),
                f"{s['numbers']:,}",
            )
            for s in sources
        ]
        heads = ["source", "where", "date", "confidence", "numbers"]
        grid = Grid("Sources of numbers", heads, rows, frozenset(range(4)))
        rest.append(fold(f"Sources ({len(sources):,})", grid_markup(grid)))
    return Section("assumptions", "Assumptions and sources", lead, rest=rest)


def _trust(confidence: str) -> str:
    return CONFIDENCE.get(confidence, confidence)
