"""A whole page of a comparison: one file, no request, readable without its script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.html.comparison.answer import comparison_answer
from sandbox.reports.html.comparison.asked import asked
from sandbox.reports.html.comparison.metrics import metrics
from sandbox.reports.html.comparison.pairs import pair_losses, pair_money, pair_moves
from sandbox.reports.html.comparison.parting import parting
from sandbox.reports.html.comparison.reproduce import reproduce
from sandbox.reports.html.comparison.success import success
from sandbox.reports.html.page import whole_page

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial
    from sandbox.reports.html.figures import Section

# In the order of the questions that a reader asks.
PARTS = (
    *(success, asked, metrics, pair_moves, pair_losses),
    *(pair_money, parting, reproduce),
)


def comparison_page_html(material: ComparisonMaterial) -> str:
    """Return the page of a comparison from documents alone.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    """
    head = comparison_answer(material)
    return whole_page(material.question, head, comparison_sections(material))


def comparison_sections(material: ComparisonMaterial) -> list[Section]:
    """Return the parts for which there is something to show."""
    return [section for part in PARTS if (section := part(material)) is not None]
