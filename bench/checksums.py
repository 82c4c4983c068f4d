"""Outcomes that every measured task must reach: a fast wrong answer is no answer.

`python -m bench.checksums` compares all of them with the stored ones, and `--renew` stores new
ones; that is right only for a commit that says "Results: changed".
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.programs import RUN_100_000, outcome_of_run, start
from bench.workloads import (
    DOUBLE_11_MINUTE,
    ENGINE,
    FULL,
    SIZES,
    SMOKE,
    STUDY,
    THREADS,
    TRACE,
    Outcome,
    Task,
    scaled,
)

STORE: Final = Path(__file__).with_name("checksums.json")
RENEW: Final = "python -m bench.checksums --renew"
EXPONENTS: Final = (4, 5, 6, 7)  # 10⁸ takes half a minute, and is checked where it is asked for
LARGEST: Final = 8


def stored() -> dict[str, Outcome]:
    """Return the known outcomes by key."""
    told = json.loads(STORE.read_text(encoding="utf-8"))
    return {key: Outcome(*outcome) for key, outcome in told.items()}


def check(key: str, outcome: Outcome) -> None:
    """Assert that a task came to what it always comes to."""
    known = stored().get(key)
    assert outcome == known, f"{key}: {outcome}, stored {known}; if results changed: {RENEW}"


def tasks(folder: Path) -> Iterator[tuple[str, Task]]:
    """Yield every task that runs in this process, by its key."""
    for size in SIZES:
        for name, workload in ENGINE.items():
            yield f"{name}/{size}", workload.engine_task(size)
        for name, workload in STUDY.items():
            yield f"{name}/{size}", workload.study_task(size)
        for name, workload in TRACE.items():
            yield f"{name}/{size}", workload.trace_task(size, folder)
    for size in (SMOKE, FULL):
        yield f"double_11_minute/{size}", DOUBLE_11_MINUTE.engine_task(size)
        yield f"threads/{size}", THREADS.engine_task(size)
    for exponent in (*EXPONENTS, LARGEST):
        yield f"scaling_1e{exponent}", scaled(exponent).engine_task(FULL)


def outcomes() -> Iterator[tuple[str, Outcome]]:
    """Yield what every task comes to now."""
    with TemporaryDirectory() as folder:
        for key, task in tasks(Path(folder)):
            yield key, task.outcome(task.run())
    yield "cached_start", outcome_of_run(start(*RUN_100_000).said)


def main() -> int:
    """Compare or renew; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.checksums", description=__doc__)
    parser.add_argument("--renew", action="store_true", help="store what comes out now")
    renew = parser.parse_args().renew
    known = stored() if STORE.exists() else {}
    found = dict(outcomes())
    changed = {key for key in known.keys() | found.keys() if known.get(key) != found.get(key)}
    for key in sorted(changed):
        print(f"{key}: {known.get(key)} → {found.get(key)}")
    if renew:
        STORE.write_text(as_lines(found), encoding="utf-8")
    print(f"{len(found)} outcomes, {len(changed)} changed{' and stored' if renew else ''}")
    return 1 if changed and not renew else 0


def as_lines(found: dict[str, Outcome]) -> str:
    """Return outcomes as JSON, one a line, so that a change shows as the line that it changes."""
    lines = [f"  {json.dumps(key)}: {json.dumps(list(found[key]))}" for key in sorted(found)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
