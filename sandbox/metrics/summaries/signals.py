"""Signals through time: what an incident looks like as a curve, bucket by bucket of arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.metrics.summaries.breakdown import outcome_counts
from sandbox.metrics.summaries.load_effects import station_names
from sandbox.model.records.record import APPROVED, ATTEMPTS, QUERIES, QUEUED
from sandbox.statistics.estimates import Estimate, ratio
from sandbox.statistics.histogram import coarse_bounds, percentiles
from sandbox.units import format_time
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult


def time_json(result: RegimeResult) -> dict[str, Any]:
    """Return outcomes, attempts, queries, answer times and queues by time bucket."""
    built = result.built
    settings = built.world.settings
    by_bucket = result.counts("by_bucket")
    attempts = result.counts("by_bucket_wallet").sum(axis=1)
    answers = result.counts("answer_by_bucket")
    extremes = result.counts("answer_extremes")
    queues = result.counts("queue_length")
    fees = result.counts("fees_by_bucket")
    success = success_by_bucket(result)
    stations = station_names(built)
    rows = []
    for k, row in enumerate(by_bucket):
        rows.append(
            {
                "from": format_time(built.start_us + k * settings.bucket_us),
                "checkouts": int(row.sum()),
                "success_rate": success[k].mean,
                "success_low": success[k].low,
                "success_high": success[k].high,
                "outcomes": outcome_counts(row),
                "attempts": int(attempts[k, ATTEMPTS]),
                "approvals": int(attempts[k, APPROVED]),
                "queued": int(attempts[k, QUEUED]),
                "queries": int(attempts[k, QUERIES]),
                "fees_minor": int(fees[k]),
                "latency": coarse_percentiles(answers[k], extremes),
                "queue_length": {
                    name: int(queues[k, station]) / result.replications
                    for station, name in stations.items()
                },
            },
        )
    return {"bucket_us": settings.bucket_us, "latency_unit": "µs", "buckets": rows}


def success_by_bucket(result: RegimeResult) -> list[Estimate]:
    """Return paid ÷ purchases of every time bucket, with its interval over replications."""
    paid = np.array([tally["by_bucket"][:, Outcome.PAID] for tally in result.tallies])
    every = np.array([tally["by_bucket"].sum(axis=1) for tally in result.tallies])
    services = np.array([tally["services_by_bucket"].sum(axis=1) for tally in result.tallies])
    pairs = zip(paid.T.tolist(), (every - services).T.tolist(), strict=True)
    return [ratio(above, below) for above, below in pairs]


def coarse_percentiles(
    counts: NDArray[np.int64], extremes: NDArray[np.int64]
) -> dict[str, int | None]:
    """Return p50, p95, p99 in µs of a coarse histogram, each within 6 %, constants exactly.

    Parameters
    ----------
    counts
        Of one time bucket.
    extremes
        Of all answers of the horizon, by fine cell.
    """
    found = percentiles(counts, extremes, coarse_bounds)
    del found["count"]
    return found
