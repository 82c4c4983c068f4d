"""Pages as lines of text, for any width, with and without colour, down to plain ASCII."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from sandbox.characters import visible_lines
from sandbox.reports.page_blocks import Block, Column, Heading, Page, Paragraph, Table, Tone

FLOW_MIN = 20  # columns; narrower prose is no longer prose
STYLES = {
    Tone.PLAIN: "bold",
    Tone.GOOD: "bold green",
    Tone.BAD: "bold red",
    Tone.OPEN: "bold yellow",
}
HEADING = "bold"
# Stands for a blank at which no line may break; rich breaks at a no-break space too.
GLUE = "\ue000"
UNBROKEN = re.compile(r"(?<=\d) (?=%|(?:points|µs|us|ms|s|min|h|d)\b)")
ASCII = str.maketrans(
    {
        "¥": "CNY ",
        "→": "->",
        "–": "-",
        "…": "...",
        "×": "x",
        "µ": "u",
        "±": "+/-",
        "÷": "/",
        "’": "'",
        "“": '"',
        "”": '"',
        **dict(zip("▁▂▃▄▅▆▇█", "_.-=+*%#", strict=True)),
        "·": ".",
    },
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader's terminal can show.

    Attributes
    ----------
    width
        Columns.
    ascii_only
        True where only ASCII can be shown.
    colour
        True where leads and headings are coloured by escape sequences.
    """

    width: int = 80
    ascii_only: bool = False
    colour: bool = False


def render(page: Page, look: Look | None = None) -> str:
    """Return a page as text; every line ends, none ends in blanks."""
    shown = look or Look()
    console = _console(shown)
    previous: Block | None = None
    for block in page:
        if previous is not None and _is_apart(previous, block):
            console.print()
        legible = _in_words(block, visible_lines)
        for renderable in _laid_out(_in_ascii(legible) if shown.ascii_only else legible, console):
            console.print(renderable)
        previous = block
    written = console.file
    text = written.getvalue() if isinstance(written, io.StringIO) else ""
    lines = text.replace(GLUE, " ").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def line_count(page: Page) -> int:
    """Return how many lines a page has, 80 columns wide."""
    return len(render(page).splitlines())


def ascii_text(text: str) -> str:
    """Return a text in ASCII: signs spelt out, other letters replaced by question marks."""
    spelt = text.replace("¥ ", "CNY ").translate(ASCII)
    return spelt.encode("ascii", "replace").decode()


def _console(look: Look) -> Console:
    # An empty environment: what the terminal can do was decided by whoever made the look.
    return Console(
        file=io.StringIO(),
        width=look.width,
        force_terminal=look.colour,
        force_jupyter=False,
        color_system="standard" if look.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def _is_apart(before: Block, block: Block) -> bool:
    """Tell whether a blank line stands between two blocks."""
    if isinstance(before, Heading):
        return False
    if isinstance(before, Paragraph) and isinstance(block, Paragraph):
        return not (before.indent and block.indent)
    return not (isinstance(before, Table) and isinstance(block, Paragraph) and block.indent)


def _in_ascii(block: Block) -> Block:
    return _in_words(block, ascii_text)


def _in_words(block: Block, wording: Callable[[str], str]) -> Block:
    """Return a block with every text in it worded anew."""
    match block:
        case Heading():
            return Heading(wording(block.text))
        case Paragraph():
            return replace(block, text=wording(block.text), lead=wording(block.lead))
        case Table():
            columns = [replace(c, heading=wording(c.heading)) for c in block.columns]
            rows = [[wording(cell) for cell in row] for row in block.rows]
            return replace(block, columns=columns, rows=rows)


def _laid_out(block: Block, console: Console) -> Iterator[Text | Grid]:
    match block:
        case Heading():
            yield Text(block.text, style=HEADING)
        case Paragraph():
            yield from _lines(block, console)
        case Table():
            yield from _grids(block, console.width)


def _lines(block: Paragraph, console: Console) -> Iterator[Text]:
    blank = " " if block.lead and block.text else ""
    text = Text.assemble((block.lead, STYLES[block.tone]), blank, _glued(block.text))
    inset = max(block.indent, block.hang)
    for number, line in enumerate(text.wrap(console, console.width - inset)):
        line.rstrip()
        yield Text(" " * (inset if number else block.indent)).append_text(line)


def _glued(text: str) -> str:
    return UNBROKEN.sub(GLUE, text)


def _grids(table: Table, width: int) -> Iterator[Text | Grid]:
    """Return a table as it fits: whole, or in parts of a few columns each."""
    for number, part in enumerate(_parts(table, width)):
        if number:
            yield Text()
        grid = Grid(
            box=None,
            padding=(0, table.gap, 0, 0),
            pad_edge=False,
            show_header=any(column.heading for column in table.columns),
            header_style=HEADING,
        )
        for index in part:
            _add_column(grid, table.columns[index])
        for row in table.rows:
            grid.add_row(*(Text(_glued(row[index])) for index in part))
        yield grid


def _add_column(grid: Grid, column: Column) -> None:
    grid.add_column(
        Text(column.heading),
        justify="right" if column.right else "left",
        no_wrap=not column.wraps,
        overflow="fold",
    )


def _parts(table: Table, width: int) -> Iterator[list[int]]:
    kept = [k for k, column in enumerate(table.columns) if column.room <= width]
    labels, others = kept[: table.labels], kept[table.labels :]
    lead = sum(_needed(table, index) + table.gap for index in labels) - table.gap
    part, used = list(labels), lead
    for index in others:
        more = table.gap + _needed(table, index)
        if used + more > width and len(part) > len(labels):
            yield part
            part, used = list(labels), lead
        part.append(index)
        used += more
    yield part


def _needed(table: Table, index: int) -> int:
    """Return the columns of the terminal that a column of a table needs."""
    column = table.columns[index]
    widest = max([cell_len(column.heading), *(cell_len(row[index]) for row in table.rows)])
    return min(widest, FLOW_MIN) if column.wraps else widest
