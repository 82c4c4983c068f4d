"""Rows of single checkouts, to be counted one by one: the slow way to any metric."""

from __future__ import annotations

from typing import Any

from sandbox.chance.streams import stream_key
from sandbox.engines.protocol import Observers
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.engines.trace import Trace
from sandbox.metrics.regime_result import RegimeResult
from sandbox.studies.traces.run_trace import named_columns

Row = dict[str, Any]


def checkouts(result: RegimeResult, seed: int) -> list[list[Row]]:
    """Return one row per checkout with names in place of indices, replication by replication."""
    found = []
    for replication in range(len(result.tallies)):
        trace = Trace()
        key = stream_key(seed, replication)
        ReferenceEngine().simulate(result.built.world, key, Observers(trace=trace))
        columns = named_columns(result.built, trace.columns())
        rows = zip(*columns.values(), strict=True)
        found.append(
            [dict(zip(columns, row, strict=True)) | {"replication": replication} for row in rows]
        )
    return found
