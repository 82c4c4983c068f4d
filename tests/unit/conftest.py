"""Small runs and studies of the two gardens of the golden reports, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.scenario.loading import Loaded, load
from sandbox.studies import what_if
from sandbox.studies.runs import RunOptions, run
from sandbox.studies.study_results import StudyResult

GARDENS = Path(__file__).parents[1] / "golden" / "reports"
STUDIES = Path(__file__).parents[1] / "golden" / "what_if"


@cache
def _loaded(name: str, overrides: tuple[str, ...] = ()) -> Loaded:
    return load(str(GARDENS / f"{name}.yaml"), overrides)


@cache
def _ran(name: str, overrides: tuple[str, ...] = ()) -> RunResult:
    return run(_loaded(name, overrides), RunOptions(jobs=1))


@pytest.fixture
def loaded() -> Callable[..., Loaded]:
    """Load a question by the stem of its file, with overrides."""
    return _loaded


@pytest.fixture
def ran() -> Callable[..., RunResult]:
    """Run a question by the stem of its file, with overrides."""
    return _ran


@cache
def _studied(name: str) -> StudyResult:
    # Tests of assumption ranges put their own beside the results.
    plain = what_if.StudyOptions(has_assumption_range=False)
    return what_if.run_study(STUDIES / f"{name}.yaml", plain)


@pytest.fixture
def studied() -> Callable[[str], StudyResult]:
    """Run a study by the stem of its file."""
    return _studied
