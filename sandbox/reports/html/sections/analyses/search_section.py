"""What a study searched for: where a condition is met, or the cheapest rules that meet it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.phrases import NOTHING, words
from sandbox.reports.html.figures import Section
from sandbox.reports.html.material import pointer
from sandbox.reports.html.tables import Cell, Grid, grid_markup

if TYPE_CHECKING:
    from sandbox.markup import Markup
    from sandbox.reports.html.material import Material


def search_tables(material: Material) -> Section | None:
    """Return what was found, one table for each search; None where there was none."""
    searches = material.document.get("found", {})
    tables = [_search(material, str(name)) for name in searches]
    return Section("found", "What was searched for", rest=tables) if tables else None


def _search(material: Material, name: str) -> Markup:
    rows = list(_leaves(material.document["found"][name], pointer("/found", name)))
    caption = words(name).capitalize()
    return grid_markup(Grid(caption, ["what", "found"], rows, frozenset({0, 1})))


def _leaves(node: Any, at: str, name: str = "") -> Iterator[list[Cell]]:  # noqa: ANN401 -- any JSON
    """Yield every number and text with its name; an estimate is one row, a list of texts too."""
    if isinstance(node, Mapping):
        for key, child in node.items():
            path = f"{name}, {words(str(key))}" if name else words(str(key))
            yield from _leaves(child, pointer(at, str(key)), path)
    elif isinstance(node, list) and not any(isinstance(child, str) for child in node):
        for k, child in enumerate(node):
            yield from _leaves(child, f"{at}/{k}", f"{name} {k + 1}")
    elif isinstance(node, list):
        yield [Cell(name), Cell(", ".join(map(str, node)))]
    else:
        yield [Cell(name or "result"), _cell(node, at)]


def _cell(value: Any, at: str) -> Cell:  # noqa: ANN401 -- any JSON
    match value:
        case None:
            return Cell(NOTHING)
        case bool():
            return Cell("yes" if value else "no")
        case float():
            return Cell(f"{value:,.6g}", value, at)
        case int():
            return Cell(f"{value:,}", value, at)
        case _:
            return Cell(str(value))
