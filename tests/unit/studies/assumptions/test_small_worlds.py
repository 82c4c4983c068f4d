from __future__ import annotations

import pytest

from sandbox.scenario.layers.overrides import read_change
from sandbox.scenario.loading import Loaded, load
from sandbox.scenario.tables.build import build_world
from sandbox.scenario.variants import vary
from sandbox.studies.assumptions.assumptions import candidates
from sandbox.studies.assumptions.small_worlds import CHECKOUTS, SmallWorlds, small_edition
from sandbox.studies.runs import regimes_of
from tests.house.tree import ROOT

ENDS = 24  # of each scenario, spread over all of its assumptions
SCENARIOS = sorted(
    path.stem
    for path in (ROOT / "scenarios").glob("*.yaml")
    if not path.name.endswith(".study.yaml")
)


@pytest.fixture
def gardens() -> Loaded:
    return load(ROOT / "tests" / "golden" / "reports" / "compare_two.yaml")


def test_the_small_edition_keeps_the_rate(gardens: Loaded) -> None:
    traffic = gardens.document.traffic.model_copy(update={"checkouts": 10 * CHECKOUTS})
    large = gardens.document.model_copy(update={"traffic": traffic})
    small = small_edition(large)
    assert small.traffic.checkouts == CHECKOUTS
    assert small.period.length_us * 10 == large.period.length_us
    assert small_edition(gardens.document) is gardens.document


@pytest.mark.parametrize("name", SCENARIOS)
def test_worlds_that_share_parts_equal_worlds_built_alone(name: str) -> None:
    loaded = load(ROOT / "scenarios" / f"{name}.yaml")
    regimes = regimes_of(loaded.document)
    ends = [(one.path, end) for one in candidates(loaded, regimes) for end in (one.low, one.high)]
    small = SmallWorlds(regimes)
    for path, end in [*ends[:: max(1, len(ends) // ENDS)], *ends[:2]]:
        document = vary(loaded, [read_change(f"{path}={end}")])
        alone = [build_world(small_edition(document), regime) for regime in regimes]
        assert list(small.of(document)) == alone, path


def test_a_changed_length_is_a_changed_world(gardens: Loaded) -> None:
    small = SmallWorlds(["walls"])
    (before,) = small.of(gardens.document)
    (after,) = small.of(vary(gardens, [read_change("traffic.checkouts=77")]))
    assert before.world.arrivals != after.world.arrivals
    assert small.of(gardens.document) == (before,)
