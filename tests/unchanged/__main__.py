"""`./dev unchanged REV`: does this tree still compute what a revision computed?

Both trees compute the same worlds in processes of their own; each table of each record, each
column of each trace, the events of some checkouts and the documents of the commands are compared.
The exit code is 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.unchanged.comparison import Cases, counted, differences
from tests.unchanged.trees import (
    ROOT,
    Computation,
    TreeError,
    bring_back,
    forget_old_states,
    other_dependencies,
    start,
)

LOOK_S = 0.5
TALK_S = 15.0  # between lines, where nobody overwrites them
CASES_NAMED = 40


def main() -> int:
    """Compare; return the exit code."""
    parser = argparse.ArgumentParser(prog="./dev unchanged", description=__doc__)
    parser.add_argument("revision", metavar="REV", help="what git calls the older tree")
    parser.add_argument("--quick", action="store_true", help="only the scenarios that ship")
    chosen = parser.parse_args()
    try:
        return compare(chosen.revision, is_quick=chosen.quick)
    except TreeError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2


def compare(revision: str, *, is_quick: bool) -> int:
    """Let both trees compute, and say what differs; return the exit code."""
    begin = time.monotonic()
    _say(f"bringing back {revision}\n")
    from tests.unchanged.plan import write_plan  # noqa: PLC0415 -- slow, and this was said first

    tree = bring_back(revision)
    if other_dependencies(tree):
        _say(f"{revision} asks for other libraries; it is computed with those of this tree\n")
    with tempfile.TemporaryDirectory(prefix="unchanged_") as place:
        if not is_quick:
            _say("drawing random worlds\n")
        plan = write_plan(Path(place), tree, is_quick=is_quick)
        before, after = computed({revision: tree, "this tree": ROOT}, plan)
    found = differences(before, after)
    for line in found[:CASES_NAMED]:
        sys.stdout.write(f"{line}\n")
    if len(found) > CASES_NAMED:
        sys.stdout.write(f"and {len(found) - CASES_NAMED:,} more cases\n")
    verdict = f"{len(found):,} cases differ from {revision}" if found else f"as {revision}"
    sys.stdout.write(f"{verdict} ({counted(after)}; {time.monotonic() - begin:.0f} s)\n")
    return 1 if found else 0


def computed(roots: Mapping[str, Path], plan: Path) -> list[Cases]:
    """Return what each tree makes of a plan, all at the same time.

    Raises
    ------
    TreeError
        As soon as one of them fails.
    """
    steps = len(json.loads(plan.read_text(encoding="utf-8")))
    trees = [start(name, root, plan) for name, root in roots.items()]
    forget_old_states()
    try:
        said = -TALK_S
        while any(tree.reader.is_alive() for tree in trees):
            said = _report(trees, steps, said)
            time.sleep(LOOK_S)
            for tree in trees:
                tree.check()
        for tree in trees:
            tree.check(is_over=True)
    finally:
        for tree in trees:
            tree.stop()
        if sys.stderr.isatty():
            _say("\r\x1b[K")
    return [tree.digests for tree in trees]


def _report(trees: list[Computation], steps: int, said: float) -> float:
    """Say how far all are, if it is time; return when that was last said."""
    now = time.monotonic()
    is_terminal = sys.stderr.isatty()
    if not is_terminal and now - said < TALK_S:
        return said
    text = ", ".join(f"{tree.name} {tree.steps}" for tree in trees)
    text = f"done of {steps} steps: {text}"
    _say(f"\r\x1b[K{text}" if is_terminal else f"{text}\n")
    return now


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
