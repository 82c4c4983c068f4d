"""Where replications are made on this machine: threads, or processes of the reference engine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox.engines.catalogue import REFERENCE
from sandbox.execution.processes import cores, in_this_process, on_processes
from sandbox.execution.threads import on_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sandbox.execution.threads import Look
    from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit
    from sandbox.studies.scheduler import Executor

WORTH_A_WORKER = 20_000  # checkouts; starting a process costs about as much


def workers_here(engine: str, jobs: int | None, checkouts: int) -> Executor:
    """Return what makes replications on this machine.

    Parameters
    ----------
    engine
        Name of the engine; only the compiled one lets go of Python's lock.
    jobs
        Workers; None for one per core, or fewer where there is little to do.
    checkouts
        Expected at least.
    """
    if engine != REFERENCE:
        return partial(_threads, jobs or cores())
    workers = jobs or min(cores(), max(1, checkouts // WORTH_A_WORKER))
    return partial(_processes, workers)


def _threads(
    workers: int, work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    return on_threads(work, units, workers)


def _processes(
    workers: int, work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    alone = partial(_without_look, work)
    return on_processes(alone, units, workers) if workers > 1 else in_this_process(alone, units)


def _without_look(work: Callable[[WorkUnit, Look], UnitResult], unit: WorkUnit) -> UnitResult:
    return work(unit, _go_on)


def _go_on(_arrivals: int) -> None:
    """Look at nothing: a worker process is ended from outside."""
