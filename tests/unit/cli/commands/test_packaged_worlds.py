from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

from sandbox.scenario.layers.packaged import world_names

Typed = Callable[..., Result]


def test_without_a_name_all_worlds_are_listed(typed: Typed) -> None:
    found = typed("world")
    assert found.exit_code == 0
    listed = [line.split()[0] for line in found.stdout.splitlines()[1:]]
    assert listed == world_names()


def test_a_scenario_is_a_world_too(typed: Typed) -> None:
    found = typed("world", "compare_two.yaml", "--assumptions")
    assert found.exit_code == 0
    assert found.stdout.startswith("compare_two: Two gardens, ")


def test_json_lists_worlds_or_numbers(typed: Typed) -> None:
    worlds = json.loads(typed("world", "--json").stdout)["worlds"]
    assert [world["name"] for world in worlds] == world_names()
    assumed = json.loads(typed("world", "compare_two.yaml", "--assumptions", "--json").stdout)
    assert {number["is_assumption"] for number in assumed["numbers"]} == {True}
    every = json.loads(typed("world", "compare_two.yaml", "--json").stdout)
    assert len(every["numbers"]) > len(assumed["numbers"])


def test_an_unknown_world_is_a_usage_error(typed: Typed) -> None:
    found = typed("world", "china_2042")
    assert found.exit_code == 2
    assert "hint: the nearest name is `china_202" in found.stderr
