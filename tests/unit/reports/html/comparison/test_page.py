from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.reports.html.comparison.material import ComparisonMaterial
from sandbox.reports.html.comparison.page import comparison_page_html, comparison_sections
from sandbox.reports.html.page import figures_of

Compared = Callable[..., ComparisonMaterial]
KINDS = {"one": {}, "independent": {"seed": 2}}


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_unique_and_every_number_is_that_of_the_document(
    comparison: Compared, kind: str
) -> None:
    made = comparison(**KINDS[kind])
    sections = comparison_sections(made)
    parts, charts = [s.name for s in sections], [f.name for f in figures_of(sections)]
    assert (len(set(parts)), len(set(charts))) == (len(parts), len(charts))
    cells = [cell for f in figures_of(sections) for row in f.grid.rows for cell in row if cell.at]
    assert len(cells) > 100
    assert all(made.whole.at(cell.at) == cell.value for cell in cells)


def test_parts_come_in_the_order_of_questions(comparison: Compared) -> None:
    assert [section.name for section in comparison_sections(comparison())] == [
        "success",
        "asked",
        "metrics",
        "moves",
        "losses",
        "money",
        "parting",
        "reproduce",
    ]


def test_equal_runs_have_a_short_page(comparison: Compared) -> None:
    document = dict(comparison().document)
    same = ComparisonMaterial({**document, "differences": document["differences"][:1]})
    names = [section.name for section in comparison_sections(same)]
    assert names == ["success", "asked", "reproduce"]


def test_whatever_a_user_wrote_is_text(comparison: Compared) -> None:
    evil = "</script><img src=x onerror=alert(1)>?"
    document = dict(comparison().document)
    document |= {side: {**document[side], "question": evil} for side in "ab"}
    page = comparison_page_html(ComparisonMaterial(document, {"places": [evil, evil]}))
    assert page.startswith("<!doctype html>")
    assert "<img" not in page.partition("<script")[0]
    assert page.count("</script>") == 3
