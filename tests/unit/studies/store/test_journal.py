from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit, replicate
from sandbox.studies.store.journal import READ_AT_ONCE, ROWS_MAX, Journal
from sandbox.studies.store.keys import ReplicationKey
from sandbox.studies.store.store import Store, StoredReplication
from tests.unit.studies import small_study
from tests.unit.studies.small_study import (
    SEED,
    group_of,
    groups_of,
    new_scheduler,
    told,
    worlds_at,
)

ROOT = Path(__file__).parents[4]
WORLDS = worlds_at(300)
REPLICATIONS = 80


def made(k: int, matched: int = 2) -> UnitResult:
    tables = tuple(built.world for built in WORLDS)
    return replicate(WorkUnit(0, k, tables, SEED, "compiled", matched))


def opened(folder: Path, seed: int = SEED, *, is_read: bool = True) -> Journal:
    return Journal(folder, "small", seed, is_read=is_read)


def digest(found: UnitResult | None) -> object:
    assert found is not None
    return [t.checksum() for t in found.tallies], [moves.tolist() for moves in found.moves]


def noted(folder: Path, k: int, came: UnitResult) -> Journal:
    """Note a replication, and open the store anew."""
    first = opened(folder)
    first.note(WORLDS, k, came)
    first.flush()
    return opened(folder)


def test_what_was_noted_is_found_again(tmp_path: Path) -> None:
    again = noted(tmp_path, 3, made(3))
    assert digest(again.find(WORLDS, 3, 2).whole()) == digest(made(3))
    assert digest(again.find(WORLDS, 3, 0).whole()) == digest(made(3, matched=0))
    assert again.find(WORLDS, 4, 0).whole() is None
    assert again.find(WORLDS, 4, 2).missing() == (0, 1)


def test_moves_that_were_not_asked_for_before_are_missing(tmp_path: Path) -> None:
    again = noted(tmp_path, 0, made(0, matched=0))
    assert again.find(WORLDS, 0, 0).whole() is not None
    assert again.find(WORLDS, 0, 2).whole() is None
    assert again.find(WORLDS, 0, 2).missing() == (0, 1)


def test_moves_belong_to_their_baseline(tmp_path: Path) -> None:
    again = noted(tmp_path, 0, made(0))
    assert again.find(WORLDS[::-1], 0, 2).whole() is None
    assert again.find(WORLDS[::-1], 0, 0).whole() is not None


def test_nothing_is_found_of_another_seed_or_world_or_without_resume(tmp_path: Path) -> None:
    noted(tmp_path, 0, made(0))
    assert opened(tmp_path, SEED + 1).find(WORLDS, 0, 0).missing() == (0, 1)
    assert opened(tmp_path).find(worlds_at(301), 0, 0).missing() == (0, 1)
    assert opened(tmp_path, is_read=False).find(WORLDS, 0, 0).missing() == (0, 1)


def test_what_is_missing_completes_what_is_known(tmp_path: Path) -> None:
    third = worlds_at(301)[0]
    wider = (*WORLDS, third)
    known = noted(tmp_path, 0, made(0)).find(wider, 0, 3)
    assert known.whole() is None
    assert known.missing() == (0, 2)
    tables = (WORLDS[0].world, third.world)
    completed = known.complete(replicate(WorkUnit(0, 0, tables, SEED, "compiled", 2)))
    every = tuple(built.world for built in wider)
    assert digest(completed) == digest(replicate(WorkUnit(0, 0, every, SEED, "compiled", 3)))


def test_a_world_that_is_not_matched_is_made_without_the_baseline(tmp_path: Path) -> None:
    wider = (*WORLDS, worlds_at(301)[0])
    assert noted(tmp_path, 0, made(0)).find(wider, 0, 2).missing() == (2,)


def test_a_notebook_writes_by_itself_now_and_then(tmp_path: Path) -> None:
    journal, unit = opened(tmp_path), made(0)
    for k in range(ROWS_MAX):
        journal.note(WORLDS, k, unit)
    assert len(opened(tmp_path)._replications_of(WORLDS[0])) >= ROWS_MAX // 2


