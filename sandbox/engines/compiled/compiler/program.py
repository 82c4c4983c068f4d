"""A program in Python that becomes machine code: an entry and every function that it comes to.

Each function is lowered for itself, with a mere declaration of what it calls. Left to itself the
compiler would link copies of all callees into each caller, level after level.

Only a process of its own imports this; see `intermediate`.
"""

from __future__ import annotations

import dis
import inspect
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any, Final

from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from sandbox.chance.philox import philox4x32
from sandbox.chance.streams import block
from sandbox.engines.compiled.compiler import language  # noqa: F401 -- teaches the compiler
from sandbox.engines.compiled.compiler.linkage import names_defined
from sandbox.engines.compiled.event_heap import order_of, what
from sandbox.engines.compiled.rows import enter_inside
from sandbox.model.records.event_log import log_event

# Loops over many checkouts call these; in place, several steps are taken at a time.
DRAWN_IN_LOOPS: Final = (philox4x32, block)
# One copy for whatever constants they are called with; of any other function there is one for
# each, which is put in place anyway.
GENERAL: Final = (*DRAWN_IN_LOOPS, log_event, enter_inside, order_of, what)
PACKAGE: Final = __name__.split(".")[0]
# An entry takes an address and a number. An array would bring its count of references along.
ENTRY_TAKES: Final = (types.CPointer(types.int64), types.int64)


@dataclass(frozen=True, slots=True)
class ProgramPart:
    """A function in intermediate code, for arguments of certain types.

    Attributes
    ----------
    name
        What the code calls it.
    result
        Type of what it returns.
    text
        The code, with all that it needs besides other functions of ours.
    """

    name: str
    result: Any
    text: str


@dataclass(slots=True)
class Program:
    """Functions that are lowered one by one, as one is found to call another.

    Attributes
    ----------
    packages
        Names of the packages whose functions are part of it.
    parts
        What was lowered, the leaves first, by function and types of its arguments.
    """

    packages: frozenset[str] = frozenset({PACKAGE})
    parts: dict[tuple[FunctionType, tuple[Any, ...]], ProgramPart] = field(default_factory=dict)
    _stand_ins: dict[Any, Any] = field(default_factory=dict)

    def lowered(self, function: FunctionType, takes: tuple[Any, ...] = ENTRY_TAKES) -> ProgramPart:
        """Return a function in intermediate code, lowered once whoever calls it."""
        key = (function, takes)
        if key not in self.parts:
            compiled = njit(
                takes,
                no_cpython_wrapper=True,
                no_cfunc_wrapper=True,
                forceinline=function in DRAWN_IN_LOOPS,
            )(self.copy(function))
            text = compiled.inspect_llvm(takes)
            [name] = names_defined(text)
            [signature] = compiled.nopython_signatures
            self.parts[key] = ProgramPart(name, signature.return_type, text)
        return self.parts[key]

    def copy(self, function: FunctionType) -> FunctionType:
        """Return a copy of a function that finds stand-ins for the functions that it calls."""
        code = function.__code__
        scope = function.__globals__
        loaded = {s.argval for s in dis.get_instructions(code) if s.opname == "LOAD_GLOBAL"}
        names = {name: self.twin(scope[name]) for name in sorted(loaded) if name in scope}
        for module in [twin for twin in names.values() if isinstance(twin, ModuleOfProgram)]:
            # Numba looks for new stand-ins when it begins with a function, not in its midst.
            for name in code.co_names:
                getattr(module, name, None)
        copy = FunctionType(code, {**names, "__name__": function.__module__}, function.__name__)
        copy.__module__ = function.__module__
        copy.__qualname__ = function.__qualname__
        return copy

    def twin(self, value: object) -> object:
        """Return what stands in for a value of this package; another's stands for itself."""
        if isinstance(value, FunctionType) and self._is_part(value.__module__):
            if value not in self._stand_ins:
                self._stand_ins[value] = stand_in(self, value)
            return self._stand_ins[value]
        if isinstance(value, ModuleType) and self._is_part(value.__name__):
            return self._stand_ins.setdefault(value, ModuleOfProgram(self, value))
        return value

    def _is_part(self, module: str) -> bool:
        return module.split(".", maxsplit=1)[0] in self.packages


class ModuleOfProgram(ModuleType):
    """A module with stand-ins for its functions."""

    def __init__(self, program: Program, module: ModuleType) -> None:
        super().__init__(module.__name__)
        self._program = program
        self._module = module

    def __getattr__(self, name: str) -> object:
        return self._program.twin(getattr(self._module, name))


def stand_in(program: Program, function: FunctionType) -> Any:
    """Return what calls a function of a program: its code is declared, and comes in later."""
    shape = inspect.signature(function)
    is_general = function in GENERAL

    def typed(_context: Any, *args: Any, **named: Any) -> Any:
        takes = shape.bind(*args, **named).args
        if is_general:
            takes = tuple(types.unliteral(kind) for kind in takes)
        part = program.lowered(function, takes)

        def lower(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return _call(context, builder, part, takes, values)

        return part.result(*takes), lower

    names = ["_context", *shape.parameters]
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    typed.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # Numba asks for it
        [inspect.Parameter(name, kind) for name in names]
    )
    typed.__name__ = function.__name__
    return intrinsic(prefer_literal=True)(typed)


def _call(context: Any, builder: Any, part: ProgramPart, takes: Any, values: Any) -> Any:
    """Call a part, and hand on to the caller that something was raised in it."""
    convention = context.call_conv
    shape = convention.get_function_type(part.result, takes)
    called = cgutils.get_or_insert_function(builder.module, shape, part.name)
    status, value = convention.call_function(builder, called, part.result, takes, values)
    with cgutils.if_unlikely(builder, status.is_error):
        convention.return_status_propagate(builder, status)
    return value
