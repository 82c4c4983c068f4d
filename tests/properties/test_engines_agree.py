"""The compiled engine says in every world, calm or not, what the reference engine says."""

from __future__ import annotations

import pytest
from hypothesis import given

from sandbox.scenario.tables.build import build_world
from tests.agreement.engines import assert_engines_agree
from tests.properties import worlds
from tests.properties.pressure_worlds import pressure_worlds
from tests.properties.random_rules import World


def agree(world: World, regime: str, replication: int) -> None:
    built = build_world(worlds.document_of(world), regime)
    assert_engines_agree(built.world, replication=replication)


@worlds.examples(25)
@given(pressure_worlds())
def test_in_worlds_under_pressure(world: World) -> None:
    agree(world, "doors", replication=0)


@worlds.examples(10)
@given(worlds.worlds())
def test_in_calm_worlds(world: World) -> None:
    agree(world, "doors", replication=0)


@pytest.mark.slow
@worlds.examples(300)
@given(pressure_worlds())
def test_in_many_worlds_under_pressure(world: World) -> None:
    agree(world, "walls", replication=1)
    agree(world, "doors", replication=2)
