"""Units of work for clusters; they travel as code, because workers know no tests."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sandbox.errors import CapacityError

Look = Callable[[int], None]
LONG_S = 60.0


@dataclass(frozen=True, slots=True)
class Task:
    """A unit whose "worlds" are whatever the test likes."""

    number: int
    worlds: Any = ()
    folder: str = ""
    engine: str = "reference"


def double(task: Task, _look: Look) -> int:
    return 2 * task.number


def unhurried_double(task: Task, _look: Look) -> int:
    time.sleep(0.05)
    return 2 * task.number


def size_of_worlds(task: Task, _look: Look) -> int:
    return len(task.worlds)


def id_of_worker(_task: Task, _look: Look) -> int:
    time.sleep(0.1)
    return os.getpid()


def bulky(task: Task, _look: Look) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.full(25_000, task.number, dtype=np.int64)


def too_much(task: Task, _look: Look) -> int:
    if task.number == 3:
        raise CapacityError("no room for a fourth", hint="three is a crowd already")
    return task.number


def deadly(task: Task, _look: Look) -> int:
    if task.number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return task.number


def deadly_once(task: Task, _look: Look) -> int:
    """End the worker at the first try of every tenth unit."""
    seen = Path(task.folder, f"seen-{task.number}")
    if task.number % 10 == 0 and not seen.exists():
        seen.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task.number


def hanging_once(task: Task, _look: Look) -> int:
    """Stop the worker's process, threads and all, as a machine that swaps does."""
    seen = Path(task.folder, "hung")
    if task.number == 2 and not seen.exists():
        seen.touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    return task.number


def stuck_once(task: Task, _look: Look) -> int:
    """Never come back at the first try of one unit, though the worker lives on."""
    seen = Path(task.folder, "stuck")
    if task.number == 5 and not seen.exists():
        seen.touch()
        time.sleep(LONG_S)
    return task.number


def endless(task: Task, look: Look) -> int:
    """Work until nobody wants it any more, and write down that it was so."""
    Path(task.folder, f"began-{task.number}").touch()
    started = time.monotonic()
    try:
        while time.monotonic() - started < LONG_S:
            time.sleep(0.02)
            look(0)
    except Exception:
        Path(task.folder, f"stopped-{task.number}").touch()
        raise
    return task.number


def not_installed(_task: Task, _look: Look) -> int:
    raise ModuleNotFoundError("No module named 'not_installed'")


def endless_after_the_first(task: Task, look: Look) -> int:
    """Work without end as soon as some unit, whichever came first, has finished."""
    first = Path(task.folder, "finished")
    if first.exists():
        return endless(task, look)
    first.touch()
    return task.number


if __name__ == "__main__":  # a caller that is interrupted or killed; argument: folder for notes
    from sandbox.execution.dask_cluster import dask_executor

    with dask_executor(workers=2) as executor:
        list(executor(endless, [Task(k, folder=sys.argv[1]) for k in range(4)]))
