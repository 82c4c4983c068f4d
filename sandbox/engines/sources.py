"""The sources that decide every number, as one digest.

Machine code on the disk and stored replications are valid for one state of these sources only.
They are found by following imports from where both engines and the tables start, so that a
module counts from the moment on at which one of these uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

PACKAGE: Final = "sandbox"
# Whatever turns documents into tables, and tables and draws into counts, is imported by these.
# The process that compiles begins elsewhere, with modules that are named to it.
STARTS: Final = (
    "engines.catalogue",
    "engines.compiled.compiler.lowering",
    "engines.compiled.entry",
    "scenario.tables.build",
)
DATA: Final = ".npy"  # beside the modules that read them

# Lines tell as much as a syntax tree here, in a tenth of the time: a test compares the two.
IMPORT: Final = re.compile(
    rb"\n[ \t]*(?:from (sandbox[.\w]*) import *(\([^)]*\)|[^#\n]*)|import (sandbox[.\w]*))"
)
NAME: Final = re.compile(r"(\w+)(?:\s+as\s+\w+)?")


@cache
def sources_digest() -> str:
    """Return a digest of the sources of all rules, draws, tables and engines, as 64 hex digits."""
    digest = sha256()
    for path, source in sorted(decisive_sources().items()):
        digest.update(f"{path} {len(source)}\n".encode())
        digest.update(source)
    return digest.hexdigest()


def decisive_sources() -> dict[str, bytes]:
    """Return path below the package → content of each source that decides a number.

    Line ends count as one character. Imports for types count too; the package's own `__init__`
    does not, as it leads to everything.

    Raises
    ------
    ModuleNotFoundError
        If the program has no sources, or a start is not where it was.
    """
    tree = _Tree(files(PACKAGE))
    open_ends = [f"{PACKAGE}.{name}" for name in STARTS]
    missing = [name for name in open_ends if tree.file_of(name) is None]
    if missing:  # a digest of nothing would be valid for everything
        raise ModuleNotFoundError(f"{', '.join(missing)} moved; say in {__name__} where to")
    found: dict[str, bytes] = {}
    while open_ends:
        module = open_ends.pop()
        path = tree.file_of(module)
        if path is None or path in found:
            continue
        found[path] = tree.read(path).replace(b"\r\n", b"\n")
        open_ends += (module.rpartition(".")[0], *imported(found[path]))
    return found | tree.data_beside(found)


def imported(source: bytes) -> Iterator[str]:
    """Yield what a source imports of the package: modules, and names that may be modules."""
    for module, names, plain in IMPORT.findall(b"\n" + source):
        yield (module or plain).decode()
        for name in NAME.findall(names.decode()):
            yield f"{module.decode()}.{name}"


class _Tree:
    """Files of the package, wherever it is installed: in a folder or in an archive."""

    def __init__(self, root: Traversable) -> None:
        self._folders: dict[str, Mapping[str, Traversable]] = {"": _entries(root)}

    def file_of(self, module: str) -> str | None:
        """Return the path of a module below the package; none for other names and the package."""
        path = module.removeprefix(PACKAGE).removeprefix(".").replace(".", "/")
        folder, _, name = path.rpartition("/")
        entries = self._folder(folder)
        if f"{name}.py" in entries:
            return f"{path}.py"
        is_package = name in entries and "__init__.py" in self._folder(path)
        return f"{path}/__init__.py" if is_package else None

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        folder, _, name = path.rpartition("/")
        return self._folder(folder)[name].read_bytes()

    def data_beside(self, paths: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return path → content of the data in the folders of some files."""
        folders = {path.rpartition("/")[0] for path in paths} - {""}
        names = (f"{folder}/{name}" for folder in folders for name in self._folder(folder))
        return {name: self.read(name) for name in names if name.endswith(DATA)}

    def _folder(self, path: str) -> Mapping[str, Traversable]:
        if path not in self._folders:
            above, _, name = path.rpartition("/")
            entry = self._folder(above).get(name)
            self._folders[path] = _entries(entry) if entry is not None and entry.is_dir() else {}
        return self._folders[path]


def _entries(folder: Traversable) -> dict[str, Traversable]:
    return {entry.name: entry for entry in folder.iterdir()}
