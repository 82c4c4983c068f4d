"""The text of one file: read within limits, decoded, cut into lines that places point at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sandbox.characters import DECEPTIVE, code_of, visible
from sandbox.errors import Diagnostic, Location, MachineError, ScenarioError, UsageError
from sandbox.machine import irregular, reason_of

BYTES_MAX = 4 * 1024 * 1024  # a scenario is a page; the packaged worlds are well under 1 MiB

# The breaks of YAML 1.1, because the scanner counts lines by them.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MARK = b"\xef\xbb\xbf"  # of the order of bytes, which some editors put before a text


@dataclass(frozen=True)
class SourceText:
    """One file, or what stands for one.

    Attributes
    ----------
    name
        Path as the user wrote it, or the name of a packaged world.
    text
        The whole, decoded.
    is_packaged
        True where the file belongs to the program, so that its mistakes are ours.
    """

    name: str
    text: str
    is_packaged: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends, counted as the YAML scanner counts them."""
        return _BREAK.split(self.text)

    def location(self, line: int, column: int, width: int = 1) -> Location:
        """Return a place in this file; line and column count from 1."""
        text = self.lines[line - 1] if 1 <= line <= len(self.lines) else ""
        return Location(self.name, line, column, text, max(width, 1))

    def check_characters(self) -> None:
        """Raise ScenarioError at the first character that could deceive a reader."""
        for match in DECEPTIVE.finditer(self.text):
            if _BREAK.fullmatch(match[0]):
                continue
            before = _BREAK.split(self.text[: match.start()])
            raise ScenarioError(
                [deception(match[0], self.location(len(before), len(before[-1]) + 1))]
            )


class Span(NamedTuple):
    """A stretch of one line; line and column count from 1, width in characters."""

    source: SourceText
    line: int
    column: int
    width: int

    @property
    def location(self) -> Location:
        """The place that a diagnostic shows."""
        return self.source.location(self.line, self.column, self.width)


def deception(character: str, location: Location) -> Diagnostic:
    """Return what is said of a character that could deceive a reader."""
    message = f"control character {code_of(character)} is not allowed in a scenario"
    return Diagnostic(message, location, hint="delete it")


def read_source(path: Path, name: str) -> SourceText:
    """Read a file of the user.

    Parameters
    ----------
    path
        Where it is.
    name
        How diagnostics call it.

    Raises
    ------
    UsageError
        When there is no such file.
    MachineError
        When the system refuses to read it.
    ScenarioError
        When it is a directory or no file at all, too large or not UTF-8.
    """
    shown = visible(name)
    return decode(_read_bytes(path, shown), shown)


def decode(data: bytes, name: str, *, is_packaged: bool = False) -> SourceText:
    """Turn the bytes of a file into checked text."""
    # Not "utf-8-sig", whose errors count from behind the mark.
    start = len(_MARK) if data.startswith(_MARK) else 0
    try:
        text = data[start:].decode()
    except UnicodeDecodeError as error:
        offset = start + error.start
        source = SourceText(name, data[start:offset].decode())
        place = source.location(len(source.lines), len(source.lines[-1]) + 1)
        message = f"not UTF-8 text: byte 0x{data[offset]:02X} at offset {offset:,}"
        hint = "save the file as UTF-8"
        raise ScenarioError([Diagnostic(message, place, hint=hint)]) from None
    source = SourceText(name, text, is_packaged)
    source.check_characters()
    return source


def _read_bytes(path: Path, name: str) -> bytes:
    what = irregular(path)
    if what:
        raise _unusable(name, f"is {what}", "name a file")
    try:
        with path.open("rb") as stream:
            data = stream.read(BYTES_MAX + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UsageError(f"there is no file {name}") from None
    except IsADirectoryError:
        raise _unusable(name, "is a directory", "name a file in it") from None
    except OSError as error:
        raise MachineError(f"{name} cannot be read: {reason_of(error)}") from None
    if len(data) > BYTES_MAX:
        hint = "a scenario names a world and what differs from it"
        raise _unusable(name, f"is larger than {BYTES_MAX // 1024**2} MiB", hint)
    return data


def _unusable(name: str, what: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Diagnostic(f"{name} {what}", Location(name), hint=hint)])
