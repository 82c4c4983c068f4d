"""The engines agree in every way in which they can be run, and say where if they do not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sandbox.cli.app import sandbox
from sandbox.engines.compiled import attempt_events
from sandbox.model import attempt
from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.tables.world import World
from sandbox.scenario.tables.build import build_world
from tests.agreement import event_worlds, feature_worlds
from tests.agreement.engines import assert_engines_agree

ROOT = Path(__file__).parents[2]
DOUBLE_11 = str(ROOT / "scenarios" / "double_11.yaml")
STORM = str(ROOT / "scenarios" / "query_storm.yaml")
SMALL = ("--smoke", "--replications", "3", "--json")


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the event loop as Python, as `NUMBA_DISABLE_JIT=1` does."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")


@pytest.mark.usefixtures("interpreted")
@pytest.mark.parametrize("name", event_worlds.SOME)
def test_the_event_loop_as_python(name: str) -> None:
    assert_engines_agree(build_world(event_worlds.WORLDS[name].document).world)


@pytest.mark.slow
@pytest.mark.usefixtures("interpreted")
@pytest.mark.parametrize("name", event_worlds.REST)
def test_the_event_loop_as_python_in_every_event(name: str) -> None:
    assert_engines_agree(build_world(event_worlds.WORLDS[name].document).world)


@pytest.mark.usefixtures("interpreted")
@pytest.mark.parametrize("name", ["prices", "refunds", "thinned_traffic", "tries_without_end"])
def test_one_checkout_after_another_as_python(name: str) -> None:
    document = feature_worlds.document_of(feature_worlds.WORLDS[name])
    assert_engines_agree(build_world(document).world)


IN_A_MODE = """
import json, sys, types
from pathlib import Path
root = Path(sys.argv[1])
sys.path.insert(0, str(root))
tests = types.ModuleType("tests")  # other packages may bring a folder of this name
tests.__path__ = [str(root / "tests")]
sys.modules["tests"] = tests
from sandbox.engines.compiled.compiler.settings import is_checked, is_interpreted
from sandbox.scenario.tables.build import build_world
from tests.agreement import event_worlds, feature_worlds
from tests.agreement.engines import assert_engines_agree

names = json.loads(sys.argv[2])
for name, of in event_worlds.WORLDS.items():
    if name in names:
        assert_engines_agree(build_world(of.document).world)
for name, of in feature_worlds.WORLDS.items():
    if name in names:
        assert_engines_agree(build_world(feature_worlds.document_of(of)).world)
print(is_interpreted(), is_checked())
"""


def in_a_mode(folder: Path, names: list[str], **variables: str) -> str:
    """Let the engines agree in a process of its own, with variables set and an empty cache."""
    environment = {**os.environ, "SANDBOX_CACHE_DIR": str(folder), **variables}
    words = [sys.executable, "-P", "-c", IN_A_MODE, str(ROOT), json.dumps(names)]
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_the_variable_that_switches_the_compiler_off(tmp_path: Path) -> None:
    some = ["wallet_with_a_short_queue_at_random", "learners_under_load"]
    assert in_a_mode(tmp_path, some, NUMBA_DISABLE_JIT="1") == "True False"
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_no_cell_beyond_the_end_of_a_column_is_touched(tmp_path: Path) -> None:
    every = [*event_worlds.WORLDS, *feature_worlds.WORLDS]
    assert in_a_mode(tmp_path, every, NUMBA_BOUNDSCHECK="1") == "False True"
    assert not list(tmp_path.rglob("*.o"))


def typed(*words: str) -> Result:
    return CliRunner().invoke(sandbox, words)


def document(*words: str) -> dict[str, Any]:
    found = typed("run", *words, *SMALL)
    assert found.exit_code == 0, found.stderr
    parsed: dict[str, Any] = json.loads(found.stdout)
    return parsed


@pytest.mark.parametrize("scenario", [DOUBLE_11, STORM])
def test_threads_and_engines_change_no_byte_of_a_run(scenario: str) -> None:
    one = document(scenario, "--jobs", "1")
    assert document(scenario, "--jobs", "2") == one
    both = document(scenario, "--jobs", "2", "--engine", "both")
    assert both != one
    assert without_engine(both) == without_engine(one)


def without_engine(found: Any) -> Any:  # noqa: ANN401 -- any part of a document
    """Return a document without the name of the engine, checksums and all else in it."""
    if isinstance(found, dict):
        return {key: without_engine(part) for key, part in found.items() if key != "engine"}
    return [without_engine(part) for part in found] if isinstance(found, list) else found


def test_both_engines_are_asked_and_end_with_0() -> None:
    found = typed("run", STORM, "--engine", "both", *SMALL)
    assert (found.exit_code, found.stdout[:1]) == (0, "{")


@pytest.mark.usefixtures("interpreted")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_rule_that_one_engine_breaks_is_found_and_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, jobs: str
) -> None:
    text = "extends: blank\ntraffic: {checkouts: 40, arrivals: {every: 1s}}\n"
    (tmp_path / "world.yaml").write_text(text + "wallets: {pay: {latency: 2s}}\n")
    on_time = attempt.answer_latency_us

    def later(world: World, checkout: Checkout, draws: Draws) -> int:
        return on_time(world, checkout, draws) + (3 if checkout.number == 5 else 0)

    monkeypatch.setattr(
        attempt_events,
        "attempt",
        SimpleNamespace(**{**vars(attempt), "answer_latency_us": later}),
    )
    words = ("--engine", "both", "--replications", "1", "--jobs", jobs)
    found = typed("run", str(tmp_path / "world.yaml"), *words)
    assert found.exit_code == 4
    assert found.stdout == ""
    assert "error: the engines disagree on replication 0\n" in found.stderr
    assert "checkout 5 is the first of 1 that differ, at 7000000 µs\n" in found.stderr
    assert "  event 6: answer at 7000000 µs (" in found.stderr
