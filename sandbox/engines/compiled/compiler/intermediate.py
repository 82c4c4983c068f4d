"""Intermediate code of an entry, made by a process of its own.

By itself Numba has already drawn on its promise that no integer overflows when it shows its code.
Told not to optimise, it has not; but that is a setting of the whole process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

from sandbox.engines.compiled.compiler.settings import child_environment
from sandbox.engines.sources import sources_digest
from sandbox.errors import DefectError, MachineError
from sandbox.machine import LESS_MEMORY, NO_MEMORY, NO_ROOM_FOR_CODE, blamed_on

DIGITS: Final = 64
LOWERING: Final = "sandbox.engines.compiled.compiler.lowering"
CHILD: Final = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
importlib.import_module(sys.argv[2]).write(*sys.argv[3:])
"""


class EntryPoint(NamedTuple):
    """A function (address, number) → number, and where it is found.

    Attributes
    ----------
    module, name
        As they are imported.
    """

    module: str
    name: str


def intermediate_code(entry: EntryPoint) -> bytes:
    """Return the bitcode of an entry and of everything that it calls.

    Raises
    ------
    MachineError
        If the machine does not let another process compile.
    DefectError
        If the compiler does not understand the entry.
    """
    with blamed_on():
        # The same sources as here, however they were found; no settings from the working folder.
        places = json.dumps([str(Path(place).resolve()) for place in sys.path])
        words = [sys.executable, "-P", "-c", CHILD, places, LOWERING, *entry]
        child = subprocess.run(  # noqa: S603 -- this very Python
            words,
            env=child_environment(),
            cwd=sys.prefix,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    if child.returncode:
        raise _failure(child.returncode, child.stderr.decode(errors="replace"))
    digest, bitcode = child.stdout[:DIGITS], child.stdout[DIGITS:]
    if digest != sources_digest().encode():
        raise MachineError("the program's sources changed while it ran", hint="start it again")
    return bitcode


def _failure(code: int, told: str) -> MachineError | DefectError:
    """Return what is raised where the other process did not come to its end."""
    last = told.rstrip().rpartition("\n")[2]
    if last.startswith("MemoryError") or NO_ROOM_FOR_CODE in told:
        return MachineError(NO_MEMORY, LESS_MEMORY)
    if code < 0:
        hint = "the system may have ended it for want of memory"
        return MachineError(f"the process that compiles was ended (signal {-code})", hint)
    return DefectError(f"the event loop cannot be compiled:\n{told.rstrip()}")
