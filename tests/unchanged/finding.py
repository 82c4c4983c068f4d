"""Finds definitions of the package under test, wherever its modules stand in that revision."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import sandbox
from tests.unchanged.renamed import DEFINITIONS

PACKAGE = Path(sandbox.__file__).parent


class NotFoundError(Exception):
    """The guard does not find what it needs: it has to learn a new name."""


@cache
def definition(name: str) -> Any:  # noqa: ANN401 -- whatever the revision calls so
    """Return a function or a class of the package.

    Parameters
    ----------
    name
        One of `DEFINITIONS`.

    Raises
    ------
    NotFoundError
        If no module defines it, or several do.
    """
    for known in DEFINITIONS[name]:
        folder, _, plain = known.rpartition("/")
        modules = _modules_defining(plain, PACKAGE / folder)
        if len(modules) > 1:
            raise NotFoundError(f"{' and '.join(modules)} define `{plain}`; name the folder")
        if modules:
            return getattr(import_module(modules[0]), plain)
    names = " or ".join(f"`{known}`" for known in DEFINITIONS[name])
    raise NotFoundError(f"no module of {PACKAGE} defines {names}; add its name to renamed.py")


def _modules_defining(name: str, folder: Path) -> list[str]:
    line = re.compile(rf"^(def|class) {name}\b", re.MULTILINE)
    return [
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
        for file in sorted(folder.rglob("*.py"))
        if line.search(file.read_text(encoding="utf-8"))
    ]
