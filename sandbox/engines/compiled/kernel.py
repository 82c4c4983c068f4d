"""The compiled event loop, made once in a process and kept on disk."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import njit

from sandbox.engines.compiled import loop, members  # noqa: F401 -- members teach the compiler
from sandbox.engines.compiled.compilation import compiled
from sandbox.engines.compiled.state import Run
from sandbox.engines.compiled.views import view_as


@cache
def kernel() -> Any:  # noqa: ANN401 -- Numba's dispatcher has no type
    """Return the event loop: (directory, arrivals at most) → `Status`."""
    advance = compiled(loop.advance)
    view = view_as(Run)

    @njit(nogil=True)
    def advance_run(directory: Any, arrivals_max: int) -> int:  # noqa: ANN401 -- an array
        return advance(view(directory), arrivals_max)

    return advance_run
