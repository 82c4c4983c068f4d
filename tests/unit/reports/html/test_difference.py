from __future__ import annotations

from collections.abc import Callable

import yaml

from sandbox.reports.html.difference import rule_differences
from sandbox.scenario.loading import Loaded

Load = Callable[..., Loaded]


def test_rules_of_one_regime_only_are_told_as_yaml(loaded: Load) -> None:
    world = loaded("compare_three")
    doors, shut = rule_differences(world, ["walls", "doors", "shut"])
    assert (doors["regime"], shut["regime"]) == ("doors", "shut")
    names = [yaml.safe_load(text)[0]["name"] for text in doors["added"]]
    before, after = ({r.name for r in world.document.regimes[n].rules} for n in ("walls", "doors"))
    assert set(names) >= after - before
    (barred,) = (yaml.safe_load(text)[0] for text in shut["added"])
    assert barred["set"] == {"accept": "barred"}


def test_a_regime_against_itself_differs_in_nothing(loaded: Load) -> None:
    (found,) = rule_differences(loaded("compare_two"), ["doors", "doors"])
    assert (found["added"], found["removed"]) == ([], [])
    assert found["same"] > 0
