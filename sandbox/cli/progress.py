"""A progress bar on stderr for whatever takes more than a second."""

from __future__ import annotations

import sys
import time
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sandbox.cli import console

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE_S = 1.0
LINE_EVERY_S = 30.0  # where stderr is no terminal, a log for example


class ProgressLine:
    """Shows how far a long piece of work has come; call it with what is done and what there is.

    Parameters
    ----------
    unit
        What is counted, in the plural.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._lock = Lock()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._state: tuple[int, int | None] = (0, None)
        self._last_line = time.monotonic()
        self._timer = Timer(PATIENCE_S, self._start)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._bar is not None:
                self._bar.stop()

    def __call__(self, done_count: int, total: int) -> None:
        """Show that `done_count` of `total` are done."""
        with self._lock:
            self._state = (done_count, total)
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=done_count, total=total)
        if not sys.stderr.isatty():
            self._say_rarely(done_count, total)

    def _start(self) -> None:
        from rich import progress  # noqa: PLC0415 -- a short run needs none of it
        from rich.console import Console  # noqa: PLC0415 -- a short run needs none of it

        with self._lock:
            self._bar = progress.Progress(
                progress.BarColumn(bar_width=24),
                progress.TaskProgressColumn(),
                progress.TextColumn("{task.fields[unit]}"),
                progress.MofNCompleteColumn(),
                progress.TimeRemainingColumn(compact=True),
                console=Console(stderr=True),
                transient=True,
            )
            done, total = self._state
            self._task = self._bar.add_task("", completed=done, total=total, unit=self._unit)
            self._bar.start()

    def _say_rarely(self, done_count: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last_line >= LINE_EVERY_S and done_count < total:
            self._last_line = now
            console.say(f"{100 * done_count // total} % of {total:,} {self._unit}")
