"""Programs as a user starts them: seconds, CPU seconds and peak memory of a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.workloads import BEFORE_AND_AFTER, OPEN, ROOT, TAOBAO, Outcome, digest
from bench.yardstick import STANDARD_LIBRARY

# The kernel counts what a parent held before `exec` as memory of its child, so a small program
# stands between, and counts for us.
LAUNCH: Final = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[1:])
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print()
print(json.dumps([code, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit]))
"""
MEGABYTE: Final = 1_000_000
# Byte code makes imports fast; a user has no reason to go without.
NOT_FOR_CHILDREN: Final = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
SANDBOX: Final = ("-m", "sandbox")
CACHE_PLACE: Final = "SANDBOX_CACHE_DIR"

# 20 replications of two regimes, as `run` does it unless told otherwise: 100,000 checkouts.
# The range over the world's assumptions costs the same for any number of checkouts: left out.
PLAIN: Final = ("--json", "--no-assumption-range")
REGIMES: Final = tuple(word for name in BEFORE_AND_AFTER for word in ("--regime", name))
FEW: Final = ("--set", "traffic.checkouts=2500", *REGIMES)
RUN_100_000: Final = (*SANDBOX, "run", str(TAOBAO), *FEW, *PLAIN)
START_UP: Final[Mapping[str, tuple[str, ...]]] = {
    "import_sandbox": ("-c", "import sandbox; print(sandbox.__doc__)"),
    "help": (*SANDBOX, "--help"),
    "cached_start": RUN_100_000,
}
STANDARD_IMPORTS: Final = ("-c", STANDARD_LIBRARY)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a program took.

    Attributes
    ----------
    wall_s, cpu_s
        Seconds on the clock, and of all cores.
    peak_mb
        Largest resident memory, 10⁶ bytes.
    said
        Its standard output.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    said: str


def start(*arguments: str, cache: Path | None = None) -> Spent:
    """Run Python with arguments in a process of its own.

    Parameters
    ----------
    cache
        Folder for compiled engines; none for the user's own.

    Raises
    ------
    RuntimeError
        If the program fails.
    """
    environment = {k: v for k, v in os.environ.items() if k not in NOT_FOR_CHILDREN}
    if cache is not None:
        environment[CACHE_PLACE] = str(cache)
    command = [sys.executable, "-S", "-c", LAUNCH, sys.executable, *arguments]
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    said, _, told = answer.stdout.rstrip("\n").rpartition("\n")
    code, wall_s, cpu_s, peak = json.loads(told)
    if code != 0:
        raise RuntimeError(f"python {' '.join(arguments)} ended with {code}: {answer.stderr}")
    return Spent(wall_s, cpu_s, peak / MEGABYTE, said.rstrip("\n"))


def cpu_of(*arguments: str) -> Callable[[], float]:
    """Return a meter of the CPU seconds of a program."""
    return lambda: start(*arguments).cpu_s


def wall_of(*arguments: str) -> Callable[[], float]:
    """Return a meter of the seconds that a program takes on the clock."""
    return lambda: start(*arguments).wall_s


def run_of(exponent: int) -> Spent:
    """Run a power of ten of checkouts under one regime, in one replication and without a trace."""
    one = ("--replications", "1", "--regime", OPEN, "--jobs", "1", *PLAIN)
    return start(*SANDBOX, "run", str(TAOBAO), "--set", f"traffic.checkouts={10**exponent}", *one)


def outcome_of_run(said: str) -> Outcome:
    """Return the outcome of a run from its `--json` document."""
    cases = json.loads(said)["points"][0]["cases"]
    checkouts = sum(int(case["checkouts"]) for case in cases)
    return Outcome(checkouts, digest(case["checksum"] for case in cases))
