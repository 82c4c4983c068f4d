"""`import sandbox` offers one short, sorted list of names."""

from __future__ import annotations

import ast
from types import ModuleType

import sandbox
from tests.house.tree import syntax

NAMES_MAX = 15


def test_names_are_listed_once_and_in_order() -> None:
    # Constants, then classes, then functions, each from a to z: the order that the linter keeps.
    names = list(sandbox.__all__)
    assert names == sorted(set(names), key=lambda name: (_rank(name), name))


def _rank(name: str) -> int:
    if name.isupper():
        return 0
    return 1 if name[0].isupper() else 2


def test_at_most_fifteen_names_are_public() -> None:
    assert len(sandbox.__all__) <= NAMES_MAX


def test_every_listed_name_is_there() -> None:
    assert [name for name in sandbox.__all__ if not hasattr(sandbox, name)] == []


def test_every_public_name_is_listed() -> None:
    unlisted = [
        name
        for name, value in vars(sandbox).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and name not in {*sandbox.__all__, "annotations"}
    ]
    assert unlisted == []


def test_the_docstring_is_the_map() -> None:
    # Every name that is offered is told in the text that `help(sandbox)` opens with.
    told = ast.get_docstring(syntax("sandbox/__init__.py")) or ""
    untold = [name for name in sandbox.__all__ if not name.startswith("_") and name not in told]
    assert untold == []
