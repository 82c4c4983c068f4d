"""Where the compiled event loop is kept between two uses of the program.

Numba does not notice that a function changed which another file calls, so the name of the folder
contains a digest of all sources that are compiled.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from sandbox.engines.sources import sources_digest
from sandbox.machine import WRITABLE_BY_OTHERS, check_own
from sandbox.version import __version__

NAME: Final = "payment-interoperability-sandbox"
PLACE: Final = "SANDBOX_CACHE_DIR"  # environment variable that names another place
DIGITS: Final = 16
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


def keep_on_disk(program: Any) -> None:
    """Let a program be read from the cache, or be written to it when it is compiled."""
    from numba.core import config  # noqa: PLC0415 -- slow to import

    # Numba asks for the place only now; the user's own setting is not ours to change.
    theirs = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        program._cache = _forgiving_cache(program.py_func)  # noqa: SLF001 -- as enable_caching does
    finally:
        config.CACHE_DIR = theirs


def _forgiving_cache(function: Any) -> Any:
    from numba.core.caching import FunctionCache  # noqa: PLC0415 -- slow to import

    class ForgivingCache(FunctionCache):  # type: ignore[misc]  # Numba has no types
        """Machine code on disk, without which work goes on: a full disk is no reason to stop."""

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            """Return the machine code, None where there is none or where it is broken."""
            try:
                return super().load_overload(sig, target_context)
            except Exception:  # noqa: BLE001 -- half a pickle can raise anything
                with suppress(OSError):
                    self.flush()
                return None

        def save_overload(self, sig: Any, data: Any) -> None:
            """Write the machine code, if there is room for it."""
            with suppress(OSError):
                super().save_overload(sig, data)

    return ForgivingCache(function)


def is_kept() -> bool:
    """Tell whether machine code of this version is on disk, for whatever processor."""
    return any(cache_folder().rglob("*.nbi"))
