from __future__ import annotations

import io
import sys
import time

import pytest

from sandbox.cli import progress
from sandbox.cli.progress import ProgressLine


class Terminal(io.StringIO):
    """A terminal that keeps what it is shown."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_no_bar_for_short_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with ProgressLine("checkouts") as shown:
        shown(1, 2)
    assert terminal.getvalue() == ""


def test_a_terminal_sees_a_bar_for_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE_S", 0.01)
    with ProgressLine("checkouts") as shown:
        shown(500, 1_000)
        until = time.monotonic() + 10
        while "checkouts" not in terminal.getvalue() and time.monotonic() < until:
            time.sleep(0.02)
    assert "50%" in terminal.getvalue()


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with ProgressLine("checkouts") as shown:
        for second in range(0, 100, 10):
            clock[0] = second
            shown(second, 100)
        shown(100, 100)
    assert log.getvalue().splitlines() == [f"{done} % of 100 checkouts" for done in (30, 60, 90)]


def test_the_bar_goes_when_the_work_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    with pytest.raises(KeyboardInterrupt), ProgressLine("checkouts"):
        raise KeyboardInterrupt
