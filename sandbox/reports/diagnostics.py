"""Diagnostics as text: message, place, the line with the spot underlined, hint."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Sequence

from sandbox.characters import DECEPTIVE, visible
from sandbox.errors import Diagnostic, Location

WIDTH_MIN = 40  # a narrower terminal wraps; cutting further would hide the spot itself
SHOWN_MAX = 50  # whoever has more mistakes mends these first
_CUT = "…"


def render(diagnostics: Sequence[Diagnostic], width: int | None = None) -> str:
    """Return errors as text that ends with their count and what was not done.

    Parameters
    ----------
    diagnostics
        In the order in which they are shown.
    width
        Columns of the terminal; asked from the terminal unless given.
    """
    columns = _columns(width)
    blocks = [_block("error", diagnostic, columns) for diagnostic in diagnostics[:SHOWN_MAX]]
    more = len(diagnostics) - SHOWN_MAX
    if more > 0:
        blocks.append(f"… and {more:,} more")
    return "\n\n".join(blocks) + "\n" + _summary(diagnostics)


def render_warnings(diagnostics: Sequence[Diagnostic], width: int | None = None) -> str:
    """Return warnings as text; empty where there are none."""
    columns = _columns(width)
    return "\n\n".join(_block("warning", diagnostic, columns) for diagnostic in diagnostics)


def _columns(width: int | None) -> int:
    return max(width or shutil.get_terminal_size((100, 24)).columns, WIDTH_MIN)


def _block(severity: str, diagnostic: Diagnostic, columns: int) -> str:
    place = diagnostic.location
    gutter = " " * len(str(place.line))
    lines = [f"{severity}: {_printable(diagnostic.message)}"]
    if not place.line:
        lines.append(f"  --> {_printable(place.file)}")
    else:
        lines.append(f"{gutter}--> {_printable(place.file)}:{place.line}:{place.column}")
        lines.extend(_excerpt(place, diagnostic.note, columns, gutter))
    if diagnostic.hint:
        lines.append(f"hint: {_printable(diagnostic.hint)}")
    return "\n".join(lines)


def _excerpt(location: Location, note: str, columns: int, gutter: str) -> list[str]:
    """Return the line of the file with the spot underlined and the note beside it."""
    room = columns - len(gutter) - 3
    start = min(location.column - 1, len(location.text))
    before, after = _window(location.text, start, 2 * columns)
    spot = after[: len(_printable(location.text[start : start + location.width]))]
    if len(location.text) > len(before + after) or _display_width(before + after) > room:
        before, spot, after = _cut(before, spot, after, room)
    underline = " " * _display_width(before) + "^" * max(_display_width(spot), 1)
    lines = [f"{gutter} |", f"{location.line} | {before}{after}", f"{gutter} | {underline}"]
    beside = f" {_printable(note)}" if note else ""
    if _display_width(underline + beside) <= room:
        lines[-1] += beside
    elif note:
        lines.extend(_wrapped(beside.strip(), room, gutter))
    return [line.rstrip() for line in lines]


def _wrapped(note: str, room: int, gutter: str) -> list[str]:
    """Return a note that does not fit beside the underline as lines of its own."""
    first, *others = textwrap.wrap(note, room, break_long_words=False, break_on_hyphens=False)
    return [f"{gutter} = {first}", *(f"{gutter}   {line}" for line in others)]


def _window(text: str, start: int, reach: int) -> tuple[str, str]:
    """Return what stands before and behind a spot, no more than could be shown."""
    before = text[max(start - reach, 0) : start]
    return _printable(before), _printable(text[start : start + reach])


def _cut(before: str, spot: str, after: str, room: int) -> tuple[str, str, str]:
    """Shorten a line around its spot; return what stands before it, the spot, spot and rest."""
    lead = _tail(before, room // 3)
    if lead != before:
        lead = _CUT + lead
    left = room - _display_width(lead)
    rest = _head(after, left)
    if rest != after:
        rest = _head(after, left - 1) + _CUT
    return lead, spot[: len(rest)], rest


def _head(text: str, room: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _display_width(character)
        if used > room:
            return text[:index]
    return text


def _tail(text: str, room: int) -> str:
    return _head(text[::-1], room)[::-1]


def _display_width(text: str) -> int:
    """Return the columns that a text takes; Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _printable(text: str) -> str:
    """Return a text that cannot move the cursor: what would deceive is spelt out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if DECEPTIVE.match(character):
        return visible(character)
    if character.isspace():
        return " "
    return "\ufffd" if unicodedata.category(character).startswith("C") else character


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    count = len(diagnostics)
    files = sorted({_printable(diagnostic.location.file) for diagnostic in diagnostics})
    where = " and ".join([", ".join(files[:-1]), files[-1]] if len(files) > 1 else files)
    plural = "" if count == 1 else "s"
    return f"{count} error{plural} in {where}; nothing was simulated"
