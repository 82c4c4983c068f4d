"""Where machine code begins: the event loop, for a replication that hangs from one address.

Only the process that compiles imports this; the interpreter begins at the event loop itself.
"""

from __future__ import annotations

from typing import Any

from sandbox.engines.compiled.compiler.language import table_at
from sandbox.engines.compiled.loop import advance
from sandbox.engines.compiled.state import Run

run_at = table_at(Run)


def advance_run(directory: Any, arrivals_max: int) -> int:
    """Advance the replication of a directory; see `loop.advance`."""
    return advance(run_at(directory), arrivals_max)
