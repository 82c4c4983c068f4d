"""stdout and stderr as the system has them: full, closed, or left by whoever read them.

What is data must arrive, or the command fails and says why. What is talk may get lost.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any, Final

from sandbox.errors import MachineError
from sandbox.machine import reason_of

IN, OUT, TALK = 0, 1, 2  # the numbers that every process finds its streams under
DATA: Final = "standard output"


class ReaderGoneError(Exception):
    """Whoever read our output has closed it, as `head` does."""


class DataOutlet(io.FileIO):
    """stdout: a refusal of the system is an error, told once; what follows goes nowhere."""

    def write(self, data: Any, /) -> int:  # noqa: ANN401 -- whatever holds bytes
        """Write some bytes and return how many."""
        try:
            # None where the reader of a pipe that nobody waits for is slow.
            return super().write(data) or 0
        except BrokenPipeError:
            self._to_nowhere()
            raise ReaderGoneError from None
        except OSError as error:
            self._to_nowhere()
            raise MachineError(f"cannot write to {DATA}: {reason_of(error)}") from error

    def _to_nowhere(self) -> None:
        """Let the interpreter's last flush, of what is still waiting, find nothing wrong."""
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)


class TalkOutlet(io.FileIO):
    """stderr: what cannot be said is dropped."""

    def write(self, data: Any, /) -> int:  # noqa: ANN401 -- whatever holds bytes
        """Write some bytes, or none; return how many there were."""
        with suppress(OSError):
            super().write(data)
        return memoryview(data).nbytes


def open_outlets() -> None:
    """Put outlets in place of the interpreter's own streams; a stand-in for one is left alone.

    Raises
    ------
    MachineError
        If stdout is closed: nothing that a command does could be told.
    """
    is_open = [_is_open(number) for number in (IN, OUT, TALK)]
    while not all(map(_is_open, (IN, OUT, TALK))):
        # The next file that is opened would get the number of a closed stream, and its talk.
        os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None or sys.stderr is sys.__stderr__:
        sys.stderr = _text_on(TalkOutlet(TALK, "wb", closefd=False), sys.stderr)
    if sys.stdout is None or sys.stdout is sys.__stdout__:
        sys.stdout = _text_on(DataOutlet(OUT, "wb", closefd=False), sys.stdout)
        if not is_open[OUT]:
            raise MachineError(f"cannot write to {DATA}: it is closed")


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _text_on(raw: io.FileIO, before: object) -> io.TextIOWrapper:
    """Return a stream of text; characters that the terminal lacks become marks, not failures."""
    encoding = getattr(before, "encoding", None) or "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=encoding,
        errors="replace",
        line_buffering=raw.isatty() or raw.fileno() == TALK,
    )
