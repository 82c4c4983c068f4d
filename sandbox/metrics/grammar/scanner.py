"""Reading a short text from left to right, and noting every mistake with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from sandbox.errors import ExpressionError, Mistake

SHOWN_MAX = 20  # characters of what was found in place of something else
_BLANK = re.compile(r"\s*")


class Piece(NamedTuple):
    """Something that was read, and where it begins in the text."""

    text: str
    start: int

    @property
    def extent(self) -> Extent:
        """Where it stands."""
        return Extent(self.start, len(self.text))


class Extent(NamedTuple):
    """Where a part of a text stands, in characters."""

    start: int
    width: int


@dataclass(slots=True)
class Scanner:
    """A place in a text and the mistakes so far.

    Attributes
    ----------
    text
        What is read.
    at
        Characters read.
    mistakes
        Those so far, in the order in which they were met.
    is_lost
        True where the form was broken, so that what follows would be guessed at.
    """

    text: str
    at: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    is_lost: bool = False

    def read(self, pattern: re.Pattern[str]) -> Piece | None:
        """Return what comes next if it has a form, and where it begins; skip blanks before it."""
        self.skip_blanks()
        match = pattern.match(self.text, self.at)
        if match is None or not match[0]:
            return None
        self.at = match.end()
        return Piece(match[0].rstrip(), match.start())

    def pass_mark(self, mark: str) -> bool:
        """Tell whether a mark comes next, and if so pass it."""
        self.skip_blanks()
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        return True

    def skip_blanks(self) -> None:
        """Pass blanks."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match is not None else self.at

    def complain(self, message: str, start: int, width: int, hint: str = "") -> None:
        """Note a mistake that leaves the form intact."""
        self.mistakes.append(Mistake(message, start, max(width, 1), hint))

    def lose(self, missing_part: str, hint: str = "") -> None:
        """Note that something is missing here, and that reading on makes no sense."""
        rest = self._rest()
        before = f"`{_short(rest)}`" if rest else "the end"
        self._give_up(f"{missing_part} is missing before {before}", rest, hint)

    def end(self, what: str) -> None:
        """Note it where something follows that belongs to nothing."""
        rest = self._rest()
        if rest:
            self._give_up(f"`{_short(rest)}` follows {what}, where the text must end", rest, "")

    def _rest(self) -> str:
        self.skip_blanks()
        return self.text[self.at :].rstrip()

    def _give_up(self, message: str, rest: str, hint: str) -> None:
        if not self.is_lost:
            self.is_lost = True
            self.complain(message, self.at, len(rest), hint)

    def check(self) -> None:
        """Raise ExpressionError if there was a mistake."""
        if self.mistakes:
            raise ExpressionError(self.text, self.mistakes)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"
