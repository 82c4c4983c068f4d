from __future__ import annotations

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.evidence.assumptions_section import assumptions

ASSUMED = {"path": "choice.x", "value": "60%", "low": "40%", "high": "80%", "because": "a guess"}
SOURCE = {"name": "bank", "url": "report 7", "date": "2024", "confidence": "S", "numbers": 12}


def test_assumptions_and_sources_are_listed_with_what_speaks_for_them() -> None:
    section = assumptions(Material({}, {"assumptions": [ASSUMED], "sources": [SOURCE]}))
    assert section is not None
    assumed, sources = section.rest
    assert "<summary>Assumptions (1)</summary>" in assumed
    assert "40% to 80%" in assumed
    assert '<td class="words">stated</td><td class="number">12</td>' in sources
    assert "1 number of this world is assumed" in section.lead[0]


def test_a_world_without_either_has_no_part() -> None:
    assert assumptions(Material({})) is None
