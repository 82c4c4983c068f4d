"""Everything the program raises on purpose.

SandboxError
├── UsageError          the command line asks for something impossible       exit 2
├── ScenarioError       a scenario or study is invalid (carries diagnostics) exit 3
├── CapacityError       a bound of the program itself is exceeded            exit 3
├── MissingExtraError   an optional dependency is not installed              exit 2
└── DefectError         the program contradicts itself                       exit 5
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands.

    Attributes
    ----------
    file
        Path as the user wrote it, or the name of a packaged world.
    line, column
        Counted from 1; 0 when the whole file is meant.
    text
        The line itself, without its end.
    width
        Characters to underline, at least 1.
    """

    file: str
    line: int = 0
    column: int = 0
    text: str = ""
    width: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake of the user, with its place and a hint.

    Attributes
    ----------
    message
        Lower case, no full stop: value, then rule.
    place
        Where it stands.
    note
        Short text beside the underline, for example the known keys.
    hint
        What would help, or empty.
    """

    message: str
    place: Place
    note: str = ""
    hint: str = ""


class SandboxError(Exception):
    """Base of every error that is raised on purpose."""

    exit_code = 5


class UsageError(SandboxError):
    """The command line asks for something impossible, such as a missing file."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class MissingExtraError(UsageError):
    """An optional dependency is needed and not installed."""


class DefectError(SandboxError):
    """The program contradicts itself, for example two results of one replication."""

    exit_code = 5

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class CapacityError(SandboxError):
    """A bound of the program itself is exceeded, for example checkouts in flight."""

    exit_code = 3


class ScenarioError(SandboxError):
    """A scenario or study is invalid; every diagnostic found is carried.

    Parameters
    ----------
    diagnostics
        Non-empty; sorted here by file, line and column.
    """

    exit_code = 3

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(
            sorted(diagnostics, key=lambda d: (d.place.file, d.place.line, d.place.column)),
        )
        super().__init__("; ".join(d.message for d in self.diagnostics))
