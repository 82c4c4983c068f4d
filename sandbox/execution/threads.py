"""Units of work on threads of this process: for code that holds no lock of Python's.

Results are the same bytes in any order, because each unit is a pure function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event
from typing import TypeVar

U = TypeVar("U")
R = TypeVar("R")

# What a worker calls now and then with the arrivals so far, and where it learns that it may stop.
Look = Callable[[int], None]

AHEAD_OF_WORKERS = 2  # units handed out for each worker, so that none waits for the next


class StoppedError(Exception):
    """The caller has no more use for a unit on its way."""


def on_threads(
    work: Callable[[U, Look], R], units: Iterable[U], workers: int
) -> Iterator[tuple[U, R]]:
    """Yield every unit with its result as workers finish them.

    Units are taken as they are needed, so there may be any number of them, and which ones there
    are may depend on results. When the caller stops asking or is interrupted, workers stop at
    their next look.
    """
    stopped = Event()

    def look(_arrivals: int) -> None:
        if stopped.is_set():
            raise StoppedError

    waiting = iter(units)
    with ThreadPoolExecutor(workers, "replication") as pool:
        running: dict[Future[R], U] = {}
        try:
            while True:
                for unit in islice(waiting, workers * AHEAD_OF_WORKERS - len(running)):
                    running[pool.submit(work, unit, look)] = unit
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
        finally:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
