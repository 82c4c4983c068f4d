"""Compiled copies of plain functions: the rules are written once and run in both engines.

`njit(rule)` alone does not compile a rule that calls another one. So a function is copied with
every function of this package that it mentions replaced by its own compiled copy, the leaves first.
"""

from __future__ import annotations

import dis
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, Final

from numba import njit

from sandbox.chance.philox import philox4x32
from sandbox.chance.streams import block
from sandbox.engines.compiled.linking import PartCompiler

# Loops over many checkouts call these; in place, several steps are taken at a time.
DRAWN_IN_LOOPS: Final = (philox4x32, block)

PACKAGE: Final = __name__.split(".")[0]


@cache
def compiled(function: FunctionType) -> Any:
    """Return the compiled copy of a function; it is compiled when it is first called."""
    part = njit(
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        pipeline_class=PartCompiler,
        forceinline=function in DRAWN_IN_LOOPS,
    )
    return part(with_compiled_callees(function))


def with_compiled_callees(function: FunctionType) -> FunctionType:
    """Return a copy of a function that calls compiled copies of this package's functions."""
    code = function.__code__
    scope = function.__globals__
    loaded = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    names = {name: _twin(scope[name]) for name in sorted(loaded) if name in scope}
    copy = FunctionType(code, {**names, "__name__": function.__module__}, function.__name__)
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    return copy


def _twin(value: object) -> object:
    if isinstance(value, FunctionType) and value.__module__.split(".")[0] == PACKAGE:
        return compiled(value)
    if isinstance(value, ModuleType) and value.__name__.split(".")[0] == PACKAGE:
        return _compiled_module(value)
    return value


@cache
def _compiled_module(module: ModuleType) -> ModuleType:
    return CompiledModule(module)


class CompiledModule(ModuleType):
    """A module whose functions are their compiled copies."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module.__name__)
        self._module = module

    def __getattr__(self, name: str) -> object:
        return _twin(getattr(self._module, name))
