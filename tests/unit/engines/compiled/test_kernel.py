from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sandbox.chance.streams import stream_key
from sandbox.engines.compiled import kernel
from sandbox.engines.compiled.compiled_engine import CompiledEngine
from sandbox.engines.compiled.compiler.cache import PLACE, cache_folder
from sandbox.engines.compiled.happenings import Status
from sandbox.engines.compiled.kernel import CompiledStepper, InterpretedStepper, stepper
from sandbox.engines.compiled.room import fresh_run
from sandbox.engines.compiled.state import NEXT_NUMBER, Run
from sandbox.engines.protocol import Observers
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world

TEXT = "extends: blank\ntraffic: {checkouts: 100}\n"


def fresh() -> tuple[Run, dict[str, Any]]:
    """Return a replication at its start, and what is apart from it."""
    ready = CompiledEngine().prepared(build_world(load_text(TEXT).document).world)
    run = fresh_run(ready.world, ready.columns, stream_key(1, 0), Observers())
    return run, {"world": ready.directory}


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kernel, "kept", lambda: None)
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


def test_machine_code_advances_a_replication() -> None:
    steps = stepper(*fresh())
    assert isinstance(steps, CompiledStepper)
    assert steps.advance(30) == Status.GOES_ON
    assert steps.run.clock[NEXT_NUMBER] == 30
    assert steps.advance(1_000) == Status.OVER
    assert steps.arrays() is steps.run


@pytest.mark.usefixtures("interpreted")
def test_python_advances_it_where_no_machine_code_is_wanted() -> None:
    run, apart = fresh()
    steps = stepper(run, apart)
    assert isinstance(steps, InterpretedStepper)
    assert isinstance(steps.run.clock, list)
    assert steps.advance(30) == Status.GOES_ON
    assert steps.run.clock[NEXT_NUMBER] == 30
    assert steps.arrays().clock[NEXT_NUMBER] == 30
    assert stepper(steps.arrays(), apart).advance(1_000) == Status.OVER


def test_two_threads_that_start_together_make_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    both = threading.Barrier(2, timeout=30)

    @cache
    def make() -> object:
        made.append(object())
        return made[-1]

    monkeypatch.setattr(kernel, "_kernel", make)

    def ask() -> None:
        both.wait()
        kernel.kernel()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


@pytest.mark.usefixtures("nothing_kept")
def test_whoever_waits_for_the_first_compile_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    made: list[bool] = []
    monkeypatch.setattr(kernel, "kernel", lambda: made.append(True))
    kernel.prepare(said.append)
    assert made
    assert said == ["compiling the engine, once for this version (about 20 s)"]


def test_nothing_is_said_where_machine_code_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(kernel, "kept", lambda: b"code")
    monkeypatch.setattr(kernel, "kernel", lambda: None)
    kernel.prepare(said.append)
    assert said == []


@pytest.mark.usefixtures("interpreted", "nothing_kept")
def test_python_needs_no_preparation(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.delenv(PLACE, raising=False)
    kernel.prepare(said.append)
    assert said == []
