"""Functions compiled as the event loop is: parts, linked into one program that Python calls."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from numba import njit

from sandbox.engines.compiled import language
from sandbox.engines.compiled.compilation import with_compiled_callees
from sandbox.engines.compiled.linking import ProgramCompiler

__all__ = ["language", "program"]


def program(function: Callable[..., Any]) -> Any:
    """Return a program: the function, with compiled copies of what it calls in this package."""
    assert isinstance(function, FunctionType)
    return njit(pipeline_class=ProgramCompiler)(with_compiled_callees(function))
