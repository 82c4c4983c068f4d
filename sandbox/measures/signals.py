"""Signals through time: what an incident looks like as a curve, bucket by bucket of arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.engines.record import APPROVED, ATTEMPTS, QUERIES, QUEUED
from sandbox.measures.breakdown import outcome_counts
from sandbox.measures.histogram import PERCENTILES, coarse_bounds, middle, percentile_us
from sandbox.measures.pressure import station_names
from sandbox.units import format_time
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandbox.measures.results import RegimeResult


def time_json(result: RegimeResult) -> dict[str, Any]:
    """Return outcomes, attempts, queries, answer times and queues by time bucket."""
    built = result.built
    settings = built.world.settings
    by_bucket = result.counts("by_bucket")
    attempts = result.counts("by_bucket_wallet").sum(axis=1)
    answers = result.counts("answer_by_bucket")
    queues = result.counts("queue_length")
    fees = result.counts("fees_by_bucket")
    services = result.counts("services_by_bucket")
    stations = station_names(built)
    rows = []
    for k, row in enumerate(by_bucket):
        purchases = int(row.sum() - services[k].sum())
        rows.append(
            {
                "from": format_time(built.start_us + k * settings.bucket_us),
                "checkouts": int(row.sum()),
                "success_rate": float(row[Outcome.PAID]) / purchases if purchases else None,
                "outcomes": outcome_counts(row),
                "attempts": int(attempts[k, ATTEMPTS]),
                "approvals": int(attempts[k, APPROVED]),
                "queued": int(attempts[k, QUEUED]),
                "queries": int(attempts[k, QUERIES]),
                "fees_fen": int(fees[k]),
                "latency": coarse_percentiles(answers[k]),
                "queue_length": {
                    name: int(queues[k, station]) / len(result.tallies)
                    for station, name in stations.items()
                },
            },
        )
    return {"bucket_us": settings.bucket_us, "latency_unit": "µs", "buckets": rows}


def coarse_percentiles(counts: NDArray[np.int64]) -> dict[str, int | None]:
    """Return p50, p95, p99 in µs of a coarse histogram, each within 6 %."""
    return {
        f"p{percent}": middle(percentile_us(counts, percent, coarse_bounds))
        for percent in PERCENTILES
    }
