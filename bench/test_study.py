"""Speed of studies: whole runs, from a loaded scenario to its tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import checksums
from bench.stopwatch import timed
from bench.workloads import STUDY

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="study")
@pytest.mark.parametrize("name", STUDY)
@pytest.mark.parametrize("jobs", [1, 2])
def test_run(benchmark: BenchmarkFixture, size: str, name: str, jobs: int) -> None:
    task = STUDY[name].study_task(size, jobs)
    told = timed(benchmark, task.run, rounds=3)
    checksums.check(f"{name}/{size}", task.outcome(told))
