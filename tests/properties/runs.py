"""Runs of an engine on random worlds, in words that do not depend on positions."""

from __future__ import annotations

from sandbox.engines.catalogue import REFERENCE
from tests.agreement.side_by_side import (
    Simulated,
    Story,
    balances,
    simulate,
    told_by_engine,
)
from tests.properties.random_rules import World
from tests.properties.worlds import document_of

__all__ = ["Simulated", "Story", "balances", "run", "stories", "with_section"]

SEED = 20_240_927


def run(
    world: World, regime: str = "doors", replication: int = 0, engine: str = REFERENCE
) -> Simulated:
    """Simulate a world."""
    return simulate(document_of(world), regime, SEED, replication, engine)


def stories(world: World, regime: str = "doors", engine: str = REFERENCE) -> list[Story]:
    """Return the trace of a world by name."""
    document = document_of(world)
    return told_by_engine(document, simulate(document, regime, SEED, engine=engine))


def with_section(world: World, section: str, more: World) -> World:
    """Return a world with more parties in a section."""
    old = world[section]
    assert isinstance(old, dict)
    return {**world, section: {**old, **more}}
