"""Percentiles from counted latencies: each is known to within its histogram cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.engines.record import latency_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERCENTILES = (50, 95, 99)


def percentile_us(counts: NDArray[np.int64], percent: int) -> tuple[int, int] | None:
    """Return the bounds [low, high) in µs of the cell that holds a percentile, None when empty.

    The percentile is the smallest value that at least `percent` of the values do not exceed.
    """
    total = int(counts.sum())
    if total == 0:
        return None
    rank = max(1, -(-total * percent // 100))
    cell = int(np.searchsorted(np.cumsum(counts), rank))
    return latency_bounds(cell)


def percentiles(counts: NDArray[np.int64]) -> dict[str, int | None]:
    """Return p50, p95, p99 in µs (middles of their cells) and the number of values."""
    found: dict[str, int | None] = {}
    for percent in PERCENTILES:
        bounds = percentile_us(counts, percent)
        found[f"p{percent}"] = None if bounds is None else (bounds[0] + bounds[1] - 1) // 2
    found["count"] = int(counts.sum())
    return found
