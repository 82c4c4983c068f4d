"""One regime with what its replications counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics.tally import Tally, table_total, total

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandbox.scenario.tables.build import BuiltWorld


@dataclass(frozen=True, slots=True)
class RegimeResult:
    """One regime: its tables, and the tallies of its replications, in order.

    Attributes
    ----------
    built
        The tables of the regime, with their names.
    tallies
        Of one replication each, or of several replications together where `count` says so.
    count
        Replications in all tallies; 0 for one each.
    """

    built: BuiltWorld
    tallies: tuple[Tally, ...]
    count: int = 0

    @property
    def replications(self) -> int:
        """Replications in all tallies."""
        return self.count or len(self.tallies)

    @property
    def regime(self) -> str:
        """Name of the regime."""
        return self.built.regime

    @property
    def total(self) -> Tally:
        """Sum over replications."""
        return total(self.tallies)

    def per_replication(self, table: str, *index: int | slice) -> list[int]:
        """Return the sum of a part of a table, one number per replication."""
        return [int(tally[table][index].sum()) for tally in self.tallies]

    def counts(self, table: str) -> NDArray[np.int64]:
        """Return a table summed over replications."""
        return table_total(self.tallies, table)
