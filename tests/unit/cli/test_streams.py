from __future__ import annotations

import io
import json
import os
import sys

import pytest

from sandbox.cli import streams
from sandbox.reports.page import Paragraph


class Terminal(io.TextIOWrapper):
    """A terminal of some encoding that keeps what it is shown."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True

    def shown(self) -> bytes:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()


def ascii_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Print to an ASCII terminal from here on; a fixture would be undone before the test."""
    terminal = Terminal("ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    return terminal


@pytest.mark.parametrize(
    ("encoding", "unicode"),
    [("utf-8", True), ("ascii", False), ("latin-1", False), ("gbk", False), ("gb18030", True)],
)
def test_reports_use_signs_where_all_of_them_can_be_shown(encoding: str, unicode: bool) -> None:
    assert streams.is_unicode(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is unicode


def test_an_ascii_terminal_reads_the_report_spelt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = ascii_terminal(monkeypatch)
    streams.prepare()
    streams.say_page([Paragraph("¥1 → ¥2, 王芳")])
    assert terminal.shown() == b"CNY 1 -> CNY 2, ??\n"


def test_json_is_utf8_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = ascii_terminal(monkeypatch)
    streams.say_json({"unit": "µs"})
    assert json.loads(terminal.shown().decode("utf-8")) == {"unit": "µs"}


def test_json_refuses_what_json_does_not_know() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        streams.json_bytes({"x": float("nan")})


@pytest.mark.parametrize(
    ("environment", "colourful"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_whose_user_wants_it(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], colourful: bool
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal("utf-8"))
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert streams.is_colourful() is colourful


def test_a_pipe_is_never_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert not streams.is_colourful()


@pytest.mark.parametrize(("columns", "width"), [(20, 40), (50, 50), (80, 80), (300, 100)])
def test_lines_are_as_long_as_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: int, width: int
) -> None:
    size = os.terminal_size((columns, 24))
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: size)
    assert streams.width() == width
