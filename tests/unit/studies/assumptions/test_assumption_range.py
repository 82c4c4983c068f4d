from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.metrics.values import difference, parse_metric
from sandbox.scenario.loading import Loaded, load
from sandbox.studies import what_if
from sandbox.studies.assumptions.assumption_range import (
    REPLICATIONS,
    assumption_ranges,
)
from sandbox.studies.options import Options
from sandbox.studies.scheduler import Scheduler
from tests.house.tree import ROOT
from tests.regimes import counted

SUCCESS = parse_metric("success_rate")
WORLD = """
extends: {base}
traffic: {{checkouts: 2000}}
segments:
  town: {{switch_willingness: {{assume: 50%, range: [20%, 70%], because: "a guess"}}}}
compare: [walls, doors]
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    base = ROOT / "tests" / "golden" / "reports" / "gardens.yaml"
    file = tmp_path / "town.yaml"
    file.write_text(WORLD.format(base=base), encoding="utf-8")
    return load(file)


def difference_at(loaded: Loaded, value: str) -> float:
    """Return the difference of a run with another value, made the ordinary way."""
    changed = load(loaded.places.source.name, (f"segments.town.switch_willingness={value}",))
    walls, doors = counted(changed, replications=REPLICATIONS, seed=7)
    mean = difference(SUCCESS, walls, doors).mean
    assert mean is not None
    return mean


def test_the_ends_are_those_of_ordinary_runs_with_these_values(loaded: Loaded) -> None:
    usual = difference_at(loaded, "50%")
    (found,) = assumption_ranges(
        loaded, ["walls", "doors"], SUCCESS, [usual], Scheduler(7, "compiled")
    )
    ends = [difference_at(loaded, value) for value in ("20%", "70%")]
    assert found.low <= min(usual, *ends) + 1e-12
    assert found.high >= max(usual, *ends) - 1e-12
    assert min(ends) < usual < max(ends)


def test_a_run_states_the_range_around_its_own_answer(loaded: Loaded) -> None:
    [contrast] = what_if.run(loaded, Options(replications=3)).points[0].contrasts
    found, mean = contrast.assumption_range, contrast.metrics["success_rate"].difference.mean
    assert found is not None
    assert mean is not None
    assert found.low <= mean <= found.high
    assert found.low < found.high
    assert found.driver


def test_a_world_without_assumptions_has_no_range(tmp_path: Path) -> None:
    file = tmp_path / "plain.yaml"
    file.write_text("extends: blank\ntraffic: {checkouts: 100}\n", encoding="utf-8")
    plain = load(file)
    [point] = what_if.run(plain, Options(replications=2)).points
    assert point.assumption_range is None
    assert "assumption_range" not in what_if.run(plain, Options()).document["points"][0]
