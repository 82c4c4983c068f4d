"""A cluster gives the same results as this process, whatever happens to its workers."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import cloudpickle
import pytest

from sandbox.errors import CapacityError, MissingExtraError, UsageError
from sandbox.execution import dask_cluster, dask_flight, dask_watch
from sandbox.execution.dask_cluster import (
    AHEAD_OF_WORKERS,
    DaskExecutor,
    check_editions,
    dask_executor,
    threads_of,
)
from sandbox.execution.dask_flight import TAKEN_AT_ONCE
from sandbox.execution.dask_worker import Edition, edition
from sandbox.execution.threads import on_threads
from sandbox.metrics.tally import total
from sandbox.scenario.loading import load
from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit, replicate
from sandbox.studies.runs import build_worlds
from tests.unit.execution import tasks
from tests.unit.execution.clusters import (
    ROOT,
    scheduler,
    session_of,
    started,
    strange_worker,
    wait_for,
    worker,
)
from tests.unit.execution.tasks import Task

SCENARIO = str(ROOT / "scenarios" / "smart_routing.yaml")
REPLICATIONS = 12


cloudpickle.register_pickle_by_value(tasks)


@pytest.fixture(scope="module")
def two_workers() -> Iterator[DaskExecutor]:
    with dask_executor(workers=2) as executor:
        yield executor


@pytest.fixture(scope="module")
def units() -> list[WorkUnit]:
    document = load(SCENARIO, ("traffic.checkouts=1000",)).document
    worlds = tuple(built.world for built in build_worlds(document))[:3]
    return [WorkUnit(0, k, worlds, 7, "compiled", 2) for k in range(REPLICATIONS)]


@pytest.fixture(scope="module")
def expected(units: list[WorkUnit]) -> list[str]:
    return digests(on_threads(replicate, units, 1))


def digests(pairs: Iterator[tuple[WorkUnit, UnitResult]]) -> list[str]:
    """Return the checksum of each world's total tally, and the moves of all replications."""
    came = {unit.replication: found for unit, found in pairs}
    assert sorted(came) == list(range(REPLICATIONS))
    found = [came[k] for k in range(REPLICATIONS)]
    sums = [total(f.tallies[w] for f in found).checksum() for w in range(3)]
    return sums + [str([moves.tolist() for moves in f.moves]) for f in found]


def workers_of(executor: DaskExecutor) -> list[int]:
    """Return the process ids of the workers."""
    return list(executor._client.run(os.getpid).values())


def numbered(amount: int, folder: Path = Path()) -> list[Task]:
    return [Task(k, folder=str(folder)) for k in range(amount)]


def test_a_cluster_counts_what_threads_count(
    two_workers: DaskExecutor, units: list[WorkUnit], expected: list[str]
) -> None:
    assert digests(two_workers(replicate, units)) == expected


def test_a_worker_that_is_killed_halfway_changes_nothing(
    two_workers: DaskExecutor, units: list[WorkUnit], expected: list[str]
) -> None:
    def with_a_death() -> Iterator[tuple[WorkUnit, UnitResult]]:
        for done, pair in enumerate(two_workers(replicate, units)):
            if done == REPLICATIONS // 2:
                os.kill(workers_of(two_workers)[0], signal.SIGKILL)
            yield pair

    assert digests(with_a_death()) == expected


def test_every_unit_comes_back_with_its_own_result(two_workers: DaskExecutor) -> None:
    came = {task.number: found for task, found in two_workers(tasks.double, numbered(50))}
    assert came == {k: 2 * k for k in range(50)}


def test_no_units_give_no_results(two_workers: DaskExecutor) -> None:
    assert list(two_workers(tasks.double, [])) == []


def test_units_are_taken_as_they_are_needed(two_workers: DaskExecutor) -> None:
    taken = []

    def without_end() -> Iterator[Task]:
        for k in count():
            taken.append(k)
            yield Task(k)

    results = two_workers(tasks.unhurried_double, without_end())
    for done in range(1, 41):
        next(results)
        assert len(taken) - done < 2 * AHEAD_OF_WORKERS + TAKEN_AT_ONCE
    end(results)
    assert len(taken) >= 40 + AHEAD_OF_WORKERS


def test_tables_are_sent_once_for_all_units_that_share_them(
    two_workers: DaskExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, int]] = []
    client = two_workers._client
    submit = client.submit

    def noting(function: Callable[..., object], *values: object, **options: object) -> object:
        sizes = [len(value) for value in values if isinstance(value, bytes)]
        sent.append((function.__name__, sum(sizes)))
        return submit(function, *values, **options)

    monkeypatch.setattr(client, "submit", noting)
    groups = [tuple(range(20_000)), tuple(range(30_000))]
    given = [Task(k, worlds) for worlds in groups for k in range(10)]
    came = two_workers(tasks.size_of_worlds, given)
    assert all(len(task.worlds) == size for task, size in came)
    assert [size > 20_000 for name, size in sent if name == "bytes"] == [True, True]
    assert [size < 10_000 for name, size in sent if name != "bytes"] == [True] * 20


