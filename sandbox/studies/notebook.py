"""What a study remembers of the replications that it has made, and of those made before it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.machine import check_own
from sandbox.studies.keys import ReplicationKey, rules_hash, tables_hash
from sandbox.studies.replications import Replicated
from sandbox.studies.store import Store, Stored, time_now
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sandbox.scenario.tables.build import BuiltWorld

ROWS_MAX = 64  # of one file
SECONDS_MAX = 1.0  # that finished work waits in memory
READ_AT_ONCE = 32  # replications of a group: each look into the store opens all of its files


class Notebook:
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
        self._read: dict[ReplicationKey, Stored] = {}
        self._rows: list[Stored] = []
        self._since = time.monotonic()

    def note(self, worlds: Sequence[BuiltWorld], replication: int, came: Replicated) -> None:
        """Remember what came of a unit; it outlives a crash a second later."""
        baseline = self._hash(worlds[0])
        for k, built in enumerate(worlds):
            flows = {baseline: came.flows[k]} if came.flows else {}
            self._rows.append(
                Stored(
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
        self, worlds: Sequence[BuiltWorld], replication: int, *, has_flows: bool
    ) -> Replicated | None:
        """Return what came of a unit before, None where it is not all there."""
        if not self._is_read:
            return None
        if any(replication not in self._replications_of(built) for built in worlds):
            return None
        keys = [self._key(built, replication) for built in worlds]
        if any(key not in self._read for key in keys):
            self._read = self._store.find(self._from(worlds, replication))
        found = self._read
        if any(key not in found for key in keys):
            return None
        baseline = self._hash(worlds[0])
        flows = [found[key].flows.get(baseline) for key in keys]
        if has_flows and any(flow is None for flow in flows):
            return None
        return Replicated(
            tuple(found[key].tally for key in keys),
            tuple(flow for flow in flows if flow is not None) if has_flows else (),
        )

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
            known = self._store.known(tables, rules_hash(), self._seed)
            self._known[tables] = frozenset(known)
        return self._known[tables]
