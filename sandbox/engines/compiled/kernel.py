"""The event loop as machine code, made once and kept on disk; or as Python, where that is asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from numba import njit, types
from numba.core import config

from sandbox.engines.collector import no_cycles_to_collect
from sandbox.engines.compiled import language  # noqa: F401 -- teaches the compiler
from sandbox.engines.compiled.cache import is_kept, keep_on_disk
from sandbox.engines.compiled.compilation import with_compiled_callees
from sandbox.engines.compiled.linking import ProgramCompiler
from sandbox.engines.compiled.loop import advance
from sandbox.engines.compiled.state import Run
from sandbox.engines.compiled.storage import as_columns, as_lists, directory_of
from sandbox.engines.compiled.views import view_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FunctionType

    from numpy.typing import NDArray

view = view_as(Run)
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
        return int(kernel()(self.directory, arrivals_max))

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
    if config.DISABLE_JIT:
        return InterpretedStepper(as_lists(run, Run))
    return CompiledStepper(run, directory_of(run, apart), apart)


def advance_run(directory: Any, arrivals_max: int) -> int:
    """Advance the replication of a directory; see `loop.advance`."""
    return advance(view(directory), arrivals_max)


def kernel() -> Any:
    """Return the event loop: (directory, arrivals at most) → `Status`."""
    with _making:
        return _kernel()


@cache
def _kernel() -> Any:
    program = njit(nogil=True, no_cfunc_wrapper=True, pipeline_class=ProgramCompiler)(
        with_compiled_callees(cast("FunctionType", advance_run))
    )
    # Code that checks every index is not what is kept.
    if not config.BOUNDSCHECK:
        keep_on_disk(program)
    with no_cycles_to_collect():
        program.compile((types.int64[::1], types.int64))
    return program


def prepare(say: Callable[[str], None]) -> None:
    """Make the machine code, or read it from the disk; say so where it takes a while."""
    if config.DISABLE_JIT:
        return
    if not is_kept():
        say("compiling the engine, once for this version (about 15 s)")
    kernel()
