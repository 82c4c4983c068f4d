"""The embedded store: a folder of Parquet files that holds replications under their keys.

A file is written once and never changed, so writers need no lock, stores of several machines
are merged by copying files, and a killed writer leaves every acknowledged replication readable.
A key that stands in several files is one replication: its tallies must be equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sandbox.answers.moves import SIDE
from sandbox.errors import DefectError, UsageError
from sandbox.metrics.tally import Tally
from sandbox.studies.store import parquet_files
from sandbox.studies.store.keys import ReplicationKey

if TYPE_CHECKING:
    from numpy.typing import NDArray

TYPES = {
    "tables": "VARCHAR",
    "rules": "VARCHAR",
    "seed": "UBIGINT",
    "replication": "UINTEGER",
    "scenario": "VARCHAR",
    "regime": "VARCHAR",
    "version": "VARCHAR",
    "time": "VARCHAR",
    "checksum": "VARCHAR",
    "tally": "BLOB",
    "flows": "STRUCT(baseline VARCHAR, cells BIGINT[])[]",
}
COLUMNS = ", ".join(f'"{name}"' for name in TYPES)
ONE_CASE = "tables = ? AND rules = ? AND seed = ?"
AT_ONCE = 256  # replications in memory while all of them are read
ROWS_PER_FILE = 1_024  # of a compacted store


@dataclass(frozen=True, slots=True, eq=False)
class StoredReplication:
    """One replication of one regime, as it is kept.

    Attributes
    ----------
    key
        What it depends on.
    scenario, regime, version, time
        Names for people: which scenario and regime, made by which version, when (UTC).
    tally
        What was counted.
    moves
        Hash of the tables of a baseline → how checkouts moved from its outcomes to these, see
        `answers.moves`.
    """

    key: ReplicationKey
    scenario: str
    regime: str
    version: str
    time: str
    tally: Tally
    moves: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)


class CaseKey(NamedTuple):
    """What all replications of one regime under one seed share."""

    tables: str
    rules: str
    seed: int


class StoredCase(NamedTuple):
    """What a store holds of one regime under one seed: names of the first writer, and how many."""

    tables: str
    rules: str
    seed: int
    scenario: str
    regime: str
    version: str
    replications: int


def time_now() -> str:
    """Return the present moment as UTC text, for example `2024-09-12T12:00:00Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """Replications in a folder; one object serves one thread, any number of processes.

    Parameters
    ----------
    folder
        Where the files are; it is made by the first write.

    Raises
    ------
    MissingExtraError
        Without DuckDB (`pip install 'payment-interoperability-sandbox[results]'`).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._connection = parquet_files.connect()
        self._is_swept = False

    def __iter__(self) -> Iterator[StoredReplication]:
        """Yield every replication once, sorted by key, a few at a time in memory."""
        keys = iter(self._keys())
        while some := list(islice(keys, AT_ONCE)):
            yield from self.find(some).values()

    def write(self, rows: Iterable[StoredReplication]) -> None:
        """Add replications as one file; when this returns, they outlive a crash.

        Raises
        ------
        UsageError
            If the folder cannot be written.
        """
        if not self._is_swept:
            parquet_files.sweep(self.folder)
            self._is_swept = True
        records = [_record_of(row) for row in rows]
        if records:
            columns = list(zip(*records, strict=True))
            parquet_files.write(self._connection, self.folder, TYPES, columns)

    def find(self, keys: Iterable[ReplicationKey]) -> dict[ReplicationKey, StoredReplication]:
        """Return those of some replications that are there, in the order of the keys.

        Raises
        ------
        DefectError
            If two files disagree on a replication.
        UsageError
            If a file is damaged.
        """
        wanted = list(dict.fromkeys(keys))
        cases: dict[CaseKey, list[int]] = {}
        for key in wanted:
            cases.setdefault(CaseKey(key.tables, key.rules, key.seed), []).append(key.replication)
        found: dict[ReplicationKey, _Copy] = {}
        for case, numbers in cases.items():
            for row in self._rows(case, numbers):
                copy = _copy_of(row)
                key = copy.stored.key
                found[key] = found[key].united_with(copy) if key in found else copy
        return {key: found[key].stored for key in wanted if key in found}

    def replication_numbers(self, tables: str, rules: str, seed: int) -> list[int]:
        """Return the numbers of the replications that are there, rising."""
        query = f"SELECT DISTINCT replication FROM {{files}} WHERE {ONE_CASE} ORDER BY 1"  # noqa: S608 -- no text of the user in it
        return [number for (number,) in self._read(query, (tables, rules, seed))]

    def cases(self) -> list[StoredCase]:
        """Return what the store holds, without reading a tally."""
        first = ", ".join(f'arg_min("{n}", time)' for n in ("scenario", "regime", "version"))
        query = f"SELECT tables, rules, seed, {first}, count(DISTINCT replication) FROM {{files}}"  # noqa: S608 -- no text of the user in it
        return [StoredCase(*row) for row in self._read(f"{query} GROUP BY ALL ORDER BY ALL")]

    def merge(self, other: Path) -> int:
        """Copy the files of another store; return how many were new.

        Raises
        ------
        UsageError
            If there is no such folder, or a file in it is damaged.
        """
        if not other.is_dir():
            raise UsageError(f"there is no folder {other}")
        parquet_files.read(self._connection, other, f"SELECT {COLUMNS} FROM {{files}} LIMIT 0")  # noqa: S608 -- no text of the user in it
        found = parquet_files.whole_files(other)
        return sum(parquet_files.copy_into(self.folder, path) for path in found)

    def compact(self) -> None:
        """Put many small files together, while others may read and write.

        The new files are durable before an old one goes; a replication is never in none.
        """
        before = parquet_files.whole_files(self.folder)
        if len(before) < 2:
            return
        rows = iter(self)
        while some := list(islice(rows, ROWS_PER_FILE)):
            self.write(some)
        parquet_files.remove(before)

    def _keys(self) -> Iterator[ReplicationKey]:
        query = "SELECT DISTINCT tables, rules, seed, replication FROM {files} ORDER BY ALL"
        return (ReplicationKey(*row) for row in self._read(query))

    def _rows(self, case: CaseKey, numbers: list[int]) -> list[tuple[Any, ...]]:
        # The bounds let DuckDB skip parts of files by their statistics.
        query = f"""
            SELECT {COLUMNS}, filename FROM {{files}}
            WHERE {ONE_CASE} AND replication BETWEEN ? AND ?
            AND replication IN (SELECT unnest(?::UINTEGER[]))"""  # noqa: S608 -- no text of the user in it
        return self._read(query, (*case, min(numbers), max(numbers), numbers))

    def _read(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return parquet_files.read(self._connection, self.folder, query, values)


def _record_of(row: StoredReplication) -> tuple[object, ...]:
    flows = [
        {"baseline": baseline, "cells": matrix.ravel().tolist()}
        for baseline, matrix in sorted(row.moves.items())
    ]
    names = (row.scenario, row.regime, row.version, row.time)
    key = (row.key.tables, row.key.rules, row.key.seed, row.key.replication)
    return (*key, *names, row.tally.checksum(), row.tally.to_bytes(), flows)


class _Copy(NamedTuple):
    """A replication as one file has it."""

    stored: StoredReplication
    checksum: str
    file: str

    def united_with(self, other: _Copy) -> _Copy:
        """Return what two files know of a replication together, the older one's names.

        Raises
        ------
        DefectError
            If they disagree.
        """
        one, two = self.stored, other.stored
        both = one.moves.keys() & two.moves.keys()
        is_same = self.checksum == other.checksum
        if not is_same or any(not np.array_equal(one.moves[b], two.moves[b]) for b in both):
            raise DefectError(
                f"two results of replication {one.key.replication} of regime `{one.regime}` "
                f"under seed {one.key.seed} differ: {self.file} and {other.file}",
                hint="one of them was made by other code under the same name; move it away",
            )
        older = min(self, other, key=lambda copy: (copy.stored.time, copy.stored.scenario))
        first = older.stored
        flows = {**one.moves, **two.moves}
        names = (first.scenario, first.regime, first.version, first.time)
        return older._replace(stored=StoredReplication(one.key, *names, one.tally, flows))


def _copy_of(row: tuple[Any, ...]) -> _Copy:
    tables, rules, seed, number, scenario, regime, version, time, checksum, data, flows, file = row
    try:
        tally = Tally.from_bytes(data)
        matrices = {
            flow["baseline"]: np.array(flow["cells"], dtype=np.int64).reshape(SIDE, SIDE)
            for flow in flows
        }
    except ValueError as error:
        raise UsageError(f"cannot read {file}: {error}", hint="move the file away") from error
    if tally.checksum() != checksum:
        raise UsageError(f"cannot read {file}: a checksum differs", hint="move the file away")
    key = ReplicationKey(tables, rules, seed, number)
    return _Copy(
        StoredReplication(key, scenario, regime, version, time, tally, matrices), checksum, file
    )
