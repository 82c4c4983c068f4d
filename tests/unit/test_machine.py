from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

import sandbox
from sandbox.errors import CapacityError, MachineError, SandboxError
from sandbox.machine import as_machine_error, blamed_on, check_own, check_regular, make_own
from sandbox.studies import what_if

POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners are POSIX")


@pytest.mark.parametrize(
    ("error", "path", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "a.html", "cannot use a.html: no space"),
        (OSError(errno.EACCES, "Permission denied", "b"), "a", "cannot use b: permission denied"),
        (OSError(errno.EACCES, "Permission denied", b"b\x1b"), None, r"cannot use b\x1b: perm"),
        (OSError(errno.EMFILE, "Too many open files"), None, "the system refuses: too many open"),
        (OSError(), None, "the system refuses: unknown reason"),
        (MemoryError(), "a", "there is not enough memory"),
        (ImportError("x.so: failed to map segment from it"), None, "there is not enough memory"),
        (BrokenProcessPool("x"), None, "a worker process was ended by somebody else"),
        (RuntimeError("can't start new thread"), None, "the system starts no more threads"),
    ],
)
def test_what_a_machine_refuses_is_told_with_its_reason(
    error: BaseException, path: str | None, message: str
) -> None:
    told = as_machine_error(error, path)
    assert told is not None
    assert str(told).startswith(message)
    assert told.exit_code == 2


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), CapacityError("x")])
def test_everything_else_is_not_the_machines(error: Exception) -> None:
    assert as_machine_error(error) is None
    with pytest.raises(type(error), match=r"^x$"), blamed_on("a"):
        raise error


def test_a_block_is_blamed_on_what_it_uses() -> None:
    with pytest.raises(MachineError, match=r"^cannot use a: file too large$"), blamed_on("a"):
        raise OSError(errno.EFBIG, "File too large")


def test_a_lost_working_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> Path:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(Path, "cwd", lost)
    told = as_machine_error(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    assert str(told) == "the working folder is lost: no such file or directory"


def test_pipes_sockets_and_devices_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
        for path, what in [
            (tmp_path / "pipe", "a named pipe"),
            (tmp_path / "socket", "a socket"),
            (Path("/dev/zero"), "a device"),
        ]:
            with pytest.raises(MachineError) as caught:
                check_regular(path)
            assert str(caught.value) == f"{path} is {what}, must be a file"


def test_files_folders_and_streams_of_the_process_pass(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path, tmp_path / "nothing", Path("/dev/stdin")):
        check_regular(path)


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o775, 0o757])
def test_a_folder_that_others_can_write_to_is_refused_with_the_cure(
    tmp_path: Path, mode: int
) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(MachineError) as caught:
        check_own(tmp_path, "the store")
    assert str(caught.value) == f"others can write to the store {tmp_path}"
    assert caught.value.hint == f"`chmod go-w {tmp_path}`, or name another folder"
    tmp_path.chmod(0o755)
    check_own(tmp_path, "the store")


@POSIX
def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(MachineError) as caught:
        check_own(tmp_path, "the store")
    assert str(caught.value) == f"the store {tmp_path} belongs to another user (number {owner})"


@POSIX
def test_a_folder_that_is_made_is_ones_own_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_own(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    check_own(tmp_path / "a" / "b", "the store")
    check_own(tmp_path / "nothing", "the store")


@pytest.mark.parametrize("refusal", [MemoryError(), OSError(errno.ENOSPC, "No space left")])
def test_whoever_calls_from_python_gets_an_error_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refusal: Exception
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise refusal

    monkeypatch.setattr(what_if, "run", refuse)
    monkeypatch.setattr(what_if, "study", refuse)
    world = sandbox.load("blank")
    (tmp_path / "x.study.yaml").write_text("study: blank\nmetrics: [success_rate]\n")
    study = sandbox.study(tmp_path / "x.study.yaml")
    asks: list[Callable[[], object]] = [lambda: sandbox.run(world), study.run]
    for ask in asks:
        with pytest.raises(MachineError) as caught:
            ask()
        assert caught.value.exit_code == 2
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SandboxError, match="is a named pipe"):
        sandbox.load(tmp_path / "pipe")
