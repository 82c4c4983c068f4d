"""The compiled event loop, made once in a process and kept on disk."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import njit, types

from sandbox.engines.compiled import language  # noqa: F401 -- teaches the compiler
from sandbox.engines.compiled.cache import keep_on_disk
from sandbox.engines.compiled.compilation import with_compiled_callees
from sandbox.engines.compiled.linking import ProgramCompiler
from sandbox.engines.collector import no_cycles_to_collect
from sandbox.engines.compiled.loop import advance
from sandbox.engines.compiled.state import Run
from sandbox.engines.compiled.views import view_as

view = view_as(Run)


def advance_run(directory: Any, arrivals_max: int) -> int:  # noqa: ANN401 -- an array
    """Advance the replication of a directory; see `loop.advance`."""
    return advance(view(directory), arrivals_max)


@cache
def kernel() -> Any:  # noqa: ANN401 -- Numba's dispatcher has no type
    """Return the event loop: (directory, arrivals at most) → `Status`."""
    program = njit(nogil=True, no_cfunc_wrapper=True, pipeline_class=ProgramCompiler)(
        with_compiled_callees(advance_run)
    )
    keep_on_disk(program)
    with no_cycles_to_collect():
        program.compile((types.int64[::1], types.int64))
    return program
