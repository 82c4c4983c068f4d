"""Worlds that live through the same draws, and what is known of them so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.studies.replications.unit_of_work import UnitResult

BATCHES_MOST = 64
"""Whole tallies that a group keeps: as many as intervals need, and memory has room for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Worlds on the same draws, and how many replications of them.

    Attributes
    ----------
    worlds
        The baseline first.
    least, most
        Replications; where they differ, `is_enough` decides.
    is_enough
        Looks at the results of a prefix and tells whether it answers the question.
    tables
        Tables of the tally that are kept replication by replication.
    matched_count
        Of how many worlds, the first ones, the checkouts are matched with those of the baseline;
        0 for none.
    in_batches
        Whether whole tallies are kept, those of several replications together where there are
        many.
    """

    worlds: tuple[BuiltWorld, ...]
    least: int
    most: int
    tables: frozenset[str]
    is_enough: Callable[[GroupResult], bool] | None = None
    matched_count: int = 0
    in_batches: bool = False


@dataclass(slots=True)
class GroupResult:
    """What is known of a group: the contiguous prefix of its replications.

    Attributes
    ----------
    worlds
        The tables of the group.
    kept_tallies
        By world, what is kept of the tally of each replication.
    totals
        Each world's whole tally, summed over the prefix.
    moves
        From the baseline to each world that is matched, summed over the prefix.
    stopped_by
        What ended it: `replications`, `precision`, `time` or `checkouts`; empty while it goes on.
    batches, batch
        Each world's whole tallies in batches of so many replications, the last one perhaps of
        fewer; empty unless asked for.
    """

    worlds: tuple[BuiltWorld, ...]
    kept_tallies: list[list[Tally]]
    totals: list[Tally] = field(default_factory=list)
    moves: list[NDArray[np.int64]] = field(default_factory=list)
    stopped_by: str = ""
    batches: list[list[Tally]] = field(default_factory=list)
    batch: int = 1

    @property
    def replications(self) -> int:
        """Length of the prefix."""
        return len(self.kept_tallies[0])

    @property
    def results(self) -> list[RegimeResult]:
        """Each world with the tables that are kept of each replication."""
        return [
            RegimeResult(built, tuple(kept))
            for built, kept in zip(self.worlds, self.kept_tallies, strict=True)
        ]

    @property
    def in_batches(self) -> list[RegimeResult]:
        """Each world with whole tallies, of one replication each while there are few."""
        if not self.batches:
            return self.results
        return [
            RegimeResult(built, tuple(tallies), self.replications)
            for built, tallies in zip(self.worlds, self.batches, strict=True)
        ]

    def add(self, came: UnitResult, group: Group) -> None:
        """Add the next replication."""
        if group.in_batches:
            self._put_into_batches(came)
        for kept, tally in zip(self.kept_tallies, came.tallies, strict=True):
            kept.append(Tally({name: tally[name] for name in sorted(group.tables)}))
        if not self.totals:
            self.totals, self.moves = list(came.tallies), list(came.moves)
            return
        self.totals = [a + b for a, b in zip(self.totals, came.tallies, strict=True)]
        self.moves = [a + b for a, b in zip(self.moves, came.moves, strict=True)]

    def _put_into_batches(self, came: UnitResult) -> None:
        """Add a replication to the last batch, or begin one; of too many make half as many.

        Batches of independent replications are independent, so intervals of what is not kept by
        replication come from them, and memory does not grow with replications.
        """
        if not self.batches:
            self.batches = [[] for _ in came.tallies]
        is_new = self.replications % self.batch == 0
        for tallies, tally in zip(self.batches, came.tallies, strict=True):
            if is_new:
                tallies.append(tally)
            else:
                tallies[-1] += tally
        if len(self.batches[0]) > BATCHES_MOST:
            self.batches = [_in_pairs(tallies) for tallies in self.batches]
            self.batch *= 2


def _in_pairs(tallies: list[Tally]) -> list[Tally]:
    pairs = zip(tallies[::2], tallies[1::2], strict=False)
    left_over = tallies[-1:] if len(tallies) % 2 else []
    return [*(one + other for one, other in pairs), *left_over]
