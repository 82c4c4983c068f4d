"""How long a user waits before anything happens; every program is a process of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench import checksums
from bench.programs import RUN_100_000, START_UP, outcome_of_run, run_of, start
from bench.stopwatch import timed

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SAYS = {"import_sandbox": "sandbox", "help": "Usage"}


@pytest.mark.benchmark(group="start-up")
@pytest.mark.parametrize("name", SAYS)
def test_program(benchmark: BenchmarkFixture, name: str) -> None:
    spent = timed(benchmark, partial(start, *START_UP[name]), rounds=10)
    assert SAYS[name] in spent.said


@pytest.mark.benchmark(group="start-up")
def test_cached_start(benchmark: BenchmarkFixture) -> None:
    spent = timed(benchmark, partial(start, *RUN_100_000), rounds=5)
    checksums.check("cached_start", outcome_of_run(spent.said))


@pytest.mark.benchmark(group="start-up")
def test_first_compile(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    # There is no small edition of a first compile, so this takes as long in every merge.
    spent = timed(benchmark, partial(start, *RUN_100_000, cache=tmp_path), rounds=1)
    checksums.check("cached_start", outcome_of_run(spent.said))
    assert any(tmp_path.rglob("*.o"))


def test_a_run_in_a_process_of_its_own_comes_to_the_same() -> None:
    checksums.check("scaling_1e4", outcome_of_run(run_of(4).said))


def test_memory_is_that_of_the_program_and_not_of_who_starts_it() -> None:
    held = bytearray(400_000_000)
    held[::4096] = b"x" * len(held[::4096])  # touched, so that it is resident
    assert start("-c", "print('small')").peak_mb < 50


def test_a_program_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="ended with 3: told why"):
        start("-c", "import sys; sys.stderr.write('told why'); sys.exit(3)")


def test_children_read_and_write_byte_code() -> None:
    assert start("-c", "import sys; print(sys.dont_write_bytecode)").said == "False"
