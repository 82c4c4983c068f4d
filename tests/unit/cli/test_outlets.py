"""Streams as the system hands them over, through the real command line."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cli.outlets import DataOutlet, ReaderGoneError, TalkOutlet
from sandbox.errors import MachineError
from tests.house.tree import ROOT

SCENARIO = "extends: blank\ntraffic: {checkouts: 50}\nreplications: 2\n"
STUDY = """\
study: s.yaml
metrics: [success_rate]
undecided: fail
expect: ["success_rate(open) <= 5%"]
"""
COMMANDS = [
    "--help",
    "--version",
    "run s.yaml --no-assumption-range",
    "run s.yaml --no-assumption-range --json",
    "validate s.yaml",
    "explain s.yaml --checkout 1",
    "matrix s.yaml",
    "world",
    "schema",
]
FULL = "cannot write to standard output: no space left on device"
CLOSED = "cannot write to standard output: it is closed"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(SCENARIO)
    (tmp_path / "f.study.yaml").write_text(STUDY)
    return tmp_path


def typed(folder: Path, command: str) -> tuple[int, str, str]:
    """Type a command into a shell; return its exit code and what it said on both streams."""
    found = subprocess.run(
        ["/bin/bash", "-c", command.replace("sandbox ", f"{sys.executable} -m sandbox ")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return found.returncode, found.stdout, found.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_data_that_does_not_arrive_is_no_failed_expectation_and_no_defect(
    folder: Path, command: str
) -> None:
    code, _, talk = typed(folder, f"sandbox {command} >/dev/full")
    assert (code, talk.splitlines()[-1]) == (2, f"error: {FULL}")
    assert typed(folder, f"sandbox {command} >&-")[::2] == (2, f"error: {CLOSED}\n")
    assert typed(folder, f"sandbox {command} >/dev/full 2>&-")[0] == 2


@pytest.mark.slow
@pytest.mark.parametrize("command", [*COMMANDS, "init d", "warmup", "study f.study.yaml --dry-run"])
@pytest.mark.parametrize("talk", ["2>/dev/full", "2>&-"])
def test_talk_that_cannot_be_said_is_dropped(folder: Path, command: str, talk: str) -> None:
    code, data, _ = typed(folder, f"sandbox {command} {talk} <&-")
    assert code == 0
    assert data or command == "warmup"


@pytest.mark.slow
@pytest.mark.parametrize("talk", ["", "2>/dev/full", "2>&-"])
def test_one_means_that_an_expectation_failed_and_nothing_else(folder: Path, talk: str) -> None:
    study = f"sandbox study f.study.yaml --no-store --no-assumption-range {talk}"
    code, data, _ = typed(folder, study)
    assert (code, "Expectation" in data) == (1, True)
    assert typed(folder, f"{study} >/dev/full")[0] == 2
    assert typed(folder, f"{study} >&-")[0] == 2
    assert typed(folder, f"sandbox run nowhere.yaml {talk}")[0] == 2
    assert typed(folder, f"sandbox run f.study.yaml {talk}")[0] == 3


@pytest.mark.parametrize("command", ["--help", "schema"])
def test_a_reader_who_leaves_is_no_error(folder: Path, command: str) -> None:
    answer = typed(folder, f"(sleep 0.1; sandbox {command}; echo $? >&2) | true")
    assert answer == (0, "", "141\n")


@pytest.mark.slow
def test_a_lost_working_folder_is_the_machines(folder: Path) -> None:
    (folder / "lost").mkdir()
    for command in [f"run {folder}/s.yaml --no-assumption-range", "run s.yaml", "init d", "warmup"]:
        lost = f"mkdir -p lost; cd lost; rmdir ../lost; sandbox {command}"
        code, _, talk = typed(folder, lost)
        assert code in (0, 2), talk  # what needs no folder may work
        assert "defect" not in talk
        assert code == 0 or "lost" in talk or "no such file" in talk or "no file" in talk


def test_files_that_are_opened_later_do_not_take_the_place_of_a_closed_stream(
    folder: Path,
) -> None:
    code, _, _ = typed(folder, "sandbox init d >a 2>&- <&-; cat d/README.md >b")
    assert code == 0
    assert (folder / "b").read_text().startswith("# Your first question")
    assert "error" not in (folder / "d" / "README.md").read_text()


@pytest.fixture
def pipe() -> Iterator[int]:
    """The writing end of a pipe whose reader has left."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_data_is_refused_once_and_then_goes_nowhere(pipe: int) -> None:
    stream = io.TextIOWrapper(io.BufferedWriter(DataOutlet(pipe, "wb", closefd=False)))
    stream.write("x")
    with pytest.raises(ReaderGoneError):
        stream.flush()
    stream.flush()


def test_data_for_a_full_disk_says_why() -> None:
    with Path("/dev/full").open("wb") as full:
        outlet = DataOutlet(os.dup(full.fileno()), "wb")
        with pytest.raises(MachineError, match=rf"^{FULL}$"):
            outlet.write(b"x")
        assert outlet.write(b"x") == 1
        outlet.close()


def test_talk_goes_on_whatever_happens_to_it(pipe: int) -> None:
    assert TalkOutlet(pipe, "wb", closefd=False).write(b"xyz") == 3
