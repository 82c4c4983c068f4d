"""Runs in a process of its own with the package of one tree: digests, a line for each case.

Arguments: the folder that holds the package, and a file with the plan.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import sandbox
from tests.unchanged.digests import Digests, Task, digests_of
from tests.unchanged.documents import document_of
from tests.unchanged.finding import NotFoundError


def main() -> int:
    """Write a line of JSON for each case, and one after each step of the plan."""
    root, plan = (Path(argument) for argument in sys.argv[1:])
    if not Path(sandbox.__file__).resolve().is_relative_to(root.resolve()):
        sys.stderr.write(f"{sandbox.__file__} is not the package of {root}\n")
        return 2
    try:
        for step in json.loads(plan.read_text(encoding="utf-8")):
            for case, digests in _cases(step):
                _write({"case": case, "digests": digests})
            _write({})
    except NotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _cases(step: dict[str, object]) -> Iterator[tuple[str, Digests]]:
    path = Path(str(step["path"]))
    if step["kind"] == "document":
        yield document_of(path)
        return
    engines = step["engines"]
    assert isinstance(engines, list)
    task = Task(path, tuple(engines), with_stories=bool(step["with_stories"]))
    try:
        yield from digests_of(task)
    except (sandbox.SandboxError, ArithmeticError, ValueError) as error:
        # What a tree refuses, the other must refuse too, in the same words.
        yield path.stem, {"refusal": f"{type(error).__name__}: {error}"}


def _write(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