def test_an_error_of_a_unit_arrives_as_it_is(two_workers: DaskExecutor) -> None:
    with pytest.raises(CapacityError, match=r"^no room for a fourth$") as caught:
        list(two_workers(tasks.too_much, numbered(10)))
    assert caught.value.hint == "three is a crowd already"
    assert len(list(two_workers(tasks.double, numbered(3)))) == 3


def test_units_on_their_way_stop_when_nobody_asks_any_more(
    two_workers: DaskExecutor, tmp_path: Path
) -> None:
    results = two_workers(tasks.endless_after_the_first, numbered(10, tmp_path))
    next(results)
    wait_for(lambda: noted(tmp_path, "began") >= 1)
    end(results)
    wait_for(lambda: noted(tmp_path, "stopped") == noted(tmp_path, "began"))


def test_a_worker_of_another_version_is_refused(
    two_workers: DaskExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Edition("9.9.9", "f" * 64, edition().policies)
    for refuse in (
        lambda: check_editions(two_workers._client, other),
        lambda: list(two_workers(tasks.double, numbered(3))),
    ):
        monkeypatch.setattr(dask_flight, "edition", lambda: other)
        with pytest.raises(UsageError) as caught:
            refuse()
        worker = str(caught.value).split()[1]
        assert str(caught.value) == (
            f"worker {worker} runs version {edition()}, this is 9.9.9 (sources ffffffff)"
        )
        assert caught.value.hint == "install the same version on every machine"


def test_a_worker_that_cannot_read_the_work_is_told_from_a_defect(
    two_workers: DaskExecutor,
) -> None:
    with pytest.raises(UsageError) as caught:
        list(two_workers(tasks.not_installed, numbered(3)))
    assert str(caught.value) == (
        "a worker cannot run this version of the program: No module named 'not_installed'"
    )


def test_an_address_and_a_number_of_workers_exclude_each_other() -> None:
    with pytest.raises(UsageError) as caught, dask_executor("tcp://127.0.0.1:8786", 2):
        pass
    assert str(caught.value) == (
        "a scheduler has its own workers; give its address or a number of workers"
    )


def test_no_workers_are_refused() -> None:
    with (
        pytest.raises(UsageError, match=r"^0 workers, must be at least 1$"),
        dask_executor(None, 0),
    ):
        pass


def test_dask_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MissingExtraError, match=r"^a cluster needs Dask$") as caught,
        dask_executor(),
    ):
        pass
    assert caught.value.hint == "pip install 'payment-interoperability-sandbox[cluster]'"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "127.0.0.1:port"])
def test_a_scheduler_that_does_not_answer_is_named(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_WITHIN_S", 0.5)
    with pytest.raises(UsageError) as caught, dask_executor(address):
        pass
    assert str(caught.value) == f"no scheduler answers at {address}"
    assert caught.value.hint == "`dask scheduler` says its address, for example tcp://10.0.0.1:8786"


def noted(folder: Path, what: str) -> int:
    return len(list(folder.glob(f"{what}-*")))


def end(results: Iterator[object]) -> None:
    """Stop asking for results, as a caller does who has enough."""
    assert isinstance(results, Generator)
    results.close()


def test_workers_may_join_and_leave_a_scheduler(
    tmp_path: Path, units: list[WorkUnit], expected: list[str]
) -> None:
    with ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(tmp_path))
        executor = stack.enter_context(dask_executor(address))
        # Nobody is there when the work begins; the first leaves when the second has come.
        first = stack.enter_context(worker(address))
        seen = set()
        for task, process in executor(tasks.id_of_worker, numbered(60)):
            seen.add(process)
            if task.number == 5:
                stack.enter_context(worker(address))
            if len(seen) == 2:
                first.terminate()
        assert len(seen) == 2
        assert digests(executor(replicate, units)) == expected


def work_until_lost(address: str, strike: Callable[[], None]) -> None:
    """Do endless work; something happens after a few units."""
    with dask_executor(address) as executor:
        for task, _ in executor(tasks.unhurried_double, map(Task, count())):
            if task.number == 10:
                strike()


@pytest.mark.slow
def test_a_scheduler_that_dies_is_told_and_how_to_go_on(tmp_path: Path) -> None:
    with scheduler(tmp_path) as (address, process), worker(address):
        before = time.monotonic()
        with pytest.raises(UsageError) as caught:
            work_until_lost(address, process.kill)
        assert str(caught.value) == f"the scheduler at {address} is lost"
        assert time.monotonic() - before < 30


