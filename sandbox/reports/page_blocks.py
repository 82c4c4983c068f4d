"""What a report consists of: headings, paragraphs and tables, before anybody lays them out.

Reports are written once as pages; `reports.text` turns them into lines for a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """How the lead of a paragraph sounds; a word always says the same as its colour."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above a part of the page."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that flow.

    Attributes
    ----------
    text
        Without its lead.
    lead
        Words that open the paragraph and stand out, or empty.
    tone
        How the lead sounds.
    indent, hang
        Columns before the first line, and before each further one.
    """

    text: str
    lead: str = ""
    tone: Tone = Tone.PLAIN
    indent: int = 0
    hang: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    heading
        Text above it.
    right
        True for numbers.
    room
        Columns of the page that it needs; it is left out of narrower ones.
    wraps
        True for prose, which may break into several lines.
    """

    heading: str
    right: bool = True
    room: int = 0
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    Attributes
    ----------
    columns, rows
        Headings with their form; texts, row by row.
    labels
        Columns that name the row; they are repeated where a table is split to fit the page.
    gap
        Blanks between two columns.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    labels: int = 1
    gap: int = 2


Block = Heading | Paragraph | Table
Page = Sequence[Block]


def names(heading: str, *, wraps: bool = False, room: int = 0) -> Column:
    """Return a column of words."""
    return Column(heading, right=False, room=room, wraps=wraps)
