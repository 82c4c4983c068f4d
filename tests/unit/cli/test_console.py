from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sandbox.characters import DECEPTIVE
from sandbox.cli import console
from sandbox.reports.page_blocks import Paragraph


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
    assert console.is_unicode(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is unicode


def test_an_ascii_terminal_reads_the_report_spelt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = ascii_terminal(monkeypatch)
    console.prepare()
    console.say_page([Paragraph("¥1 → ¥2, 王芳")])
    assert terminal.shown() == b"CNY 1 -> CNY 2, ??\n"


def test_json_is_utf8_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = ascii_terminal(monkeypatch)
    console.say_json({"unit": "µs"})
    assert json.loads(terminal.shown().decode("utf-8")) == {"unit": "µs"}


def test_json_refuses_what_json_does_not_know() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        console.json_bytes({"x": float("nan")})


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
    assert console.is_colourful() is colourful


def test_a_pipe_is_never_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert not console.is_colourful()


@pytest.mark.parametrize(("columns", "width"), [(20, 40), (50, 50), (80, 80), (300, 100)])
def test_lines_are_as_long_as_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: int, width: int
) -> None:
    size = os.terminal_size((columns, 24))
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: size)
    assert console.width() == width


Typed = Callable[..., Result]
ESCAPES = ['"\\e]0;x\\a"', '"\\u202ex"', '"\\x9b2J"', '"a\\N b"', '"\\u2066"']
HOSTILE = "q\x1b[31m\u202e\nerror: no such thing\udcff"
SMALL = """\
# Who pays?
extends: blank
traffic: {checkouts: 30}
replications: 2
compare: [a, b]
regimes: {a: {}, b: {}}
"""
STUDY = """\
metrics: [success_rate]
replications: 3
undecided: fail
expect: ["success_rate(b) - success_rate(a) >= 5pp"]
"""


def is_clean(data: bytes) -> bool:
    """Tell whether nothing in some text moves a cursor, turns a direction or is no text."""
    text = data.decode().replace("\r\n", "\n")  # so ends a line of CSV
    return not DECEPTIVE.search(text)


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize(
    "line",
    [
        "title: {}",
        "regimes: {{a: {{title: {}}}}}",
        "regimes: {{{}: {{}}}}",
        "wallets: {{{}: {{ecosystem: e}}}}",
        "wallets: {{pay: {{name: {}}}}}",
        "rules: [{{name: {}, set: {{link: open}}}}]",
        "{}: 1",
    ],
)
def test_a_scenario_cannot_hold_what_deceives(
    typed: Typed, tmp_path: Path, line: str, escape: str
) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(f"extends: blank\n{line.format(escape)}\n")
    found = typed("validate", str(file))
    assert found.exit_code == 3
    assert "error: control character U+" in found.stderr
    assert is_clean(found.stderr.encode())


@pytest.mark.parametrize(
    "words",
    [
        ("run", "compare_two.yaml", "--set", f"title={HOSTILE}"),
        ("run", "compare_two.yaml", "--set", 'title="\\e[2J"'),
        ("run", "compare_two.yaml", "--regime", HOSTILE),
        ("run", "compare_two.yaml", "--seed", HOSTILE),
        ("run", HOSTILE),
        ("run", "compare_two.yaml", "--html", f"/nowhere/{HOSTILE}/x"),
        ("matrix", "compare_two.yaml", "--at", HOSTILE),
        ("compare", HOSTILE, HOSTILE),
        ("report", HOSTILE, "--html", "x"),
        ("report", "compare_two.yaml", f"--{HOSTILE}"),
        (HOSTILE,),
        ("init", f"/proc/{HOSTILE}"),
    ],
)
def test_what_is_wrong_with_an_argument_is_told_on_lines_of_ours(
    typed: Typed, words: tuple[str, ...]
) -> None:
    found = typed(*words)
    assert found.exit_code in (2, 3)
    assert is_clean(found.stderr.encode())
    assert "\nerror: no such thing" not in found.stderr


def faces(folder: Path, typed: Typed) -> dict[str, bytes]:
    """Run a scenario and a study under hostile names; return all that came of it, by face."""
    scenario, study = folder / f"{HOSTILE}.yaml", folder / f"{HOSTILE}.study.yaml"
    try:
        scenario.write_text(SMALL)
    except OSError:
        pytest.skip("this system takes no such name")
    study.write_text(f"study: s.yaml\n{STUDY}")
    (folder / "s.yaml").write_text(SMALL)
    out, told = folder / "out", folder / "told"
    plain = ("--no-assumption-range",)
    pages = [folder / "run.html", folder / "study.html", folder / "again.html"]
    found = {
        "run": typed("run", str(scenario), "--out", str(out), "--html", str(pages[0]), *plain),
        "json": typed("run", str(scenario), "--json", *plain),
        "matrix": typed("matrix", str(scenario), "--json"),
        "explain": typed("explain", str(scenario), "--checkout", "1"),
        "validate": typed("validate", str(scenario), str(study)),
        "study": typed(
            "study",
            str(study),
            "--github",
            f"--out={told}",
            f"--html={pages[1]}",
            f"--junit={folder / 'junit.xml'}",
            f"--store={folder / 'store'}",
            *plain,
        ),
        "compare": typed("compare", str(out), str(out)),
        "report": typed("report", str(out), "--html", str(pages[2]), "--csv", str(folder / "csv")),
    }
    assert {name: result.exit_code for name, result in found.items()} == {
        **dict.fromkeys(found, 0),
        "study": 1,
    }
    streams = {n: result.stdout_bytes + result.stderr_bytes for n, result in found.items()}
    files = [*pages, *out.glob("*.*"), *told.glob("*.*"), folder / "junit.xml"]
    files += [*(folder / "csv").glob("*.csv"), *(folder / "store").rglob("*.json")]
    return streams | {str(file.name): file.read_bytes() for file in files}


def test_no_face_shows_what_a_name_would_do_to_it(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    came = faces(tmp_path, typed) | {"summary": (tmp_path / "summary.md").read_bytes()}
    assert [name for name, data in came.items() if not is_clean(data)] == []
    talk = {name: data for name, data in came.items() if not name.endswith(".html")}
    assert [name for name, data in talk.items() if b"\nerror: no such thing" in data] == []
    assert rb"q\x1b[31m\u202e\nerror" in came["run"]
    assert rb"\u202e" in came["junit.xml"]


@pytest.mark.parametrize("face", ["--html", "--csv", "--parquet", "--svg"])
def test_a_stored_run_that_somebody_changed_deceives_nobody(
    typed: Typed, tmp_path: Path, face: str
) -> None:
    (tmp_path / "s.yaml").write_text(SMALL)
    out, shown = tmp_path / "out", tmp_path / "shown"
    typed("run", str(tmp_path / "s.yaml"), "--out", str(out), "--no-assumption-range")
    for name in ("result.json", "report.json"):
        text = (out / name).read_text()
        # The name of a regime, wherever it stands, but for the checksums that hold it together.
        (out / name).write_text(text.replace('"b"', '"b\\u001b[2J\\u202e"'))
    found = typed("report", str(out), face, str(shown))
    assert found.exit_code == 0
    files = [shown] if shown.is_file() else list(shown.iterdir())
    assert files
    for file in files:
        data = file.read_bytes()
        assert b"\xe2\x80\xae" not in data, file.name
        assert b"\x1b[2J" not in data, file.name
        assert face == "--parquet" or is_clean(data), file.name
