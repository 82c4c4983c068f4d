"""The trace of a run as one Parquet file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.chance.streams import stream_key
from sandbox.engines.engine import Observers
from sandbox.engines.reference import ReferenceEngine
from sandbox.engines.trace import Trace
from sandbox.errors import MissingExtraError, UsageError
from sandbox.scenario.tables.world import NOBODY
from sandbox.studies.runs import REPLICATIONS, RunOptions, build_worlds, seed_of
from sandbox.studies.smoke import smoke_edition
from sandbox.vocabulary import Container, LinkState, Outcome, PaidAfter, Payload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.tables.build import BuiltWorld


def write_trace(
    loaded: Loaded,
    options: RunOptions,
    path: Path,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write one row per checkout, replication and regime; return the number of rows.

    Indices become names.

    Raises
    ------
    MissingExtraError
        Without DuckDB (`pip install 'payment-interoperability-sandbox[results]'`).
    UsageError
        If the file cannot be written.
    """
    try:
        import duckdb  # noqa: PLC0415 -- optional, and slow to import
    except ImportError:
        raise MissingExtraError(
            "writing a trace needs DuckDB",
            hint="pip install 'payment-interoperability-sandbox[results]'",
        ) from None
    document = smoke_edition(loaded.document) if options.smoke else loaded.document
    replications = options.replications or document.replications or REPLICATIONS
    seed = seed_of(document, options.seed)
    worlds = build_worlds(document, options.regimes)
    connection = duckdb.connect()
    rows, done = 0, 0
    for built in worlds:
        for replication in range(replications):
            trace = Trace()
            engine = ReferenceEngine()
            engine.simulate(built.world, stream_key(seed, replication), Observers(trace=trace))
            part = named_columns(built, replication, trace.columns())
            rows += len(part["checkout"])
            _store(connection, part, first=not done)
            done += 1
            if progress is not None:
                progress(done, len(worlds) * replications)
    _write(connection, path)
    return rows


def named_columns(
    built: BuiltWorld,
    replication: int,
    columns: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """Return the columns of a trace with names in place of indices."""
    labels = built.labels
    names: dict[str, Sequence[str]] = {
        "destination": labels.destinations.names,
        "surface": labels.surfaces.names,
        "payload": [member.name.lower() for member in Payload],
        "segment": labels.segments.names,
        "favourite": labels.wallets.names,
        "link_state": [member.name.lower() for member in LinkState],
        "container": [member.name.lower() for member in Container],
        "wallet": labels.wallets.names,
        "route": built.routes,
        "outcome": [member.name.lower() for member in Outcome],
        "paid_after": [member.name.lower() for member in PaidAfter],
    }
    count = len(columns["checkout"])
    named: dict[str, Any] = {
        "regime": np.full(count, built.regime, dtype=object),
        "replication": np.full(count, replication, dtype=np.int64),
    }
    for column, values in columns.items():
        if column in names:
            member = names[column]
            named[column] = np.array(
                [None if value == NOBODY else member[value] for value in values], dtype=object
            )
        else:
            named[column] = np.asarray(values, dtype=np.int64)
    return named


def _store(connection: Any, part: dict[str, Any], *, first: bool) -> None:  # noqa: ANN401 -- untyped
    connection.register("part", part)
    verb = "CREATE TABLE trace AS" if first else "INSERT INTO trace"
    connection.execute(f"{verb} SELECT * FROM part")  # noqa: S608 -- no text of the user in it
    connection.unregister("part")


def _write(connection: Any, path: Path) -> None:  # noqa: ANN401 -- untyped
    target = str(path).replace("'", "''")
    try:
        connection.execute(f"COPY trace TO '{target}' (FORMAT parquet)")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error}") from error
    except Exception as error:
        if type(error).__name__ == "IOException":
            raise UsageError(f"cannot write {path}", hint=str(error).splitlines()[0]) from error
        raise
