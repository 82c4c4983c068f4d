"""Units of work on worker processes: the results are the same bytes in any order.

The reference engine holds Python's global lock, so only processes use a second core.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

U = TypeVar("U")
R = TypeVar("R")

AHEAD_OF_WORKERS = 2  # units handed out for each worker, so that none waits for the next


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system can say
        return os.cpu_count() or 1


def in_this_process(work: Callable[[U], R], units: Iterable[U]) -> Iterator[tuple[U, R]]:
    """Yield every unit with its result, one after another."""
    for unit in units:
        yield unit, work(unit)


def on_processes(work: Callable[[U], R], units: Iterable[U], workers: int) -> Iterator[tuple[U, R]]:
    """Yield every unit with its result as workers finish them, taking units as needed.

    Workers end with the pool, also when the caller is interrupted.
    """
    context = get_context("spawn")
    waiting = iter(units)
    with ProcessPoolExecutor(workers, context, _start) as pool:
        try:
            running: dict[Future[R], U] = {}
            while True:
                # Workers inherit the mask, so that an interrupt cannot hit them at an import.
                with interrupts_held_back():
                    for unit in islice(waiting, workers * AHEAD_OF_WORKERS - len(running)):
                        running[pool.submit(work, unit)] = unit
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
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


def _start() -> None:
    # The parent alone decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
