"""The event loop as machine code, made once and kept on disk; or as Python, where that is asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from sandbox.engines.compiled.compiler.cache import keep, kept
from sandbox.engines.compiled.compiler.intermediate import EntryPoint, intermediate_code
from sandbox.engines.compiled.compiler.object_code import MachineCode, loaded, optimised
from sandbox.engines.compiled.compiler.settings import is_checked, is_interpreted
from sandbox.engines.compiled.loop import advance
from sandbox.engines.compiled.state import Run
from sandbox.engines.compiled.storage import as_columns, as_lists, directory_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

EVENT_LOOP: Final = EntryPoint("sandbox.engines.compiled.entry", "advance_run")
_making = threading.Lock()


class Stepper(Protocol):
    """A replication that can be advanced.

    Attributes
    ----------
    run
        Its tables.
    """

    run: Run

    def advance(self, arrivals_max: int) -> int:
        """Advance by so many arrivals at most; return a `Status`."""
        ...

    def arrays(self) -> Run:
        """Return its tables as arrays."""
        ...


@dataclass(slots=True)
class CompiledStepper:
    """Advances by machine code."""

    run: Run
    directory: NDArray[Any]
    apart: Mapping[str, NDArray[Any]]

    def advance(self, arrivals_max: int) -> int:
        """Advance by so many arrivals at most; return a `Status`."""
        return kernel()(self.directory, arrivals_max)

    def arrays(self) -> Run:
        """Return its tables as arrays, which they are."""
        return self.run


@dataclass(slots=True)
class InterpretedStepper:
    """Advances by Python itself: the same source, for debuggers and for coverage."""

    run: Run

    def advance(self, arrivals_max: int) -> int:
        """Advance by so many arrivals at most; return a `Status`."""
        return advance(self.run, arrivals_max)

    def arrays(self) -> Run:
        """Return its tables as arrays."""
        run: Run = as_columns(self.run, Run)
        return run


def stepper(run: Run, apart: Mapping[str, NDArray[Any]]) -> Stepper:
    """Return what advances a replication: Python where `NUMBA_DISABLE_JIT=1` says so.

    Parameters
    ----------
    apart
        See `directory_of`.
    """
    if is_interpreted():
        return InterpretedStepper(as_lists(run, Run))
    return CompiledStepper(run, directory_of(run, apart), apart)


def kernel() -> MachineCode:
    """Return the event loop: (directory, arrivals at most) → `Status`."""
    with _making:
        return _kernel()


@cache
def _kernel() -> MachineCode:
    code = None if is_checked() else kept()
    if code is None:
        code = optimised(intermediate_code(EVENT_LOOP))
        # Code that checks every index is not what is kept.
        if not is_checked():
            keep(code)
    return loaded(code)


def prepare(say: Callable[[str], None]) -> None:
    """Make the machine code, or read it from the disk; say so where it takes a while."""
    if is_interpreted():
        return
    if is_checked() or kept() is None:
        say("compiling the engine, once for this version (about 20 s)")
    kernel()
