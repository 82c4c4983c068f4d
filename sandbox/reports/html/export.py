"""Charts as pictures and tables as CSV, without a browser."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.reports.html.bundle import converter
from sandbox.reports.html.charts.frame import look
from sandbox.reports.html.palette import LIGHT, in_print

if TYPE_CHECKING:
    from sandbox.reports.html.figures import Figure
    from sandbox.reports.html.tables import Cell, Grid

WIDTH, HALF_WIDTH = 720, 480  # pixels
SCALE = 2  # of PNG, for sharp screens
LETTER = 6.3  # pixels that a letter of a sentence takes, on the wide side


def svgs(figures: Sequence[Figure]) -> Iterator[tuple[str, bytes]]:
    """Yield name of the file and SVG of every chart.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    """
    draw = converter().vegalite_to_svg
    for figure in figures:
        yield f"{figure.name}.svg", draw(picture(figure), config=_config()).encode()


def pngs(figures: Sequence[Figure]) -> Iterator[tuple[str, bytes]]:
    """Yield name of the file and PNG of every chart.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    """
    draw = converter().vegalite_to_png
    for figure in figures:
        yield f"{figure.name}.png", draw(picture(figure), config=_config(), scale=SCALE)


def csvs(figures: Sequence[Figure]) -> Iterator[tuple[str, bytes]]:
    """Yield name of the file and CSV of the table of every chart, numbers unrounded."""
    for figure in figures:
        yield f"{figure.name}.csv", table_csv(figure.grid).encode()


def picture(figure: Figure) -> dict[str, Any]:
    """Return a chart that stands alone: a width of its own, its title and sentence on it."""
    spec: dict[str, Any] = in_print(dict(figure.spec))
    width = HALF_WIDTH if figure.half else WIDTH
    says = textwrap.wrap(figure.says, int(width / LETTER))
    title = {"text": figure.title, "subtitle": says, "anchor": "start", "frame": "bounds"}
    return {**spec, "width": width, "title": title, "padding": spec.get("padding", 12)}


def table_csv(grid: Grid) -> str:
    """Return a table as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(grid.heads)
    writer.writerows([_plain(cell) for cell in row] for row in grid.rows)
    return text.getvalue()


def _plain(cell: Cell) -> str | float:
    return cell.text if cell.value is None else cell.value


def _config() -> dict[str, Any]:
    config: dict[str, Any] = in_print(look())
    title = {"color": LIGHT["ink"], "subtitleColor": LIGHT["muted"], "offset": 14, "fontSize": 15}
    return {**config, "background": LIGHT["raised"], "title": title}
