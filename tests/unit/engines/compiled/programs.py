"""Samples compiled as the event loop is: by a process of its own, out of their names."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.engines.compiled.compiler.intermediate import EntryPoint, intermediate_code
from sandbox.engines.compiled.compiler.object_code import MachineCode, loaded, optimised

NOTHING = np.zeros(1, dtype=np.int64)


@cache
def bitcode_of(name: str) -> bytes:
    """Return a function of `samples` in intermediate code."""
    return bitcode_made_now(name)


def bitcode_made_now(name: str) -> bytes:
    """Return it by the settings of this moment."""
    sys.path.append(str(Path(__file__).parent))
    try:
        return intermediate_code(EntryPoint("samples", name))
    finally:
        sys.path.pop()


@cache
def program(name: str) -> MachineCode:
    """Return a function of `samples` as machine code."""
    return loaded(optimised(bitcode_of(name)))


def words(*numbers: int) -> NDArray[Any]:
    """Return what an entry takes the address of."""
    return np.array(numbers, dtype=np.int64)
