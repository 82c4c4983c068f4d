from __future__ import annotations

import signal
import time
from contextlib import ExitStack
from pathlib import Path

import cloudpickle
import dask
import pytest

from sandbox.execution import dask_cluster, dask_watch
from sandbox.execution.dask_cluster import dask_executor, threads_of
from sandbox.execution.dask_watch import deadline_s, silence_s
from tests.unit.execution import tasks
from tests.unit.execution.clusters import scheduler, wait_for, worker
from tests.unit.execution.tasks import Task

cloudpickle.register_pickle_by_value(tasks)


def test_patience_is_set_as_everything_of_dask_is() -> None:
    assert (silence_s(), deadline_s()) == (30.0, 60.0)
    with dask.config.set({"sandbox.worker-silence": "1500ms", "sandbox.task-deadline": "5m"}):
        assert (silence_s(), deadline_s()) == (1.5, 300.0)


@pytest.mark.slow
def test_a_worker_that_is_stopped_is_given_up_and_its_units_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_watch, "SILENCE_USUAL", "2s")
    with ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(tmp_path))
        first, _ = (stack.enter_context(worker(address)) for _ in range(2))
        executor = stack.enter_context(dask_executor(address))
        wait_for(lambda: len(threads_of(executor._client)) == 2)
        came = []
        for task, found in executor(tasks.unhurried_double, map(Task, range(60))):
            came.append((task.number, found))
            if len(came) == 10:
                first.send_signal(signal.SIGSTOP)
                stopped = time.monotonic()
        assert sorted(came) == [(k, 2 * k) for k in range(60)]
        assert time.monotonic() - stopped < 30
        assert len(threads_of(executor._client)) == 1


@pytest.mark.slow
def test_a_worker_that_is_stopped_before_the_work_begins_delays_it_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_watch, "SILENCE_USUAL", "2s")
    monkeypatch.setattr(dask_cluster, "ANSWER_WITHIN_S", 5.0)
    with ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(tmp_path))
        first, _ = (stack.enter_context(worker(address)) for _ in range(2))
        with dask_executor(address) as executor:
            wait_for(lambda: len(threads_of(executor._client)) == 2)
        first.send_signal(signal.SIGSTOP)
        with dask_executor(address) as executor:
            came = [found for _, found in executor(tasks.double, map(Task, range(20)))]
    assert sorted(came) == [2 * k for k in range(20)]
