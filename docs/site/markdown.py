"""Pieces of Markdown that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def code(text: object) -> str:
    """Return a text as code, for a cell too."""
    return f"`{text}`"


def listed(words: Sequence[str], last: str = "or") -> str:
    """Return `a, b or c`."""
    head, tail = words[:-1], words[-1:]
    return f" {last} ".join([", ".join(head), *tail]) if head else "".join(tail)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [heads, ["---"] * len(heads), *([_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def page(*parts: str) -> str:
    """Return parts with a blank line between each two; empty ones are left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
