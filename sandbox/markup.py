"""HTML elements as values: text is escaped unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as escape_markup

from sandbox.characters import visible_lines

VOID = frozenset({"br", "col", "hr", "link", "meta"})


class Markup(str):
    """Text that is HTML already; every other string is escaped where it enters an element."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | float | bool | None) -> Markup:
    """Return an element.

    Parameters
    ----------
    name
        Name of the element.
    children
        `Markup` as it is, other text escaped.
    attributes
        A trailing underscore is dropped (`class_`), inner ones become hyphens; True stands for
        an attribute without value, False and None leave it out.
    """
    parts = [name, *_attributes(attributes)]
    opening = f"<{' '.join(parts)}>"
    return Markup(opening if name in VOID else f"{opening}{join_parts(children)}</{name}>")


def join_parts(parts: Iterable[str]) -> Markup:
    """Return parts one after another, text escaped."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def small_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Return a table for a notebook: the first column names the row, the others are numbers."""
    head = tag("tr", *(tag("th", text, scope="col") for text in heads))
    body = (
        tag("tr", tag("th", row[0], scope="row"), *(tag("td", text) for text in row[1:]))
        for row in rows
    )
    return tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))


def escape(text: str) -> str:
    """Return a text as HTML shows it, with everything in it that would deceive spelt out."""
    return escape_markup(visible_lines(text))


def _attributes(attributes: dict[str, str | float | bool | None]) -> Iterable[str]:
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            yield name
        elif value is not None and value is not False:
            yield f'{name}="{escape(str(value))}"'
