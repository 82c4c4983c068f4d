"""Answers to a small scenario, stored once for every test that opens them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.cli import console
from sandbox.scenario.loading import load
from sandbox.studies import what_if
from sandbox.studies.options import Options, study_with_options
from sandbox.studies.store.manifests import REPLICATIONS, RESULT, store_answer

GARDENS = Path(__file__).parents[2] / "golden" / "reports"
StoreRun = Callable[..., Path]


def stored(
    folder: Path, *overrides: str, scenario: str = "compare_two.yaml", **options: object
) -> Path:
    """Run and store a scenario as `sandbox run --out` does."""
    loaded = load(GARDENS / scenario, ("traffic.checkouts=300", *overrides))
    usual = {"replications": 3, "jobs": 1, "has_assumption_range": False}
    asked = Options(**{**usual, "store": folder / REPLICATIONS, **options})  # type: ignore[arg-type]  # fields by name
    answer = what_if.run(loaded, asked)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULT).write_bytes(console.json_bytes(answer.as_json()))
    store_answer(folder, study_with_options(what_if.as_study(loaded), asked), answer)
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
