"""Files that commands write: what cannot be written is a mistake of the user, told as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def cannot_write(error: OSError) -> UsageError:
    """Return the error for a file that the system refuses."""
    reason = (error.strerror or str(error)).lower()
    return UsageError(f"cannot write {error.filename}: {reason}")


def prepare_folder(folder: Path) -> None:
    """Make a folder.

    Raises
    ------
    UsageError
        If that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(error) from error


def prepare_file(path: Path) -> None:
    """Find out before a long run, not after it, that a file cannot be written.

    Raises
    ------
    UsageError
        If it cannot.
    """
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise cannot_write(error) from error


def write(path: Path, content: bytes) -> Path:
    """Write a file and return its path.

    Raises
    ------
    UsageError
        If that is not possible.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise cannot_write(error) from error
    return path
