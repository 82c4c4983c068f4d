"""Everything the program raises on purpose.

SandboxError
├── UsageError          the command line asks for something impossible       exit 2
│   ├── ExpressionError a metric or an expectation cannot be read            exit 2
│   └── MachineError    the machine does not do what is needed               exit 2
├── ScenarioError       a scenario or study is invalid (carries diagnostics) exit 3
├── DisagreementError   the two engines tell different things            exit 4
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
class Location:
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
    location
        Where it stands.
    note
        Short text beside the underline, for example the known keys.
    hint
        What would help, or empty.
    """

    message: str
    location: Location
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


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake inside a short text, such as a metric or an expectation.

    Attributes
    ----------
    message
        Lower case, no full stop: value, then rule.
    start, width
        Where in the text it stands: characters before it, and how many it takes.
    hint
        What would help, or empty.
    """

    message: str
    start: int = 0
    width: int = 1
    hint: str = ""

    def diagnostic(self, value: Location, text: str) -> Diagnostic:
        """Return the mistake with its place in a file.

        Parameters
        ----------
        value
            Where the file says the text; quotes may stand before it.
        text
            The short text itself.
        """
        found = value.text.find(text, max(value.column - 1, 0)) if text else -1
        # A text that is folded over lines, or holds escapes, is underlined as a whole.
        column, width = value.column, value.width
        if found >= 0:
            column, width = found + 1 + self.start, max(self.width, 1)
        place = Location(value.file, value.line, column, value.text, width)
        return Diagnostic(self.message, place, hint=self.hint)


class ExpressionError(UsageError):
    """A metric or an expectation cannot be read, or means nothing here.

    Parameters
    ----------
    text
        What was read.
    mistakes
        Non-empty; sorted here by their place in the text.
    """

    def __init__(self, text: str, mistakes: Sequence[Mistake]) -> None:
        self.text = text
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.start))
        message = "; ".join(mistake.message for mistake in self.mistakes)
        super().__init__(message, next((m.hint for m in self.mistakes if m.hint), ""))


class MachineError(UsageError):
    """The machine does not do what is needed: a full disk, a lost folder, too little memory.

    Neither the scenario nor the program is at fault; the message names the file and the reason.
    """


class MissingExtraError(UsageError):
    """An optional dependency is needed and not installed."""


class DisagreementError(SandboxError):
    """Two engines tell different things."""

    exit_code = 4

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DefectError(SandboxError):
    """The program contradicts itself, for example two results of one replication."""

    exit_code = 5

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class CapacityError(SandboxError):
    """A bound of the program itself is exceeded, for example checkouts in flight."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


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
            sorted(
                diagnostics, key=lambda d: (d.location.file, d.location.line, d.location.column)
            ),
        )
        super().__init__("; ".join(d.message for d in self.diagnostics))
