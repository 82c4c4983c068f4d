"""What the process does that compiles: an entry, by name, becomes intermediate code."""

from __future__ import annotations

import os
from importlib import import_module

from sandbox.engines.collector import no_cycles_to_collect
from sandbox.engines.compiled.compiler.linkage import linked
from sandbox.engines.compiled.compiler.program import PACKAGE, Program
from sandbox.engines.sources import sources_digest


def write(module: str, name: str) -> None:
    """Write digest of the sources and bitcode of an entry to what is standard output by now.

    Whatever else is printed goes to standard error.
    """
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        out.write(sources_digest().encode())
        out.write(bitcode_of(module, name))


def bitcode_of(module: str, name: str) -> bytes:
    """Return an entry and all that it comes to."""
    entry = getattr(import_module(module), name)
    program = Program(frozenset({PACKAGE, module.split(".", maxsplit=1)[0]}))
    with no_cycles_to_collect():
        first = program.lowered(entry)
        return linked((part.text for part in program.parts.values()), first.name)
