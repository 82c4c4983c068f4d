"""A study of two small worlds: in this process, or in one of its own that may be killed."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from sandbox.execution.threads import Look
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import BuiltWorld
from sandbox.studies.replications.groups import Group, GroupResult
from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit
from sandbox.studies.runs import build_worlds
from sandbox.studies.scheduler import Executor, Progress, Scheduler
from sandbox.studies.store.journal import Journal

SCENARIO = Path(__file__).parents[2] / "golden" / "reports" / "compare_two.yaml"
SEED = 5
KEPT = frozenset({"by_stage", "by_wallet"})
LEAST = 10


@cache
def worlds_at(checkouts: int) -> tuple[BuiltWorld, ...]:
    return tuple(build_worlds(load(str(SCENARIO), (f"traffic.checkouts={checkouts}",)).document))


def group_of(
    most: int,
    *,
    checkouts: int = 300,
    is_enough: Callable[[GroupResult], bool] | None = None,
    matched: int = 2,
) -> Group:
    return Group(worlds_at(checkouts), min(LEAST, most), most, KEPT, is_enough, matched)


def groups_of(*mosts: int) -> list[Group]:
    """Return groups on worlds that differ."""
    return [group_of(most, checkouts=300 + 50 * k) for k, most in enumerate(mosts)]


def new_scheduler(folder: Path | None = None, executor: Executor | None = None) -> Scheduler:
    """Return a scheduler that goes on from a store, if it is given one."""
    journal = None if folder is None else Journal(folder, "small", SEED, is_read=True)
    return Scheduler(SEED, "compiled", executor, journal)


def told(found: Iterable[GroupResult]) -> list[tuple[object, ...]]:
    """Return everything that groups tell, in a form that can be compared."""
    return [
        (
            result.stopped_by,
            [[tally.checksum() for tally in kept] for kept in result.kept_tallies],
            [tally.checksum() for tally in result.totals],
            [moves.tolist() for moves in result.moves],
        )
        for result in found
    ]


def shuffled(seed: int, ahead: int = 12) -> Executor:
    """Return an executor whose results come in any order, some of them very late."""
    chance = random.Random(seed)  # noqa: S311 -- a schedule, no secret

    def execute(
        work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
    ) -> Iterator[tuple[WorkUnit, UnitResult]]:
        waiting, ready = iter(units), list[WorkUnit]()
        while True:
            ready += islice(waiting, ahead - len(ready))
            if not ready:
                return
            unit = ready.pop(chance.randrange(len(ready)) if chance.random() < 0.8 else -1)
            yield unit, work(unit, lambda _arrivals: None)

    return execute


def show(progress: Progress, _found: GroupResult) -> None:
    """Tell the parent how far it is, at the pace of a study of some size."""
    sys.stdout.write(f"{progress.units_done}\n")
    sys.stdout.flush()
    time.sleep(0.002)


if __name__ == "__main__":  # arguments: folder of the store, replications of each of two groups
    scheduler = new_scheduler(Path(sys.argv[1]))
    scheduler.progress = show
    scheduler.explore(groups_of(int(sys.argv[2]), int(sys.argv[2])))
