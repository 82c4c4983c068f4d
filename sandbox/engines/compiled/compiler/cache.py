"""Where the compiled event loop is kept between two uses of the program.

The name of the folder contains a digest of all sources that are compiled, the name of the file one
of what else machine code depends on. What is not sealed to its end is made anew, never run.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sandbox.engines.compiled.compiler.object_code import processor
from sandbox.engines.sources import sources_digest
from sandbox.machine import WRITABLE_BY_OTHERS, check_own
from sandbox.version import __version__

NAME: Final = "payment-interoperability-sandbox"
PLACE: Final = "SANDBOX_CACHE_DIR"  # environment variable that names another place
DIGITS: Final = 16
SEAL_BYTES: Final = 32  # of SHA-256
ROOT: Final = 0


@cache
def cache_folder() -> Path:
    """Return the folder of this version's machine code, made if need be.

    It is the user's cache folder if that can be written to, else a temporary one of this user.

    Raises
    ------
    MachineError
        If somebody else could exchange the machine code: it would be run.
    """
    name = f"{__version__}-{sources_digest()[:DIGITS]}"
    for place in places():
        folder = place / name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for part in (place, folder):
                part.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK) and (_is_own(folder) or _is_asked_for(place)):
            _check(place, folder)
            return folder
    return Path(tempfile.mkdtemp(prefix=NAME))


def places() -> Iterator[Path]:
    """Yield the folders to try, the best first."""
    if os.environ.get(PLACE):
        yield Path(os.environ[PLACE])
    home = os.path.expanduser("~")  # noqa: PTH111 -- Path.home() raises where there is none
    if os.environ.get("XDG_CACHE_HOME"):
        yield Path(os.environ["XDG_CACHE_HOME"], NAME)
    elif sys.platform == "darwin":
        yield Path(home, "Library", "Caches", NAME)
    elif home != "~":
        yield Path(home, ".cache", NAME)
    user = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir(), f"{NAME}-{user}")


def _is_asked_for(place: Path) -> bool:
    return bool(os.environ.get(PLACE)) and place == Path(os.environ[PLACE])


def _check(place: Path, folder: Path) -> None:
    """Refuse a folder that somebody else can write to, or exchange for another."""
    found = place.stat()
    is_sticky = bool(found.st_mode & stat.S_ISVTX)  # only owners rename there, as in /tmp
    if found.st_uid != ROOT or (found.st_mode & WRITABLE_BY_OTHERS and not is_sticky):
        check_own(place, "the cache folder")
    check_own(folder, "the cache folder")


def _is_own(folder: Path) -> bool:
    # Machine code from a folder of somebody else is not run, nor from one that they can exchange.
    if not hasattr(os, "getuid"):
        return True
    above = folder.parent.stat().st_uid
    return folder.stat().st_uid == os.getuid() and above in (os.getuid(), ROOT)


@cache
def key_of() -> str:
    """Return what machine code depends on besides its own sources, as hex digits.

    Its sources come into the name of the folder as well, so that old versions can be told apart.
    """
    needed = (
        sources_digest(),
        sys.version,
        f"numba {version('numba')}",
        f"llvmlite {version('llvmlite')}",
        processor(),
    )
    return sha256("\n".join(needed).encode()).hexdigest()


def kept() -> bytes | None:
    """Return the machine code that is on disk for this machine, None where none can be trusted."""
    try:
        content = file_of_code().read_bytes()
    except OSError:
        return None
    seal, code = content[:SEAL_BYTES], content[SEAL_BYTES:]
    return code if seal == _seal(code) else None


def keep(code: bytes) -> None:
    """Write machine code to the disk, if there is room for it; others may do so at once."""
    file = file_of_code()
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_seal(code) + code)
            os.replace(name, file)  # noqa: PTH105 -- where it is exchanged at once
        except OSError:
            os.unlink(name)  # noqa: PTH108 -- as above


def file_of_code() -> Path:
    """Return where this machine's code is kept, whether it is or not."""
    return cache_folder() / f"{key_of()[:DIGITS]}.o"


def _seal(code: bytes) -> bytes:
    """Return what stands before machine code of just this key that was written to its end."""
    return sha256(key_of().encode() + code).digest()
