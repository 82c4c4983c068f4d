from __future__ import annotations

from sandbox.reports.html.figures import Figure, Section, fold, section_markup, with_code
from sandbox.reports.html.tables import Grid, words


def test_a_figure_is_a_named_image_followed_by_its_table() -> None:
    grid = Grid("Numbers", ["a"], [words("1")])
    found = section_markup(
        Section("s", "S", figures=[Figure("f", "Title", "It <rises>.", {}, grid)])
    )
    assert '<section id="s" aria-labelledby="s-title"><h2 id="s-title">S</h2>' in found
    chart, table = (
        found.index('id="chart-f" class="chart" role="img"'),
        found.index("<caption>Numbers"),
    )
    assert chart < table
    assert "<p>It &lt;rises&gt;.</p>" in found


def test_a_section_without_figures_has_no_place_for_them() -> None:
    assert "figures" not in section_markup(Section("s", "S"))


def test_folds_can_begin_open() -> None:
    assert fold("more", "x", is_open=True) == "<details open><summary>more</summary>x</details>"


def test_text_between_backticks_is_code() -> None:
    assert with_code("see `a < b` there") == "see <code>a &lt; b</code> there"
