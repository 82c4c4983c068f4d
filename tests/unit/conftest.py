"""Small answers about the two gardens of the golden reports, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sandbox.answers.answer import Answer
from sandbox.scenario.loading import Loaded, load
from sandbox.studies import what_if
from sandbox.studies.options import Options

GARDENS = Path(__file__).parents[1] / "golden" / "reports"
STUDIES = Path(__file__).parents[1] / "golden" / "what_if"
# Tests of assumption ranges put their own beside the answers.
PLAIN = Options(jobs=1, has_assumption_range=False)


@cache
def _loaded(name: str, overrides: tuple[str, ...] = ()) -> Loaded:
    return load(str(GARDENS / f"{name}.yaml"), overrides)


@cache
def _ran(name: str, overrides: tuple[str, ...] = ()) -> Answer:
    return what_if.run(_loaded(name, overrides), PLAIN)


@pytest.fixture
def loaded() -> Callable[..., Loaded]:
    """Load a question by the stem of its file, with overrides."""
    return _loaded


@pytest.fixture
def ran() -> Callable[..., Answer]:
    """Answer a question by the stem of its file, with overrides."""
    return _ran


@cache
def _studied(name: str) -> Answer:
    return what_if.study(what_if.load(STUDIES / f"{name}.yaml"), PLAIN)


@pytest.fixture
def studied() -> Callable[[str], Answer]:
    """Answer a study by the stem of its file."""
    return _studied
