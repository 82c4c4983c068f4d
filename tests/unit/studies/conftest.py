"""Runs of a small scenario, stored once for every test that opens them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.answers.run_document import run_json
from sandbox.cli import streams
from sandbox.scenario.loading import load
from sandbox.studies.manifests import RESULT, store_run
from sandbox.studies.runs import RunOptions, run

GARDENS = Path(__file__).parents[2] / "golden" / "reports"
StoreRun = Callable[..., Path]


def stored(
    folder: Path, *overrides: str, scenario: str = "compare_two.yaml", **options: object
) -> Path:
    """Run and store a scenario as `sandbox run --out` does."""
    loaded = load(GARDENS / scenario, ("traffic.checkouts=300", *overrides))
    chosen = RunOptions(**{"replications": 3, "jobs": 1, **options})  # type: ignore[arg-type]  # fields by name
    result = run(loaded, chosen)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULT).write_bytes(streams.json_bytes(run_json(result)))
    store_run(folder, loaded, result, smoke=chosen.smoke)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> StoreRun:
    """Store a run under a name in a folder of its own."""
    pytest.importorskip("duckdb")
    return lambda name, *overrides, **options: stored(tmp_path / name, *overrides, **options)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small scenario as it is, stored."""
    pytest.importorskip("duckdb")
    return stored(tmp_path_factory.mktemp("base") / "a run")
