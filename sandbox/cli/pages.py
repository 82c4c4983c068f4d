"""Pages in HTML that commands write beside what they print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.cli import streams
from sandbox.cli.files import prepare_file, write

if TYPE_CHECKING:
    from pathlib import Path


def prepare_page(path: Path) -> None:
    """Find out before a long run, not after it, that a page cannot be drawn or written.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    UsageError
        If the file cannot be written.
    """
    from sandbox.reports.html.bundle import converter  # noqa: PLC0415 -- few runs need it
    from sandbox.reports.html.charts.frame import library  # noqa: PLC0415 -- few runs need it

    library()
    converter()
    prepare_file(path)


def write_page(path: Path, html: str) -> None:
    """Write a page and say so.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    write(path, html.encode())
    streams.say(f"wrote {path}")
