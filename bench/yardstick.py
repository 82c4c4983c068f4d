"""Fixed work to compare with, so that a stored figure does not depend on the machine's speed.

Nothing here is part of the program. Change it, and every stored ratio and the history lose their
meaning: that is why a test knows its result.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

STEPS: Final = 1_000_000
MASK: Final = (1 << 32) - 1
MULTIPLIER: Final = 0x52511F53  # times 32 bits stay below 2**63
KEY: Final = 0x9E3779B9
ROUNDS: Final = 10
KNOTS: Final = 4096
PLACES: Final = 255  # of the heap
CELLS: Final = 1024

# What a Python program pays for starting: reading byte code and making objects of it.
STANDARD_LIBRARY: Final = (
    "import argparse, asyncio, concurrent.futures, decimal, email.mime.text, http.client, "
    "json, logging.config, sqlite3, unittest, urllib.request, xml.dom.minidom"
)


def walk(steps: int, table: Any, heap: Any, cells: Any) -> int:  # noqa: ANN401 -- lists or arrays
    """Do what an event loop does: draw, look up, put an event into its place, branch, count.

    Parameters
    ----------
    steps
        How many.
    table
        `KNOTS + 1` rising numbers.
    heap
        `PLACES` times, a binary heap.
    cells
        `CELLS` sums.

    Returns
    -------
    A digest of all that was done.
    """
    told = 0
    for step in range(steps):
        word, other = step & MASK, told & MASK
        for _ in range(ROUNDS):
            product = word * MULTIPLIER
            word, other = (product >> 32) ^ other ^ KEY, product & MASK
        knot = word >> 20 & KNOTS - 1
        low, high = table[knot], table[knot + 1]
        delay = low + ((high - low) * (word & 0xFFFFF) >> 20)
        now = heap[0]
        later = now + delay + 1
        place, child = 0, 1
        while child < PLACES:
            if child + 1 < PLACES and heap[child + 1] < heap[child]:
                child += 1
            if heap[child] >= later:
                break
            heap[place] = heap[child]
            place, child = child, 2 * child + 1
        heap[place] = later
        kind = other & 7
        if kind < 3:
            cells[other >> 3 & CELLS - 1] += delay
        elif kind < 6:
            cells[now & CELLS - 1] += 1
        elif delay > low:
            cells[knot & CELLS - 1] += low
        told = (told * 31 + delay + cells[now & CELLS - 1]) & MASK
    return told


def tables() -> tuple[Any, Any, Any]:
    """Return fresh tables for a walk."""
    knots = np.arange(KNOTS + 1, dtype=np.int64)
    return knots * knots // 64, np.zeros(PLACES, np.int64), np.zeros(CELLS, np.int64)


class Yardstick:
    """The walk as machine code; compiled when it is made."""

    def __init__(self) -> None:
        from numba import njit  # noqa: PLC0415 -- slow to import

        self._walk: Any = njit(nogil=True)(walk)
        self.run(1)

    def run(self, steps: int = STEPS) -> int:
        """Walk so many steps from the start; return the digest."""
        return int(self._walk(steps, *tables()))
