"""How costs changed from commit to commit: one line of JSON for each that was measured.

`python -m bench.history` measures the commit that is checked out and appends its line;
`--show` prints what there is as a table.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import ratios
from bench.ratios import GATED
from bench.workloads import ROOT
from sandbox.version import __version__

STORE: Final = Path(__file__).with_name("history.jsonl")
DIGITS: Final = 4

Line = dict[str, Any]


def lines(store: Path = STORE) -> list[Line]:
    """Return what was measured, the oldest first."""
    if not store.exists():
        return []
    return [json.loads(line) for line in store.read_text(encoding="utf-8").splitlines()]


def append(line: Line, store: Path = STORE) -> None:
    """Append what was measured; a commit that is measured again gets a second line."""
    with store.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def line_of(commit: str, measured: dict[str, float]) -> Line:
    """Return the line of a commit.

    Parameters
    ----------
    commit
        Its abbreviated name.
    measured
        Ratio by workload.
    """
    return {
        "commit": commit,
        "date": datetime.now(tz=UTC).date().isoformat(),
        "version": __version__,
        "python": platform.python_version(),
        "ratios": {name: round(ratio, DIGITS) for name, ratio in measured.items()},
    }


def changed_files(status: str) -> list[str]:
    """Return the files that `git status --porcelain` names and that make a measurement untrue."""
    names = [line[3:] for line in status.splitlines()]
    return [name for name in names if name.startswith(("sandbox/", "scenarios/", "bench/"))]


def git(*arguments: str) -> str:
    """Return what git says."""
    command = ["git", *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return answer.stdout.rstrip("\n")


def as_table(measured: Sequence[Line]) -> str:
    """Return what was measured as a Markdown table, a workload a column."""
    rows = [
        [line["commit"], line["date"], *(f"{line['ratios'].get(n, '')}" for n in GATED)]
        for line in measured
    ]
    head = ["commit", "date", *GATED]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def main() -> int:
    """Measure and append, or show; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    parser.add_argument("--show", action="store_true", help="print the history, measure nothing")
    if parser.parse_args().show:
        print(as_table(lines()))
        return 0
    own = f"bench/{STORE.name}"
    changed = [name for name in changed_files(git("status", "--porcelain")) if name != own]
    if changed:
        print(f"error: not committed, so no commit can be measured: {changed}", file=sys.stderr)
        return 2
    line = line_of(git("rev-parse", "--short", "HEAD"), ratios.measure())
    append(line)
    print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
