"""The engines by name, and which one a world can run on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from sandbox.errors import UsageError
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from sandbox.engines.protocol import Engine
    from sandbox.model.tables.world import World

COMPILED: Final = "compiled"
REFERENCE: Final = "reference"
ENGINES: Final = (COMPILED, REFERENCE)
BOTH: Final = "both"  # each replication on either, and compared


@cache
def engine_named(name: str) -> Engine:
    """Return an engine by its name: one for all, so that it makes each world ready once.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    match name:
        case "compiled":
            from sandbox.engines.compiled.compiled_engine import CompiledEngine  # noqa: PLC0415 -- slow

            return CompiledEngine()
        case "reference":
            from sandbox.engines.reference.simpy_engine import ReferenceEngine  # noqa: PLC0415 -- one of two

            return ReferenceEngine()
        case _:
            raise UsageError(f"unknown engine `{name}`", hint=f"engines: {', '.join(ENGINES)}")


def needs_python(world: World) -> bool:
    """Tell whether a routing policy of the world is a Python function, which is not compiled."""
    return any(plugin != NOBODY for plugin in world.plugin_of)


def engine_for(world: World, asked: str) -> str:
    """Return the name of the engine that a world runs on: the one asked for, if it can."""
    return REFERENCE if asked == COMPILED and needs_python(world) else asked
