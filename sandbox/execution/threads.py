"""Units of work on threads of this process: for code that holds no lock of Python's.

Results are the same bytes in any order, because each unit is a pure function.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

from sandbox.execution.work import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sandbox.execution.work import Job, Unit
    from sandbox.measures.tally import Tally

AHEAD_OF_WORKERS = 2  # units handed out for each worker, so that none waits for the next


class StoppedError(Exception):
    """The caller has no more use for a unit on its way."""


def on_threads(
    job: Job,
    units: Iterable[Unit],
    workers: int,
    progress: Callable[[Unit, int], None] | None = None,
) -> Iterator[tuple[Unit, Tally]]:
    """Yield every unit with its tally as workers finish them.

    Units are taken as they are needed, so there may be any number of them. When the caller stops
    asking or is interrupted, workers stop at their next look at progress.

    Parameters
    ----------
    progress
        Called from the workers with a unit and its arrivals so far.
    """
    stopped = Event()

    def work(unit: Unit) -> Tally:
        def look(arrivals: int) -> None:
            if stopped.is_set():
                raise StoppedError
            if progress is not None:
                progress(unit, arrivals)

        return simulate(job, unit, look)

    waiting = iter(units)
    with ThreadPoolExecutor(workers, "replication") as pool:
        try:
            running = {
                pool.submit(work, unit): unit
                for unit in islice(waiting, workers * AHEAD_OF_WORKERS)
            }
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    unit = running.pop(future)
                    for following in islice(waiting, 1):
                        running[pool.submit(work, following)] = following
                    yield unit, _result(future)
        finally:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[Tally]) -> Tally:
    return future.result()
