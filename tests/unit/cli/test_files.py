from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sandbox.cli.files import prepare_file, prepare_folder, prepare_store, write
from sandbox.errors import MachineError, UsageError

Typed = Callable[..., Result]
QUESTION = "compare_two.yaml"
SMALL = ("--set", "traffic.checkouts=20", "--replications", "2", "--no-assumption-range")


def test_a_file_is_written_and_named(tmp_path: Path) -> None:
    file = tmp_path / "x"
    prepare_file(file)
    assert write(file, b"abc") == file
    assert file.read_bytes() == b"abc"


def test_preparing_keeps_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"abc")
    prepare_file(file)
    prepare_folder(tmp_path)
    assert file.read_bytes() == b"abc"


def test_what_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"")
    for attempt in (
        lambda: prepare_folder(taken),
        lambda: prepare_file(tmp_path / "nowhere" / "x"),
        lambda: write(tmp_path, b""),
    ):
        with pytest.raises(UsageError, match=f"cannot write {tmp_path}"):
            attempt()


def test_a_disk_that_is_full_is_told_with_the_file() -> None:
    prepare_file(Path("/dev/full"))
    with pytest.raises(MachineError, match=r"^cannot write /dev/full: no space left on device$"):
        write(Path("/dev/full"), b"x")


def test_a_page_for_a_full_disk_is_told_with_the_file(typed: Typed) -> None:
    found = typed("run", QUESTION, *SMALL, "--html", "/dev/full")
    assert found.exit_code == 2
    assert found.stderr.endswith("error: cannot write /dev/full: no space left on device\n")


@pytest.mark.parametrize("option", ["--html", "--trace", "--out"])
def test_nobody_waits_for_the_other_end_of_a_pipe(
    typed: Typed, tmp_path: Path, option: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = typed("run", QUESTION, *SMALL, option, str(tmp_path / "pipe"))
    assert found.exit_code == 2
    assert str(tmp_path / "pipe") in found.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("run", "pipe"),
        ("validate", "pipe"),
        ("study", "pipe"),
        ("matrix", "pipe"),
        ("world", "pipe"),
        ("explain", "pipe", "--checkout", "1"),
        ("run", "/dev/zero"),
        ("run", "extends.yaml"),
        ("study", "of.study.yaml"),
    ],
)
def test_a_scenario_is_a_file(typed: Typed, tmp_path: Path, words: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "extends.yaml").write_text("extends: pipe\n")
    (tmp_path / "of.study.yaml").write_text("study: pipe\n")
    places = [str(tmp_path / word) if "." in word or word == "pipe" else word for word in words]
    found = typed(*places)
    assert found.exit_code == 3
    assert "is a named pipe" in found.stderr or "is a device" in found.stderr


@pytest.mark.parametrize("words", [("report", "--html", "x.html"), ("compare",)])
def test_what_was_stored_is_a_file(typed: Typed, tmp_path: Path, words: tuple[str, ...]) -> None:
    pipe = str(tmp_path / "result.json")
    os.mkfifo(pipe)
    others = (pipe,) if words[0] == "compare" else words[1:]
    found = typed(words[0], pipe, *others)
    assert found.exit_code == 2
    assert "result.json" in found.stderr


def test_a_store_that_others_can_change_is_refused_with_the_cure(
    typed: Typed, tmp_path: Path
) -> None:
    tmp_path.chmod(0o777)
    (tmp_path / "s.study.yaml").write_text("study: blank\nmetrics: [success_rate]\n")
    found = typed("study", str(tmp_path / "s.study.yaml"), "--store", str(tmp_path))
    assert found.exit_code == 2
    assert found.stderr.endswith(
        f"error: others can write to the store {tmp_path}\n"
        f"hint: `chmod go-w {tmp_path}`, or name another folder\n"
    )


def test_a_store_that_is_made_is_ones_own(tmp_path: Path) -> None:
    before = os.umask(0o002)  # as many systems have it
    try:
        prepare_store(tmp_path / "store")
        prepare_store(tmp_path / "store")
    finally:
        os.umask(before)
