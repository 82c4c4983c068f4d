"""The progress of a study on stderr: done, running, rate, time left, how narrow the answer is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sandbox.cli import console
from sandbox.cli.progress import LINE_EVERY_S, PATIENCE_S
from sandbox.units import MICROSECONDS_PER_SECOND, format_duration

if TYPE_CHECKING:
    from rich.live import Live

    from sandbox.metrics.values import Metric
    from sandbox.studies.replications.groups import GroupResult
    from sandbox.studies.scheduler import Progress

LOOK_EVERY_S = 2.0  # at the half-width, which takes longer to compute than to show


class StudyProgress:
    """Shows how far a study has come; call it with what its scheduler tells.

    Parameters
    ----------
    metric
        The headline.
    confidence
        Of its interval.
    is_open_ended
        Whether a precision decides how many replications there are.
    """

    def __init__(self, metric: Metric, confidence: float, *, is_open_ended: bool) -> None:
        self._metric, self._confidence = metric, confidence
        self._is_open_ended = is_open_ended
        self._started = self._last_line = time.monotonic()
        self._last_look = float("-inf")
        self._taken = self._reused = 0
        self._width = ""
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, state: Progress, result: GroupResult) -> None:
        """Take in one more replication; each is told once, made now or found in the store."""
        if self._taken - self._reused > state.units_done:
            self._taken = self._reused = 0  # another walk has begun
        self._taken += 1
        self._reused = self._taken - state.units_done
        now = time.monotonic()
        if now - self._started < PATIENCE_S:
            return
        if sys.stderr.isatty():
            self._look(result, now)
            self._show(self.line(state, now))
        elif now - self._last_line >= LINE_EVERY_S:
            self._look(result, now)
            self._last_line = now
            console.say(self.line(state, now))

    def line(self, state: Progress, now: float) -> str:
        """Return the state in one line.

        Parameters
        ----------
        now
            Seconds of the monotonic clock.
        """
        parts = []
        if state.groups > 1:
            parts.append(f"{state.groups_done} of {state.groups} points")
        known = "" if self._is_open_ended else f" of {state.units_planned:,}"
        parts.append(f"{self._taken:,}{known} replications")
        parts.append(f"{state.running} running")
        seconds = max(now - self._started, 1e-9)
        parts.append(f"{_rounded(state.checkouts / seconds)} checkouts/s")
        left = state.units_planned - self._taken
        if not self._is_open_ended and state.units_done and left > 0:
            duration = format_duration(
                round(left * seconds / state.units_done) * MICROSECONDS_PER_SECOND
            )
            parts.append(f"{duration} left")
        return ", ".join(parts + ([self._width] if self._width else []))

    def _look(self, result: GroupResult, now: float) -> None:
        """Compute the half-width of the headline, the last regime against the baseline."""
        if now - self._last_look < LOOK_EVERY_S or result.replications < 2:
            return
        from sandbox.reports.findings.gauges import gauge_for  # noqa: PLC0415 -- help needs none of it
        from sandbox.studies.replications.tables_needed import tables_of  # noqa: PLC0415 -- the same
        from sandbox.studies.stopping import bands  # noqa: PLC0415 -- the same

        self._last_look = now
        results = result.results
        if (
            not tables_of({self._metric}, results[0].built)
            <= result.kept_tallies[0][0].tables.keys()
        ):
            return  # these worlds answer another question
        pair = [results[0], results[-1]] if len(results) > 1 else results
        (band,) = bands(self._metric, pair, self._confidence)
        if band.half_width < float("inf"):
            gauge = gauge_for(self._metric.unit, [band.half_width])
            self._width = f"{self._metric} ±{gauge.difference(band.half_width)}"

    def _show(self, line: str) -> None:
        from rich.text import Text  # noqa: PLC0415 -- a short study needs none of it

        text = Text(line if console.is_unicode(sys.stderr) else line.replace("±", "+/-"))
        text.no_wrap, text.overflow = True, "ellipsis"
        if self._live is None:
            from rich.console import Console  # noqa: PLC0415 -- the same
            from rich.live import Live  # noqa: PLC0415 -- the same

            self._live = Live(text, console=Console(stderr=True), transient=True)
            self._live.start()
        else:
            self._live.update(text)


def _rounded(rate: float) -> str:
    """Return a rate with two or three digits that matter."""
    if rate >= 1e6:
        return f"{rate / 1e6:.1f} million"
    return f"{round(rate, -3 if rate >= 10_000 else -1):,.0f}"
