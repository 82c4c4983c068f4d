"""Tables of a page: captions, headings, and cells that know where their number comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.markup import Markup, tag

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    text
        As it is read.
    value
        The number behind it, unrounded; None where the text is all there is.
    at
        Pointer to the number in the document of the run, or empty.
    tone
        Class of the style sheet that colours it; the text says the same.
    """

    text: str
    value: Value = None
    at: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first cell of a row names it.

    Attributes
    ----------
    caption
        What the table shows.
    heads, rows
        Headings of the columns; cells, row by row.
    prose
        Columns that hold words, by number; all others hold numbers.
    is_open
        Whether it is read at a glance: as tall as it is, and as narrow as it can be.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    prose: frozenset[int] = frozenset({0})
    is_open: bool = False


def words(*texts: str) -> list[Cell]:
    """Return cells of words."""
    return [Cell(text) for text in texts]


def grid_markup(grid: Grid) -> Markup:
    """Return a table inside a region that can be scrolled by keyboard."""
    kinds = ["words" if k in grid.prose else "number" for k in range(len(grid.heads))]
    heads = zip(grid.heads, kinds, strict=True)
    head = tag("tr", *(tag("th", text, scope="col", class_=kind) for text, kind in heads))
    rows = (_row(row, kinds) for row in grid.rows)
    parts = tag("caption", grid.caption), tag("thead", head), tag("tbody", *rows)
    table = tag("table", *parts)
    kind = "scroll glance" if grid.is_open else "scroll"
    return tag("div", table, class_=kind, tabindex=0, role="region", aria_label=grid.caption)


def _row(row: Sequence[Cell], kinds: Sequence[str]) -> Markup:
    first, *others = row
    cells = zip(others, kinds[1:], strict=True)
    return tag(
        "tr",
        tag("th", _content(first), scope="row"),
        *(tag("td", _content(cell), class_=kind) for cell, kind in cells),
    )


def _content(cell: Cell) -> str:
    if not cell.at:
        return tag("span", cell.text, class_=cell.tone) if cell.tone else cell.text
    value = repr(cell.value)
    return tag("data", cell.text, value=value, data_at=cell.at, class_=cell.tone or None)
