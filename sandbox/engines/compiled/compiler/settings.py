"""What the user's variables say of the compiler, in Numba's own words; read without Numba."""

from __future__ import annotations

import os
from typing import Final

PREFIX: Final = "NUMBA_"
INTERPRETED: Final = "NUMBA_DISABLE_JIT"
CHECKED: Final = "NUMBA_BOUNDSCHECK"


def is_interpreted() -> bool:
    """Tell whether the event loop is to run as Python."""
    return _is_on(INTERPRETED)


def is_checked() -> bool:
    """Tell whether machine code is to check every index."""
    return _is_on(CHECKED)


def child_environment() -> dict[str, str]:
    """Return the variables of a process that compiles.

    Only there does Numba leave the optimising to us; in this process it would slow down whatever
    else the user compiles. Other settings of the user's could change the code that is kept.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**kept, "NUMBA_OPT": "0", CHECKED: str(int(is_checked()))}


def _is_on(name: str) -> bool:
    try:
        return bool(int(os.environ.get(name, "0")))
    except ValueError:  # Numba takes its default then, too
        return False
