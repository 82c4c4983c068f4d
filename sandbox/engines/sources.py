"""The sources that decide every number, as one digest.

The compiler's cache and stored replications are valid for one state of these sources only.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[1]
# Rules, draws, engines, and the shape of the tables that they read.
DECISIVE: Final = ("payments", "chance", "engines", "scenario/tables")
DECISIVE_FILES: Final = ("arithmetic.py", "units.py", "vocabulary.py")


@cache
def sources_digest() -> str:
    """Return a digest of the sources of all rules, draws, tables and engines, as 64 hex digits."""
    digest = sha256()
    for path in decisive_sources():
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode())
        digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def decisive_sources() -> list[Path]:
    """Return the files of these sources, sorted by name: code, and tables that ship as data."""
    found = [PACKAGE / name for name in DECISIVE_FILES]
    for folder in DECISIVE:
        found += (
            path
            for path in (PACKAGE / folder).rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        )
    return sorted(found)
