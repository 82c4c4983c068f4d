"""What pages are made of, for small runs, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sandbox.measures.summary import run_json
from sandbox.reports.html.context import HowMade, context_json
from sandbox.reports.html.material import Material
from sandbox.scenario.loading import load
from sandbox.studies.runs import RunOptions, run

GARDENS = Path(__file__).parents[3] / "golden" / "reports"


@cache
def _material(name: str) -> Material:
    loaded = load(str(GARDENS / f"{name}.yaml"))
    result = run(loaded, RunOptions(jobs=1))
    how = HowMade(f"{name}.yaml", f"sandbox run {name}.yaml")
    return Material(run_json(result), context_json(result, loaded, how))


@pytest.fixture
def material() -> Callable[[str], Material]:
    """Run a question by the stem of its file and gather what its page is made of."""
    return _material
