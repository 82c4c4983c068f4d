"""The trace of a run as one Parquet file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.chance.streams import stream_key
from sandbox.engines.catalogue import BOTH, COMPILED, engine_named
from sandbox.engines.protocol import Observers
from sandbox.engines.trace import Trace
from sandbox.studies.options import Options
from sandbox.studies.runs import REPLICATIONS, engine_of, seed_of, sound_worlds
from sandbox.studies.smoke import smoke_edition
from sandbox.studies.traces.trace_file import trace_file
from sandbox.studies.traces.trace_window import Window
from sandbox.vocabulary import NOBODY, Container, LinkState, Outcome, PaidAfter, Payload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from enum import IntEnum
    from pathlib import Path

    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.tables.build import BuiltWorld


def write_trace(
    loaded: Loaded,
    options: Options,
    path: Path,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write one row per checkout, replication and regime; return the number of rows.

    Indices become names. Rows are sorted by regime in the order of the run, then by replication
    and checkout. Memory does not grow with their number, and the file appears when it is complete.

    Raises
    ------
    MissingExtraError
        Without DuckDB (`pip install 'payment-interoperability-sandbox[results]'`).
    UsageError
        If the file cannot be written; for an unknown regime or engine.
    """
    document = smoke_edition(loaded.document) if options.smoke else loaded.document
    replications = options.replications or document.replications or REPLICATIONS
    seed = seed_of(document, options.seed)
    worlds = sound_worlds(loaded, document, options.regimes, replications)
    name = engine_of(worlds, options.engine)
    engine = engine_named(COMPILED if name == BOTH else name)
    with trace_file(path) as file:
        window = Window(file.store)
        for w, built in enumerate(worlds):
            for replication in range(replications):
                trace = Trace(sink=partial(window.add, w, replication))
                engine.simulate(built.world, stream_key(seed, replication), Observers(trace=trace))
                trace.flush()
                if progress is not None:
                    progress(w * replications + replication + 1, len(worlds) * replications)
        window.close()
        file.complete(names_of(worlds), is_in_order=window.is_in_order)
    return window.count


def named_columns(
    built: BuiltWorld, columns: Mapping[str, Sequence[int]]
) -> dict[str, Sequence[Any]]:
    """Return the columns of a trace with names in place of indices, None for nobody."""
    names = names_of([built])
    named: dict[str, Sequence[Any]] = dict(columns)
    for column in columns.keys() & names.keys():
        member = names[column]
        named[column] = [None if k == NOBODY else member[k] for k in columns[column]]
    return named


def names_of(worlds: Sequence[BuiltWorld]) -> dict[str, Sequence[str]]:
    """Return what the indices of a column stand for: the same in every regime of a document."""
    labels = worlds[0].labels
    return {
        "regime": [built.regime for built in worlds],
        "destination": labels.destinations.names,
        "surface": labels.surfaces.names,
        "payload": _members(Payload),
        "segment": labels.segments.names,
        "favourite": labels.wallets.names,
        "link_state": _members(LinkState),
        "container": _members(Container),
        "wallet": labels.wallets.names,
        "route": worlds[0].routes,
        "outcome": _members(Outcome),
        "paid_after": _members(PaidAfter),
    }


def _members(kind: type[IntEnum]) -> list[str]:
    return [member.name.lower() for member in kind]
