"""Parts of a page: a figure is a chart with the sentence that it supports and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.markup import Markup, join_parts, tag
from sandbox.reports.html.tables import Grid, grid_markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart.

    Attributes
    ----------
    name
        Unique on the page; also the name of its file when it is exported.
    title
        Short heading.
    says
        The sentence that the chart supports.
    spec
        Vega-Lite.
    grid
        The same numbers as a table.
    half
        True where two of its kind stand side by side on a wide page.
    """

    name: str
    title: str
    says: str
    spec: Mapping[str, Any]
    grid: Grid
    half: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with its heading.

    Attributes
    ----------
    name
        Unique on the page, for links.
    title
        Its heading.
    lead
        What comes before the figures.
    figures
        Charts, in order.
    rest
        What comes after them.
    """

    name: str
    title: str
    lead: Sequence[Markup] = ()
    figures: Sequence[Figure] = ()
    rest: Sequence[Markup] = ()


def section_markup(section: Section) -> Markup:
    """Return a section."""
    heading = tag("h2", section.title, id=f"{section.name}-title")
    figures = tag("div", *map(figure_markup, section.figures), class_="figures")
    parts = [heading, *section.lead, *([figures] if section.figures else []), *section.rest]
    label = f"{section.name}-title"
    return tag("section", *parts, id=section.name, aria_labelledby=label)


def figure_markup(figure: Figure) -> Markup:
    """Return a figure: heading, sentence, chart, and its numbers folded away below."""
    label = f"Chart: {figure.title}. {figure.says} The numbers are in the table below it."
    canvas = tag("div", id=f"chart-{figure.name}", class_="chart", role="img", aria_label=label)
    caption = tag("figcaption", tag("h3", figure.title), tag("p", figure.says))
    numbers = fold("Numbers", grid_markup(figure.grid))
    kind = "half" if figure.half else "whole"
    return tag("figure", caption, canvas, numbers, id=f"figure-{figure.name}", class_=kind)


def fold(title: str, *parts: str, is_open: bool = False) -> Markup:
    """Return parts that a reader opens."""
    return tag("details", tag("summary", title), *parts, open=is_open)


def with_code(text: str) -> Markup:
    """Return a text in which what stands between backticks is code."""
    parts = enumerate(text.split("`"))
    return join_parts(tag("code", part) if k % 2 else part for k, part in parts)


def paragraph(text: str, kind: str = "") -> Markup:
    """Return a paragraph."""
    return tag("p", text, class_=kind or None)
