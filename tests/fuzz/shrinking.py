"""The smallest document that shows the same: parts are left out as long as the finding stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from tests.fuzz.mutation import Case
from tests.fuzz.trees import Path, Tree, at, removed, replaced, size, walk

__all__ = ["shrunk"]

SECONDS_MAX: Final = 45.0
SHORT: Final = 40  # characters of a text that need not become shorter


def shrunk(case: Case, shows: Callable[[Case], bool], seconds: float = SECONDS_MAX) -> Case:
    """Return a smaller case that still shows a finding.

    Parameters
    ----------
    shows
        Tells whether a case does.
    seconds
        After which the smallest one so far is good enough.
    """
    until = time.monotonic() + seconds
    is_smaller = True
    while is_smaller and time.monotonic() < until:
        is_smaller = False
        for smaller in _smaller(case):
            if time.monotonic() > until:
                break
            if shows(smaller):
                case, is_smaller = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Yield cases that are a step smaller, those that leave out most first."""
    if case.arguments:
        yield case._replace(arguments=())
        for k in range(0, len(case.arguments) - 1, 2):
            yield case._replace(arguments=case.arguments[:k] + case.arguments[k + 2 :])
    for path in _largest_first(case.tree):
        yield case._replace(tree=removed(case.tree, path))
    for path, part in walk(case.tree):
        if isinstance(part, str) and len(part) > SHORT:
            shorter = type(part)(part[: len(part) // 2])
            yield case._replace(tree=replaced(case.tree, path, shorter))


def _largest_first(tree: Tree) -> list[Path]:
    paths = [path for path, _ in walk(tree) if path]
    return sorted(paths, key=lambda path: -size(at(tree, path)))
