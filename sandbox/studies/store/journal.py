"""What a study remembers of the replications that it has made, and of those made before it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.machine import check_own
from sandbox.studies.replications.unit_of_work import UnitResult
from sandbox.studies.store.keys import ReplicationKey, rules_hash, tables_hash
from sandbox.studies.store.store import Store, StoredReplication, time_now
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.metrics.tally import Tally
    from sandbox.scenario.tables.build import BuiltWorld

ROWS_MAX = 64  # of one file
SECONDS_MAX = 1.0  # that finished work waits in memory
READ_AT_ONCE = 32  # replications of a group: each look into the store opens all of its files


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """What a store has of one replication of a group of worlds.

    Attributes
    ----------
    worlds, matched_count
        How many worlds there are, and of how many the checkouts are matched.
    tallies, moves
        Place of a world → what is there.
    """

    worlds: int
    matched_count: int
    tallies: dict[int, Tally] = field(default_factory=dict)
    moves: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def whole(self) -> UnitResult | None:
        """Return the replication; None where something is missing."""
        if len(self.tallies) < self.worlds or len(self.moves) < self.matched_count:
            return None
        return UnitResult(
            tuple(self.tallies[k] for k in range(self.worlds)),
            tuple(self.moves[k] for k in range(self.matched_count)),
        )

    def missing(self) -> tuple[int, ...]:
        """Return the worlds to simulate; checkouts are matched with those of the baseline."""
        places = [
            k
            for k in range(self.worlds)
            if k not in self.tallies or (k < self.matched_count and k not in self.moves)
        ]
        if any(0 < place < self.matched_count for place in places):
            places = [0, *(place for place in places if place)]
        return tuple(places)

    def complete(self, came: UnitResult) -> UnitResult:
        """Return the whole replication, given what came of the missing worlds."""
        places = self.missing()
        tallies = self.tallies | dict(zip(places, came.tallies, strict=True))
        among = [place for place in places if place < self.matched_count]
        moves = self.moves | dict(zip(among, came.moves, strict=True))
        return UnitResult(
            tuple(tallies[k] for k in range(self.worlds)),
            tuple(moves[k] for k in range(self.matched_count)),
        )


class Journal:
    """Writes finished replications into a store, some at a time, and finds those that are there.

    Parameters
    ----------
    folder
        Of the store.
    scenario
        Name for people.
    seed
        Of all draws.
    is_read
        Whether replications that are there already are used (`--resume`).

    Raises
    ------
    MachineError
        If somebody else could change the folder.
    """

    def __init__(self, folder: Path, scenario: str, seed: int, *, is_read: bool) -> None:
        check_own(folder, "the store")
        self._store = Store(folder)
        self._scenario, self._seed, self._is_read = scenario, seed, is_read
        self._hashes: dict[int, tuple[BuiltWorld, str]] = {}
        self._known: dict[str, frozenset[int]] = {}
        self._read: dict[ReplicationKey, StoredReplication] = {}
        self._rows: list[StoredReplication] = []
        self._since = time.monotonic()

    def note(self, worlds: Sequence[BuiltWorld], replication: int, came: UnitResult) -> None:
        """Remember what came of a unit; it outlives a crash a second later."""
        baseline = self._hash(worlds[0])
        for k, built in enumerate(worlds):
            flows = {baseline: came.moves[k]} if k < len(came.moves) else {}
            self._rows.append(
                StoredReplication(
                    self._key(built, replication),
                    self._scenario,
                    built.regime,
                    __version__,
                    time_now(),
                    came.tallies[k],
                    flows,
                )
            )
        if len(self._rows) >= ROWS_MAX or time.monotonic() - self._since > SECONDS_MAX:
            self.flush()

    def flush(self) -> None:
        """Write down what is only in memory."""
        self._store.write(self._rows)
        self._rows, self._since = [], time.monotonic()

    def find(
        self, worlds: Sequence[BuiltWorld], replication: int, matched_count: int
    ) -> StoredUnit:
        """Return what is there of a replication: nothing unless the store is read.

        Parameters
        ----------
        matched_count
            Of how many worlds, the first ones, the checkouts are matched with the baseline's.
        """
        known = StoredUnit(len(worlds), matched_count)
        if not self._is_read:
            return known
        places = [k for k, b in enumerate(worlds) if replication in self._replications_of(b)]
        keys = {k: self._key(worlds[k], replication) for k in places}
        if any(key not in self._read for key in keys.values()):
            self._read = self._store.find(self._from(worlds, replication))
        baseline = self._hash(worlds[0])
        for place, key in keys.items():
            if key in self._read:
                stored = self._read[key]
                known.tallies[place] = stored.tally
                if place < matched_count and baseline in stored.moves:
                    known.moves[place] = stored.moves[baseline]
        return known

    def _from(self, worlds: Sequence[BuiltWorld], first: int) -> list[ReplicationKey]:
        """Return the keys of a replication and of those that are likely to be asked for next."""
        span = range(first, first + READ_AT_ONCE)
        return [self._key(b, k) for b in worlds for k in span if k in self._replications_of(b)]

    def _key(self, built: BuiltWorld, replication: int) -> ReplicationKey:
        return ReplicationKey(self._hash(built), rules_hash(), self._seed, replication)

    def _hash(self, built: BuiltWorld) -> str:
        # The world itself is kept too: while it lives, nothing else can have its address.
        known = self._hashes.get(id(built))
        if known is None:
            known = built, tables_hash(built.world)
            self._hashes[id(built)] = known
        return known[1]

    def _replications_of(self, built: BuiltWorld) -> frozenset[int]:
        tables = self._hash(built)
        if tables not in self._known:
            known = self._store.replication_numbers(tables, rules_hash(), self._seed)
            self._known[tables] = frozenset(known)
        return self._known[tables]
