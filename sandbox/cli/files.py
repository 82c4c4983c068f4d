"""Files that commands write: what cannot be written is told with the file and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.characters import visible
from sandbox.errors import MachineError
from sandbox.machine import check_own, check_regular, make_own, reason_of

if TYPE_CHECKING:
    from pathlib import Path


def cannot_write(error: OSError, path: Path) -> MachineError:
    """Return the error for a file that the system refuses, which it does not always name."""
    named = visible(str(error.filename if error.filename is not None else path))
    return MachineError(f"cannot write {named}: {reason_of(error)}")


def prepare_folder(folder: Path) -> None:
    """Make a folder.

    Raises
    ------
    MachineError
        If that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(error, folder) from error


def prepare_store(folder: Path) -> None:
    """Make the folder of a store, or refuse one that somebody else could change.

    Raises
    ------
    MachineError
        If it cannot be made, or is not the user's own.
    """
    try:
        make_own(folder)
    except OSError as error:
        raise cannot_write(error, folder) from error
    check_own(folder, "the store")


def prepare_file(path: Path) -> None:
    """Find out before a long run, not after it, that a file cannot be written.

    Raises
    ------
    MachineError
        If it cannot.
    """
    _check(path)
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise cannot_write(error, path) from error


def write(path: Path, content: bytes) -> Path:
    """Write a file and return its path.

    Raises
    ------
    MachineError
        If that is not possible.
    """
    _check(path)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise cannot_write(error, path) from error
    return path


def _check(path: Path) -> None:
    """Refuse what could be waited for without end; a device, such as /dev/null, does not wait."""
    if not path.is_char_device():
        check_regular(path)
