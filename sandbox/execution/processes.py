"""Units of work on worker processes: the results are the same bytes in any order.

The reference engine holds Python's global lock, so only processes use a second core.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

from sandbox.execution.work import Job, Unit, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.metrics.tally import Tally

_job: Job | None = None


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system can say
        return os.cpu_count() or 1


def in_this_process(job: Job, units: Sequence[Unit]) -> Iterator[tuple[Unit, Tally]]:
    """Yield every unit with its tally, one after another."""
    for unit in units:
        yield unit, simulate(job, unit)


def on_processes(
    job: Job,
    units: Sequence[Unit],
    workers: int,
) -> Iterator[tuple[Unit, Tally]]:
    """Yield every unit with its tally as workers finish them.

    Workers end with the pool, also when the caller is interrupted.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start, (job,)) as pool:
        try:
            # Workers inherit the mask, so that an interrupt cannot hit them while they import.
            with interrupts_held_back():
                futures = {pool.submit(_simulate, unit): unit for unit in units}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            _end(pool)
            raise


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Let an interrupt wait until the block has ended, where the system can.

    Processes that the block starts inherit the mask. The mask alone would not do here, because
    another thread of this process may take the signal in place of the masked one.
    """
    is_main = threading.current_thread() is threading.main_thread()
    usual = is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if came:
        raise KeyboardInterrupt


def _end(pool: ProcessPoolExecutor) -> None:
    workers = list((pool._processes or {}).values())  # noqa: SLF001 -- shutdown alone waits for them
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()


def _start(job: Job) -> None:
    # The parent alone decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _job  # noqa: PLW0603 -- the tables are sent once per worker, not once per unit
    _job = job


def _simulate(unit: Unit) -> Tally:
    if _job is None:
        raise RuntimeError("a worker has no job")
    return simulate(_job, unit)
