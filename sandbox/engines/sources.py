"""The sources that decide every number, as one digest.

Machine code on the disk and stored replications are valid for one state of these sources only.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# Whatever turns tables and draws into counts; quantile tables are data of the same kind.
DECISIVE: Final = (
    "arithmetic.py",
    "chance",
    "engines",
    "payments",
    "model",
    "scenario/tables",
    "units.py",
    "vocabulary.py",
)
SUFFIXES: Final = (".npy", ".py")


@cache
def sources_digest() -> str:
    """Return a digest of the sources of all rules, draws, tables and engines, as 64 hex digits."""
    digest = sha256()
    package = files("sandbox")
    for name in DECISIVE:
        start = package.joinpath(*name.split("/"))
        for path, source in sorted(_sources(name, start)):
            digest.update(f"{path} {len(source)}\n".encode())
            digest.update(source)
    return digest.hexdigest()


def _sources(name: str, entry: Traversable) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the sources below an entry; line ends count as one character."""
    if entry.is_dir():
        if entry.name != "__pycache__":
            for child in entry.iterdir():
                yield from _sources(f"{name}/{child.name}", child)
    elif name.endswith(SUFFIXES):
        data = entry.read_bytes()
        yield name, data.replace(b"\r\n", b"\n") if name.endswith(".py") else data
