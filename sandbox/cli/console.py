"""stdout is data, stderr is talk; both take any terminal, encoding and reader as they are."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from sandbox.characters import escaped_in_json, visible, visible_lines
from sandbox.cli.outlets import open_outlets

if TYPE_CHECKING:
    from sandbox.reports.page_blocks import Page
    from sandbox.scenario.loading import Loaded

WIDTH = 80  # of a pipe or a file
WIDTH_MIN, WIDTH_MAX = 40, 100  # longer lines of prose are hard to read
NOT_ASCII = "¥→–…µ“▁▇█"


def prepare() -> None:
    """Let nothing that a stream lacks become a defect: characters, room, a reader, the stream.

    Raises
    ------
    MachineError
        If stdout is closed.
    """
    open_outlets()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str) -> None:
    """Print a line to stderr; a break in a name that it holds does not end it."""
    say_lines(visible(line))


def say_lines(text: str) -> None:
    """Print lines of ours to stderr."""
    shown = visible_lines(text)
    with suppress(OSError):  # talk that cannot be said is dropped
        sys.stderr.write(f"{shown if is_unicode(sys.stderr) else _plain(shown)}\n")
        sys.stderr.flush()


def put(line: str) -> None:
    """Print a line to stdout; a break in a name that it holds does not end it."""
    shown = visible(line)
    sys.stdout.write(f"{shown if is_unicode(sys.stdout) else _plain(shown)}\n")


def say_warnings(loaded: Loaded) -> None:
    """Print to stderr what looks like a slip in a valid scenario."""
    if loaded.warnings:
        from sandbox.reports.diagnostics import render_warnings  # noqa: PLC0415 -- rarely needed

        say_lines(render_warnings(loaded.warnings))


def say_page(page: Page) -> None:
    """Print a report to stdout, as wide and as colourful as the terminal."""
    from sandbox.reports.text.layout import Look, render  # noqa: PLC0415 -- help and validate need none

    look = Look(width(), ascii_only=not is_unicode(sys.stdout), colour=is_colourful())
    sys.stdout.write(render(page, look))


def say_json(document: Mapping[str, object]) -> None:
    """Print one JSON document to stdout, UTF-8 whatever the terminal says."""
    # Bytes, because JSON is UTF-8 (RFC 8259) and the terminal may be anything.
    sys.stdout.flush()
    sys.stdout.buffer.write(json_bytes(document) + b"\n")


def json_bytes(document: Mapping[str, object]) -> bytes:
    """Return a document as JSON: equal documents give equal bytes."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return escaped_in_json(text).encode()


def width() -> int:
    """Return the columns that a report may use."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    return min(max(columns, WIDTH_MIN), WIDTH_MAX)


def is_unicode(stream: object) -> bool:
    """Tell whether a stream can show the signs that reports use."""
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        NOT_ASCII.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_colourful() -> bool:
    """Tell whether stdout is a terminal whose user wants colour (https://no-color.org)."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not unwanted and sys.stdout.isatty()


def _plain(text: str) -> str:
    from sandbox.reports.text.layout import ascii_text  # noqa: PLC0415 -- help and validate need none

    return ascii_text(text)
