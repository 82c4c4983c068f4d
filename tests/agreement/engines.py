"""Both engines on the same replication, for tests that compare them."""

from __future__ import annotations

from typing import Final

from sandbox.chance.streams import stream_key
from sandbox.engines import agreement
from sandbox.engines.agreement import Cells, Told, differences
from sandbox.engines.compiled.compiled_engine import CompiledEngine
from sandbox.engines.protocol import Engine
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.model.tables.world import World

__all__ = [
    "Cells",
    "Told",
    "assert_compiled_tells",
    "assert_engines_agree",
    "differences",
    "told_by",
]

SEED: Final = 20_240_927


def told_by(engine: Engine, world: World, seed: int = SEED, replication: int = 0) -> Told:
    """Let an engine simulate one replication."""
    return agreement.told_by(engine, world, stream_key(seed, replication))


def assert_engines_agree(world: World, seed: int = SEED, replication: int = 0) -> None:
    """Compare the compiled engine with the reference engine."""
    assert_compiled_tells(
        told_by(ReferenceEngine(), world, seed, replication), world, seed, replication
    )


def assert_compiled_tells(
    reference: Told, world: World, seed: int = SEED, replication: int = 0
) -> None:
    """Compare the compiled engine with what the reference engine told."""
    compiled = told_by(CompiledEngine(), world, seed, replication)
    parted = differences(reference, compiled)
    assert not parted, "reference | compiled\n" + "\n".join(parted)
