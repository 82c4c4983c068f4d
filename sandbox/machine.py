"""Where the user's machine and the program meet: what it refuses, and what is refused of it.

What a machine does not do (a full disk, a lost folder, too little memory) is neither a mistake in
a scenario nor a defect of the program, so it is told as a `MachineError` with the file and the
reason. Files that would be waited for without end, and folders that somebody else can change, are
refused before they are used.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sandbox.characters import visible
from sandbox.errors import MachineError

ROOT: Final = 0
NO_MEMORY: Final = "there is not enough memory"
LESS_MEMORY: Final = "fewer checkouts, replications, regimes or `--jobs` need less"
BROKEN_POOL: Final = "BrokenProcessPool"  # by its name, because its module is slow to import
NO_ROOM_FOR_CODE: Final = "failed to map segment"  # of a library, while it is imported
NO_THREAD: Final = "can't start new thread"  # what Python says, as a RuntimeError
WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
# Streams that the process has already, such as `/dev/stdin` and what `<(…)` of a shell becomes.
STREAMS: Final = ("/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")
_KINDS: Final = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def as_machine_error(error: BaseException, path: object = None) -> MachineError | None:
    """Return what a user is told where the machine is why something failed; None elsewhere.

    Parameters
    ----------
    path
        What was being used, for errors that do not say it themselves.
    """
    if isinstance(error, MachineError):
        return error
    if isinstance(error, OSError):
        named = error.filename if error.filename is not None else path
        return MachineError(_refused(named, reason_of(error)))
    message, hint = _want_of(error)
    return MachineError(message, hint) if message else None


def reason_of(error: OSError) -> str:
    """Return why the system refused, in house style."""
    reason = error.strerror or str(error) or "unknown reason"
    return visible(reason[:1].lower() + reason[1:]).rstrip(".")


@contextmanager
def blamed_on(path: object = None) -> Iterator[None]:
    """Tell what the machine refuses inside the block as a `MachineError`.

    Parameters
    ----------
    path
        What is being used, for errors that do not say it themselves.
    """
    try:
        yield
    except (OSError, MemoryError, ImportError, RuntimeError) as error:
        told = as_machine_error(error, path)
        if told is None:
            raise
        raise told from error


def irregular(path: Path) -> str:
    """Return what a path is that is neither a file nor a folder; empty for these and for nothing.

    A stream that this process was handed counts as a file.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    return "" if str(path).startswith(STREAMS) else _KINDS.get(stat.S_IFMT(mode), "")


def check_regular(path: Path) -> None:
    """Refuse a path on which reading or writing could wait without end.

    Raises
    ------
    MachineError
        For a named pipe, a socket or a device.
    """
    what = irregular(path)
    if what:
        raise MachineError(f"{visible(str(path))} is {what}, must be a file")


def check_own(folder: Path, what: str) -> None:
    """Refuse a folder that somebody else could change.

    Parameters
    ----------
    what
        How messages call the folder, for example `the store`.

    Raises
    ------
    MachineError
        If it is there, and belongs to somebody else or can be written to by others.
    """
    if not hasattr(os, "getuid"):
        return
    try:
        found = folder.stat()
    except FileNotFoundError:
        return
    shown = visible(str(folder))
    if found.st_uid != os.getuid():
        raise MachineError(
            f"{what} {shown} belongs to another user (number {found.st_uid})",
            hint=f"name a folder of your own, or take it over: `chown -R {os.getuid()} {shown}`",
        )
    if found.st_mode & WRITABLE_BY_OTHERS:
        raise MachineError(
            f"others can write to {what} {shown}",
            hint=f"`chmod go-w {shown}`, or name another folder",
        )


def make_own(folder: Path) -> None:
    """Make a folder, if it is not there, that nobody else can write to.

    Raises
    ------
    OSError
        If that is not possible.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o755, exist_ok=True)


def _want_of(error: BaseException) -> tuple[str, str]:
    """Return message and hint where memory, threads or processes are wanting; else nothing."""
    match error:
        case MemoryError():
            return NO_MEMORY, LESS_MEMORY
        case ImportError() if NO_ROOM_FOR_CODE in str(error):
            return NO_MEMORY, LESS_MEMORY
        case RuntimeError() if type(error).__name__ == BROKEN_POOL:
            hint = "the system may have ended it for want of memory; `--jobs` says how many run"
            return "a worker process was ended by somebody else", hint
        case RuntimeError() if str(error).startswith(NO_THREAD):
            return "the system starts no more threads for this user", ""
    return "", ""


def _refused(name: object, reason: str) -> str:
    """Return the message for what the system refuses; `name` is None where nobody knows."""
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    if isinstance(name, int):  # the number of a stream
        name = f"stream {name}"
    if name is not None:
        return f"cannot use {visible(str(name))}: {reason}"
    try:
        Path.cwd()
    except OSError:
        return f"the working folder is lost: {reason}"
    return f"the system refuses: {reason}"
