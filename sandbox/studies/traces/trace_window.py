"""The window through which the rows of a trace pass, to leave it in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.model.records.trace_row import COLUMNS

if TYPE_CHECKING:
    from sandbox.engines.trace import Part, Sink

KEY: Final = ("regime", "replication", "checkout")
FILE_COLUMNS: Final = ("regime", "replication", *COLUMNS)
ROWS_MAX: Final = 1 << 18  # 61 MB
LATE_MAX: Final = 1 << 17  # of them wait for latecomers
STRAIGHT_MIN: Final = 1 << 15  # rows of a part that is worth storing on its own

Lines = Sequence[NDArray[np.int64]]


class Window:
    """The latest rows of a run: it gathers small parts, and latecomers find their place in it.

    Regimes and replications come in order; inside a replication, rows come as checkouts end,
    roughly by number. Large parts in order pass without being copied.

    Parameters
    ----------
    sink
        Gets parts with the columns `FILE_COLUMNS`; their arrays are used again afterwards.
    rows_max
        Rows that are held at most.
    late_max
        How many rows a latecomer may jump; at most half of `rows_max`.

    Attributes
    ----------
    count
        Rows that were added.
    is_in_order
        Whether what was passed on is sorted by `KEY`; False if somebody came too late.
    """

    def __init__(self, sink: Sink, rows_max: int = ROWS_MAX, late_max: int = LATE_MAX) -> None:
        self.count = 0
        self.is_in_order = True
        self._sink = sink
        self._late_max = late_max
        self._has_latecomers = False
        self._lines = np.empty((len(FILE_COLUMNS), rows_max), dtype=np.int64)
        self._used = 0
        self._last = [-1] * len(KEY)

    def add(self, regime: int, replication: int, part: Part) -> None:
        """Add rows of one replication, none of which is kept as an array of the caller."""
        count = len(part["checkout"])
        place = [np.full(count, number, dtype=np.int64) for number in (regime, replication)]
        lines = [*place, *(part[name] for name in COLUMNS)]
        self.count += count
        if count >= STRAIGHT_MIN and not self._has_latecomers and is_sorted(lines):
            self._release()
            self._pass_on(lines)
        else:
            self._copy(lines)

    def close(self) -> None:
        """Pass on what is left."""
        self._release()

    def _copy(self, lines: Lines) -> None:
        first, count = 0, len(lines[0])
        while first < count:
            if self._used == self._lines.shape[1]:
                self._release(self._late_max)
            size = min(count - first, self._lines.shape[1] - self._used)
            for kept, line in zip(self._lines, lines, strict=True):
                kept[self._used : self._used + size] = line[first : first + size]
            self._used += size
            first += size

    def _release(self, late_max: int = 0) -> None:
        """Pass the rows on, except for the last ones if latecomers may go before them."""
        lines = [line[: self._used] for line in self._lines]
        if not is_sorted(lines):
            self._has_latecomers = True
            order = np.lexsort(lines[len(KEY) - 1 :: -1])
            for line in lines:
                line[:] = line[order]
        kept = min(late_max, self._used) if self._has_latecomers else 0
        ready = self._used - kept
        if ready:
            self._pass_on([line[:ready] for line in lines])
        for line in lines:
            line[:kept] = line[ready:]
        self._used = kept

    def _pass_on(self, lines: Lines) -> None:
        if [int(line[0]) for line in lines[: len(KEY)]] <= self._last:
            self.is_in_order = False
        self._last = [int(line[-1]) for line in lines[: len(KEY)]]
        self._sink(dict(zip(FILE_COLUMNS, lines, strict=True)))


def is_sorted(lines: Lines) -> bool:
    """Tell whether numbers of checkouts rise in every replication; replications do anyway."""
    regime, replication, checkout = lines[: len(KEY)]
    same = (regime[1:] == regime[:-1]) & (replication[1:] == replication[:-1])
    return not np.any(same & (checkout[1:] <= checkout[:-1]))
