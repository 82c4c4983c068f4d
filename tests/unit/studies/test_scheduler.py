from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from sandbox.execution.threads import Look
from sandbox.metrics.tally import total
from sandbox.studies.replications.groups import GroupResult
from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit, replicate
from sandbox.studies.scheduler import (
    Executor,
    Progress,
    Scheduler,
    WorkBudget,
    is_a_look,
    threads_here,
)
from tests.unit.studies.small_study import (
    KEPT,
    LEAST,
    SEED,
    group_of,
    groups_of,
    new_scheduler,
    shuffled,
    told,
    worlds_at,
)

ORDERS = [threads_here, shuffled(1), shuffled(2, ahead=40), shuffled(3, ahead=1)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("duckdb")
    return tmp_path / "store"


def alone(k: int, checkouts: int = 300) -> UnitResult:
    tables = tuple(built.world for built in worlds_at(checkouts))
    return replicate(WorkUnit(0, k, tables, SEED, "compiled", matched_count=2))


def test_a_group_tells_every_replication_and_their_sum() -> None:
    (found,) = new_scheduler().explore([group_of(7)])
    units = [alone(k) for k in range(7)]
    for world in range(2):
        mine = [unit.tallies[world] for unit in units]
        assert found.totals[world].checksum() == total(mine).checksum()
        for kept, whole in zip(found.kept_tallies[world], mine, strict=True):
            assert kept.tables.keys() == KEPT
            assert all(np.array_equal(kept[name], whole[name]) for name in KEPT)
    for world, moves in enumerate(found.moves):
        assert np.array_equal(moves, sum(unit.moves[world] for unit in units))
    assert found.stopped_by == "replications"


@pytest.mark.parametrize("executor", ORDERS)
def test_the_order_of_arrival_changes_nothing(executor: Executor) -> None:
    groups = groups_of(23, 9, 14)
    in_order = new_scheduler(executor=shuffled(0, ahead=1)).explore(groups)
    assert told(new_scheduler(executor=executor).explore(groups)) == told(in_order)


@pytest.mark.parametrize("executor", ORDERS)
def test_a_rule_reads_only_the_prefix_at_lengths_fixed_before(executor: Executor) -> None:
    looks = []

    def is_enough(found: GroupResult) -> bool:
        looks.append(found.replications)
        assert [len(kept) for kept in found.kept_tallies] == [found.replications] * 2
        return found.replications >= 23

    group = group_of(100, is_enough=is_enough)
    (found,) = new_scheduler(executor=executor).explore([group])
    assert looks == [LEAST, 15, 20, 25]
    assert (found.replications, found.stopped_by) == (25, "precision")
    (plain,) = new_scheduler().explore([group_of(25)])
    assert told([found])[0][1:] == told([plain])[0][1:]


def test_looks_become_rarer() -> None:
    assert [k for k in range(81, 145) if is_a_look(k)] == [85, 90, 95, 100, 120, 140]


def test_what_is_surplus_is_stored_and_not_used(folder: Path) -> None:
    group = group_of(40, is_enough=lambda found: found.replications >= 20)
    (found,) = new_scheduler(folder, first_late).explore([group])
    assert found.replications == 20
    counted = CountingExecutor()
    (more,) = new_scheduler(folder, counted).explore([group_of(40)])
    assert more.replications == 40
    assert counted.units == 14


def first_late(
    work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    """Hold the very first result back until 25 others have come."""
    pairs = [(unit, work(unit, lambda _arrivals: None)) for unit in islice(units, 26)]
    yield from pairs[1:]
    yield pairs[0]


class CountingExecutor:
    """Does units one after another, and counts them."""

    def __init__(self) -> None:
        self.units = 0

    def __call__(
        self, work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
    ) -> Iterator[tuple[WorkUnit, UnitResult]]:
        for unit in units:
            self.units += 1
            yield unit, work(unit, lambda _arrivals: None)


def with_budget(budget: WorkBudget, executor: Executor | None = None) -> Scheduler:
    found = new_scheduler(executor=executor)
    found.budget = budget
    return found


@pytest.mark.parametrize("executor", ORDERS)
def test_a_budget_of_checkouts_ends_at_one_place_in_any_order(executor: Executor) -> None:
    # Units of 600, 700 and 800 checkouts: the fourth of the second group is the one too many.
    lab = with_budget(WorkBudget(checkouts=20 * 600 + 3 * 700 + 1), executor)
    found = lab.explore(groups_of(20, 20, 20))
    assert [(each.replications, each.stopped_by) for each in found] == [
        (20, "replications"),
        (4, "checkouts"),
        (1, "checkouts"),
    ]
    assert lab.spent_count == 20 * 600 + 4 * 700 + 800
    assert lab.simulated_count >= lab.spent_count


def test_stored_checkouts_count_against_the_budget_as_new_ones_do(folder: Path) -> None:
    budget = WorkBudget(checkouts=8_000)
    fresh = with_budget(budget).explore(groups_of(20))
    new_scheduler(folder).explore(groups_of(6))
    resumed = new_scheduler(folder, executor=shuffled(0, ahead=1))  # none simulated in vain
    resumed.budget = budget
    assert told(resumed.explore(groups_of(20))) == told(fresh)
    assert resumed.simulated_count < resumed.spent_count


def test_a_budget_of_time_ends_every_group_and_is_named() -> None:
    found = with_budget(WorkBudget(time_s=0.0)).explore(groups_of(20, 20))
    assert [(each.replications, each.stopped_by) for each in found] == [(1, "time"), (1, "time")]


def test_a_budget_holds_for_all_that_a_laboratory_does() -> None:
    lab = with_budget(WorkBudget(checkouts=6_000))
    (first,) = lab.explore(groups_of(8))
    (second,) = lab.explore(groups_of(8))
    assert (first.stopped_by, first.replications) == ("replications", 8)
    assert (second.stopped_by, second.replications) == ("checkouts", 2)


def test_progress_tells_how_far_it_is() -> None:
    seen: list[Progress] = []
    lab = new_scheduler(executor=shuffled(5, ahead=6))
    lab.progress = lambda progress, _found: seen.append(progress)
    lab.explore(groups_of(6, 4))
    assert [progress.units_done for progress in seen] == list(range(1, 11))
    assert all(0 <= progress.running <= 6 for progress in seen)
    assert seen[-1] == Progress(
        units_done=10,
        units_planned=10,
        running=0,
        groups_done=2,
        groups=2,
        checkouts=6 * 600 + 4 * 700,
    )


@pytest.mark.parametrize("executor", [None, shuffled(6), shuffled(7, ahead=40)])
def test_a_store_with_gaps_is_filled_in(folder: Path, executor: Executor | None) -> None:
    groups = groups_of(12, 12)
    # Another machine made the second group, and every third replication of the first.
    new_scheduler(folder).explore(groups[1:])
    new_scheduler(folder, skipping(lambda unit: unit.replication % 3 == 0)).explore(groups[:1])
    counted: list[int] = []
    lab = new_scheduler(folder, executor)
    lab.progress = lambda progress, _found: counted.append(progress.units_done)
    assert told(lab.explore(groups)) == told(new_scheduler().explore(groups))
    assert counted[-1] == 8


def skipping(is_done: Callable[[WorkUnit], bool]) -> Executor:
    """Return an executor that loses some units, as one does that is killed."""

    def execute(
        work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
    ) -> Iterator[tuple[WorkUnit, UnitResult]]:
        for unit in units:
            if is_done(unit):
                yield unit, work(unit, lambda _arrivals: None)

    return execute


def test_an_added_world_is_simulated_beside_the_baseline_alone(folder: Path) -> None:
    both = group_of(6)
    third = worlds_at(350)[1]
    new_scheduler(folder).explore([both])
    wider = replace(both, worlds=(*both.worlds, third), matched_count=3)
    lab = new_scheduler(folder)
    found = lab.explore([wider])
    fresh = new_scheduler()
    assert told(found) == told(fresh.explore([wider]))
    # The baseline lives once more, so that checkouts can be matched; the second world does not.
    assert lab.simulated_count == 6 * (300 + 350)
    assert fresh.simulated_count == 6 * (300 + 300 + 350)
    again = new_scheduler(folder)
    assert told(again.explore([wider])) == told(found)
    assert again.simulated_count == 0


def test_a_world_that_is_not_matched_is_simulated_by_itself(folder: Path) -> None:
    both = group_of(4)
    new_scheduler(folder).explore([both])
    lab = new_scheduler(folder)
    wider = replace(both, worlds=(*both.worlds, worlds_at(350)[1]))
    assert told(lab.explore([wider])) == told(new_scheduler().explore([wider]))
    assert lab.simulated_count == 4 * 350


def test_what_is_finished_is_kept_when_something_fails(folder: Path) -> None:
    def failing(
        work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
    ) -> Iterator[tuple[WorkUnit, UnitResult]]:
        for unit in units:
            if unit.replication == 5:
                raise KeyboardInterrupt
            yield unit, work(unit, lambda _arrivals: None)

    with pytest.raises(KeyboardInterrupt):
        new_scheduler(folder, failing).explore(groups_of(9))
    counted = CountingExecutor()
    new_scheduler(folder, counted).explore(groups_of(9))
    assert counted.units == 4


@pytest.mark.slow
def test_a_cluster_with_a_worker_killed_halfway_tells_the_same(folder: Path) -> None:
    pytest.importorskip("distributed")
    from sandbox.execution.dask_cluster import dask_executor  # noqa: PLC0415 -- optional

    groups = groups_of(60, 40)
    with dask_executor(workers=2) as executor:
        scheduler = new_scheduler(folder, executor)

        def kill_one(progress: Progress, _found: GroupResult) -> None:
            if progress.units_done == 50:
                os.kill(min(executor._client.run(os.getpid).values()), signal.SIGKILL)

        scheduler.progress = kill_one
        found = scheduler.explore(groups)
    assert told(found) == told(new_scheduler().explore(groups))
