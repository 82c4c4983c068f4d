"""The trace: one row per checkout, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sandbox.model.records.trace_row import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS_PER_PART: Final = 1 << 16

Part = Mapping[str, NDArray[np.int64]]
Sink = Callable[[Part], None]


@dataclass(slots=True)
class Trace:
    """Rows of checkouts in the order in which they end; indices as in the tables, -1 for nothing.

    Rows come one by one or as whole parts, and are kept here or handed on.

    Attributes
    ----------
    sink
        Gets every part and must be done with its arrays when it returns; none to keep the parts.
    rows
        One tuple per checkout that is in no part yet, in the order of `COLUMNS`.
    parts
        What is kept.
    """

    sink: Sink | None = None
    rows: list[tuple[int, ...]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def add(self, row: tuple[int, ...]) -> None:
        """Add the row of one checkout."""
        self.rows.append(row)
        if len(self.rows) == ROWS_PER_PART:
            self.flush()

    def add_part(self, columns: Part) -> None:
        """Add the rows of many checkouts; the caller may use the arrays again afterwards.

        Parameters
        ----------
        columns
            One array for each of `COLUMNS`, all of the same length.
        """
        if self.sink is not None:
            self.sink(columns)
        else:
            self.parts.append({name: columns[name].copy() for name in COLUMNS})

    def flush(self) -> None:
        """Make a part of the rows that were added one by one; the end of a replication needs it."""
        if self.rows:
            cells = np.array(self.rows, dtype=np.int64).T.copy()
            self.rows.clear()
            self.add_part(dict(zip(COLUMNS, cells, strict=True)))

    def columns(self) -> dict[str, Sequence[int]]:
        """Return the columns of all that is kept, sorted by checkout."""
        self.flush()
        nothing = np.empty(0, dtype=np.int64)
        whole = {
            name: np.concatenate([nothing, *(part[name] for part in self.parts)])
            for name in COLUMNS
        }
        order = np.argsort(whole["checkout"], kind="stable")
        return {name: column[order].tolist() for name, column in whole.items()}
