from __future__ import annotations

import json

from sandbox.reports.html.tables import Cell, Grid, grid_markup, words


def test_cells_know_where_their_number_stands() -> None:
    grid = Grid("Rates", ["name", "rate"], [[Cell("a"), Cell("84.3 %", 0.8425, "/x/mean")]])
    found = grid_markup(grid)
    assert '<data value="0.8425" data-at="/x/mean">84.3 %</data>' in found
    assert json.loads(repr(0.8425)) == 0.8425


def test_a_table_has_caption_headings_and_a_way_to_scroll_by_keyboard() -> None:
    found = grid_markup(Grid("A & B", ["x", "y"], [words("1", "2")], frozenset({0, 1})))
    assert "<caption>A &amp; B</caption>" in found
    assert '<th scope="row">1</th><td class="words">2</td>' in found
    assert 'tabindex="0" role="region" aria-label="A &amp; B"' in found