def test_the_store_is_read_many_replications_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 2 * READ_AT_ONCE + 1
    new_scheduler(tmp_path).explore([group_of(count)])
    journal, looks = opened(tmp_path), list[int]()
    find = journal._store.find

    def counted(keys: list[ReplicationKey]) -> dict[ReplicationKey, StoredReplication]:
        looks.append(len(keys))
        return find(keys)

    monkeypatch.setattr(journal._store, "find", counted)
    for k in range(count):
        assert digest(journal.find(WORLDS, k, 2).whole()) == digest(made(k))
    assert looks == [2 * READ_AT_ONCE, 2 * READ_AT_ONCE, 2]


@contextmanager
def running(folder: Path, replications: int = REPLICATIONS) -> Iterator[subprocess.Popen[str]]:
    """Run the small study in a process of its own; it writes a line for each unit that is done."""
    command = [sys.executable, small_study.__file__, str(folder), str(replications)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def killed_after(folder: Path, units: int) -> None:
    """Run the small study and kill it as soon as it has done some units."""
    with running(folder) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= units:
                break


@pytest.fixture(scope="module")
def uninterrupted() -> list[tuple[object, ...]]:
    return told(new_scheduler().explore(groups_of(REPLICATIONS, REPLICATIONS)))


def resumed(folder: Path) -> tuple[list[tuple[object, ...]], int]:
    """Return what the small study tells when it goes on, and how many units were left to do."""
    done = [0]
    lab = new_scheduler(folder)
    lab.progress = lambda progress, _found: done.append(progress.units_done)
    return told(lab.explore(groups_of(REPLICATIONS, REPLICATIONS))), done[-1]


def test_a_study_that_is_killed_goes_on_to_the_same_bytes(
    tmp_path: Path, uninterrupted: list[tuple[object, ...]]
) -> None:
    killed_after(tmp_path, 70)
    found, left = resumed(tmp_path)
    assert found == uninterrupted
    assert left < 2 * REPLICATIONS


@pytest.mark.slow
def test_ten_kills_at_random_moments_lose_and_change_nothing(
    tmp_path: Path, seed: int, uninterrupted: list[tuple[object, ...]]
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- moments, no secrets
    for trial in range(10):
        folder = tmp_path / str(trial)
        moment = chance.randrange(1, 2 * REPLICATIONS)
        killed_after(folder, moment)
        found, left = resumed(folder)
        assert found == uninterrupted, f"killed after {moment} units"
        # A finished unit waits in memory for a second or a full file at most.
        assert left <= 2 * REPLICATIONS - moment + ROWS_MAX
        assert resumed(folder) == (uninterrupted, 0)


@pytest.mark.slow
def test_a_study_that_is_killed_again_and_again_comes_to_its_end(
    tmp_path: Path, seed: int, uninterrupted: list[tuple[object, ...]]
) -> None:
    chance = random.Random(seed + 1)  # noqa: S311 -- moments, no secrets
    for _ in range(5):
        killed_after(tmp_path, chance.randrange(10, 50))
    found, _ = resumed(tmp_path)
    assert found == uninterrupted


def test_a_tighter_study_adds_what_is_missing_and_no_more(tmp_path: Path) -> None:
    new_scheduler(tmp_path).explore([group_of(12)])
    done = [0]
    lab = new_scheduler(tmp_path)
    lab.progress = lambda progress, _found: done.append(progress.units_done)
    found = lab.explore([group_of(30)])
    assert done[-1] == 18
    assert told(found) == told(new_scheduler().explore([group_of(30)]))


def test_two_studies_at_once_on_one_store_lose_nothing(
    tmp_path: Path, uninterrupted: list[tuple[object, ...]]
) -> None:
    with running(tmp_path) as first, running(tmp_path) as second:
        for process in (first, second):
            process.communicate()
            assert process.returncode == 0
    cases = Store(tmp_path).cases()
    assert [case.replications for case in cases] == [REPLICATIONS] * 4
    assert resumed(tmp_path) == (uninterrupted, 0)
