from __future__ import annotations

import pytest

from sandbox.engines.catalogue import ENGINES, engine_for, engine_named, needs_python
from sandbox.errors import UsageError
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world


def world(policy: str) -> World:
    text = f"extends: blank\ntraffic: {{checkouts: 10}}\n{policy}"
    return build_world(load_text(text).document).world


LEARNS = "rules: [{name: own, set: {route: thompson}}]"


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_bears_its_name(name: str) -> None:
    assert engine_named(name).name == name


@pytest.mark.parametrize("name", ENGINES)
def test_who_asks_again_gets_the_engine_that_knows_the_worlds_already(name: str) -> None:
    assert engine_named(name) is engine_named(name)


def test_an_unknown_engine_is_a_mistake_of_the_user() -> None:
    with pytest.raises(UsageError, match="unknown engine `fast`") as caught:
        engine_named("fast")
    assert caught.value.hint == "engines: compiled, reference"


@pytest.mark.parametrize("asked", ENGINES)
@pytest.mark.parametrize("policy", ["", LEARNS])
def test_a_world_without_a_plugin_runs_where_it_is_asked_to(policy: str, asked: str) -> None:
    assert not needs_python(world(policy))
    assert engine_for(world(policy), asked) == asked


@pytest.mark.parametrize("asked", ENGINES)
def test_a_policy_in_python_runs_on_the_reference_engine(asked: str) -> None:
    own = world(LEARNS)._replace(plugin_of=(0,))
    assert needs_python(own)
    assert engine_for(own, asked) == "reference"
