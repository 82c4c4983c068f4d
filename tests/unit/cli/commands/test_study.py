from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import Result

from sandbox.cli import asking
from sandbox.errors import MachineError
from tests.house.tree import ROOT

Typed = Callable[..., Result]
GARDENS = Path(__file__).parents[3] / "golden" / "reports"
QUESTION = "Does it pay?"
FEW = ("--set", "traffic.checkouts=50", "--no-assumption-range")


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., str]:
    """Write a study of the two gardens, with further lines, and return the name of its file."""

    def write(*lines: str) -> str:
        file = tmp_path / "pays.study.yaml"
        first = (f"# {QUESTION}", f"study: {GARDENS / 'compare_two.yaml'}", "replications: 20")
        file.write_text("\n".join([*first, *lines, ""]), encoding="utf-8")
        return str(file)

    return write


def test_the_report_is_data_and_the_plan_is_talk(typed: Typed, asked: Callable[..., str]) -> None:
    found = typed("study", asked(), "--no-store", *FEW)
    assert found.exit_code == 0
    assert found.stdout.startswith(f"{QUESTION}\n")
    first = found.stderr.splitlines()[0]
    assert first == "sandbox 0.2.0: pays, seed 1, 20 replications, compiled engine"
    assert "20 replications" in found.stderr


def test_a_dry_run_prints_the_plan_and_stops(typed: Typed, asked: Callable[..., str]) -> None:
    found = typed("study", asked(), "--dry-run", *FEW)
    assert found.exit_code == 0
    assert "2,000 checkouts" in found.stdout
    assert "success" not in found.stdout


def test_a_resumed_study_prints_the_same_bytes(
    typed: Typed, asked: Callable[..., str], tmp_path: Path
) -> None:
    words = ("study", asked(), *FEW, "--json", "--store", str(tmp_path / "kept"))
    first, again = typed(*words), typed(*words, "--resume")
    assert first.exit_code == again.exit_code == 0
    assert first.stdout_bytes == again.stdout_bytes
    assert f"kept in {tmp_path / 'kept'}, for --resume" in first.stderr
    assert f"taken from and kept in {tmp_path / 'kept'}" in again.stderr


def test_everything_wanted_is_written_beside(
    typed: Typed, asked: Callable[..., str], tmp_path: Path
) -> None:
    page, junit, folder = tmp_path / "x.html", tmp_path / "x.xml", tmp_path / "out"
    wanted = ("--html", str(page), "--junit", str(junit), "--out", str(folder))
    holds = 'expect: ["success_rate(doors) - success_rate(walls) >= -100pp"]'
    found = typed("study", asked(holds), "--no-store", *FEW, *wanted, "--json")
    assert found.exit_code == 0
    document = json.loads(found.stdout)
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == document
    assert (folder / "report.txt").read_text(encoding="utf-8").startswith(QUESTION)
    assert ET.parse(junit).getroot().find(".//failure") is None  # noqa: S314 -- our own file
    text = page.read_text(encoding="utf-8")
    assert f"<h1>{QUESTION}</h1>" in text
    assert document["checksum"] in text


@pytest.mark.parametrize("stored", ["out", "store"])
def test_what_is_stored_gives_the_same_page_again(
    typed: Typed, asked: Callable[..., str], tmp_path: Path, stored: str
) -> None:
    page, again = tmp_path / "x.html", tmp_path / "again.html"
    places = ("--out", str(tmp_path / "out"), "--store", str(tmp_path / "store"))
    assert typed("study", asked(), *FEW, *places, "--html", str(page)).exit_code == 0
    assert typed("report", str(tmp_path / stored), "--html", str(again)).exit_code == 0
    assert again.read_bytes() == page.read_bytes()


def test_an_expectation_that_fails_is_an_exit_code(typed: Typed, asked: Callable[..., str]) -> None:
    fails = 'expect: ["success_rate(doors) - success_rate(walls) >= 100pp"]'
    found = typed("study", asked(fails), "--no-store", *FEW, "--github")
    assert found.exit_code == 1
    assert "::error file=" in found.stderr


def test_a_page_that_cannot_be_written_is_refused_before_the_study(
    typed: Typed, asked: Callable[..., str], tmp_path: Path
) -> None:
    page = tmp_path / "nowhere" / "x.html"
    found = typed("study", asked(), "--no-store", *FEW, "--html", str(page))
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"error: cannot write {page}" in found.stderr


def test_impossible_wishes_are_usage_errors(typed: Typed, asked: Callable[..., str]) -> None:
    found = typed("study", asked(), "--resume", "--no-store")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("error: --resume needs a store\n")


def test_a_reader_who_leaves_is_no_error(asked: Callable[..., str]) -> None:
    words = [sys.executable, "-m", "sandbox", "study", asked(), "--no-store", *FEW]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        talk = program.stderr.read().decode()
        assert program.wait(timeout=120) == 141
    assert "Traceback" not in talk


def test_a_regime_mistyped_once_is_one_error(typed: Typed, asked: Callable[..., str]) -> None:
    lines = ("compare: [walls, dors]", 'expect: ["success_rate(dors) >= 1%"]')
    found = typed("study", asked(*lines))
    assert found.exit_code == 3
    assert found.stderr.count("error: ") == 1
    assert "error: unknown regime `dors` in `compare`" in found.stderr


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("--no-store", "nothing was kept; `--store DIR` keeps what is finished, for `--resume`"),
        ("--store={}", "what is finished is in {}; the same command with `--resume` goes on"),
    ],
)
def test_a_study_that_the_machine_ends_says_truly_how_to_go_on(
    typed: Typed,
    asked: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    hint: str,
) -> None:
    def lost(*_: object) -> None:
        raise MachineError("the scheduler at tcp://127.0.0.1:9 is lost")

    monkeypatch.setattr(asking, "answer_with_progress", lost)
    store = tmp_path / "store"
    found = typed("study", asked(), option.format(store))
    assert found.exit_code == 2
    assert found.stderr.endswith(
        f"error: the scheduler at tcp://127.0.0.1:9 is lost\nhint: {hint.format(store)}\n"
    )