@pytest.mark.slow
def test_a_scheduler_that_hangs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "ANSWER_WITHIN_S", 2.0)
    monkeypatch.setattr(dask_flight, "ANSWER_WITHIN_S", 2.0)
    with scheduler(tmp_path) as (address, process), worker(address):
        with pytest.raises(UsageError) as caught:
            work_until_lost(address, lambda: process.send_signal(signal.SIGSTOP))
        assert str(caught.value) == f"the scheduler at {address} is lost"


@pytest.mark.slow
def test_a_scheduler_without_workers_is_not_waited_for_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "WORKER_WITHIN_S", 1.5)
    with scheduler(tmp_path) as (address, _), dask_executor(address) as executor:
        with pytest.raises(UsageError) as caught:
            list(executor(tasks.double, numbered(3)))
        assert str(caught.value) == f"the scheduler at {address} has had no worker for 1.5 s"
        assert caught.value.hint == f"`dask worker {address}` starts one"


@pytest.mark.slow
def test_a_worker_without_the_program_is_told_and_lives_on(tmp_path: Path) -> None:
    with ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(tmp_path))
        executor = stack.enter_context(dask_executor(address))
        process = stack.enter_context(strange_worker(address))
        wait_for(lambda: len(threads_of(executor._client)) == 1)
        message = r"^a worker cannot run this version of the program: .*'?sandbox"
        with pytest.raises(UsageError, match=message):
            list(executor(tasks.double, numbered(3)))
        with pytest.raises(UsageError, match=message):
            check_editions(executor._client, edition())
        time.sleep(1)
        assert process.poll() is None
        assert len(threads_of(executor._client)) == 1


@pytest.mark.slow
def test_many_deaths_lose_no_unit(tmp_path: Path) -> None:
    with dask_executor(workers=2) as executor:
        came = [found for _, found in executor(tasks.deadly_once, numbered(60, tmp_path))]
    assert sorted(came) == list(range(60))
    assert noted(tmp_path, "seen") == 6


@pytest.mark.slow
def test_a_unit_that_ends_every_worker_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_flight, "TRIES", 2)
    monkeypatch.setitem(dask_cluster.LOCAL_SETTINGS, "distributed.scheduler.allowed-failures", 1)
    with dask_executor(workers=2) as executor:
        with pytest.raises(CapacityError) as caught:
            list(executor(tasks.deadly, numbered(3)))
        assert str(caught.value) == "a unit of work ended every worker that tried it, 2 times over"
        assert caught.value.hint == "is there enough memory?"
        wait_for(lambda: len(workers_of(executor)) == 2)
        assert len(list(executor(tasks.double, numbered(5)))) == 5


@pytest.mark.slow
def test_a_worker_that_hangs_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_watch, "SILENCE_USUAL", "3s")
    with dask_executor(workers=2) as executor:
        came = [found for _, found in executor(tasks.hanging_once, numbered(30, tmp_path))]
    assert sorted(came) == list(range(30))
    assert (tmp_path / "hung").exists()


@pytest.mark.slow
def test_a_unit_that_never_comes_back_is_begun_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_watch, "DEADLINE_USUAL", "2s")
    before = time.monotonic()
    with dask_executor(workers=2) as executor:
        came = [found for _, found in executor(tasks.stuck_once, numbered(30, tmp_path))]
        assert time.monotonic() - before < tasks.LONG_S / 2
    assert sorted(came) == list(range(30))
    assert (tmp_path / "stuck").exists()


@pytest.mark.slow
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_caller_that_is_interrupted_or_killed_leaves_no_process(
    tmp_path: Path, is_killed: bool
) -> None:
    with started(tasks.__file__, str(tmp_path)) as caller:
        wait_for(lambda: noted(tmp_path, "began") == 2)
        assert len(session_of(caller.pid)) >= 3
        if is_killed:
            caller.kill()
        else:
            os.killpg(caller.pid, signal.SIGINT)  # as a terminal does: caller and workers
        assert caller.wait(20) == (-signal.SIGKILL if is_killed else -signal.SIGINT)
        wait_for(lambda: session_of(caller.pid) == [])


@pytest.mark.slow
def test_the_memory_of_the_caller_does_not_grow(two_workers: DaskExecutor) -> None:
    sizes = {}
    for done, _ in enumerate(two_workers(tasks.bulky, numbered(1_500))):
        if done in {299, 1_499}:
            sizes[done] = resident_bytes()
    # What came in between is 240 MB; the logs of Dask have bounds, and some are not full yet.
    assert sizes[1_499] - sizes[299] < 40e6


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
