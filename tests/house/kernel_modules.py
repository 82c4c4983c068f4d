"""Prints the modules whose functions simulate, in a process of its own.

Argument: a scenario. Both engines simulate it, interpreted (`NUMBA_DISABLE_JIT=1`), so that the
profiler sees every function that runs; what its worlds do not reach is followed from the event
loop by the names that functions mention.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import sandbox
from sandbox.chance.streams import stream_key
from sandbox.engines.catalogue import ENGINES, engine_named
from tests.unchanged.finding import definition

FOLDER = str(Path(sandbox.__file__).parent)


def main() -> int:
    """Write the names of the modules as JSON: those that ran, those that are compiled."""
    found = {
        "ran": sorted(ran_for(sys.argv[1])),
        "compiled": sorted(compiled_with(definition("advance_run"))),
    }
    sys.stdout.write(json.dumps(found))
    return 0


def ran_for(scenario: str) -> set[str]:
    """Return the modules whose functions run from the document of a scenario to its records."""
    document = definition("smoke_edition")(sandbox.load(scenario).document)
    regimes = definition("regimes_of")(document)
    found = set()

    def see(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(FOLDER):
            found.add(str(frame.f_globals["__name__"]))

    sys.setprofile(see)
    for built in definition("build_regimes")(document, regimes):
        for engine in ENGINES:
            engine_named(engine).simulate(built.world, stream_key(1, 0))
    sys.setprofile(None)
    return found


def compiled_with(function: FunctionType) -> set[str]:
    """Return the modules of a function and of all that it calls or names, directly or not."""
    seen: dict[FunctionType, None] = {function: None}
    modules = set()
    open_ends = [function]
    while open_ends:
        caller = open_ends.pop()
        modules.add(caller.__module__)
        for value in _mentioned(caller):
            home = str(getattr(value, "__module__", None))
            if home.split(".", maxsplit=1)[0] != "sandbox":
                continue
            modules.add(home)
            if isinstance(value, FunctionType) and value not in seen:
                seen[value] = None
                open_ends.append(value)
    return modules


def _mentioned(function: FunctionType) -> Iterator[object]:
    names = set(_names(function.__code__))
    for name in names & set(function.__globals__):
        value = function.__globals__[name]
        yield value
        if isinstance(value, ModuleType):
            yield from (vars(value)[inner] for inner in names & set(vars(value)))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


if __name__ == "__main__":
    sys.exit(main())
