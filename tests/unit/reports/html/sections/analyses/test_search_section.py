from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.analyses.search_section import search_tables

Studied = Callable[[str], Material]

FOUND: dict[str, Any] = {
    "break_even": {"at": 0.0063, "metric": {"mean": -3, "low": None}, "is_exact": True},
    "doors": {"rules": ["a", "b"], "steps": [{"cost": 1}, {"cost": 3}], "text": "<b>"},
}


def test_every_search_has_a_table_of_all_that_it_found(study: Studied) -> None:
    section = search_tables(Material({**study("compare").document, "found": FOUND}))
    assert section is not None
    first, second = section.rest
    assert '<data value="0.0063" data-at="/found/break_even/at">0.0063</data>' in first
    assert 'data-at="/found/break_even/metric/mean">-3<' in first
    assert '>metric, low</th><td class="words">–<' in first
    assert ">yes<" in first
    assert ">a, b<" in second
    assert 'data-at="/found/doors/steps/1/cost">3<' in second
    assert "&lt;b&gt;" in second


def test_without_searches_there_is_no_part(study: Studied) -> None:
    assert search_tables(study("compare")) is None
