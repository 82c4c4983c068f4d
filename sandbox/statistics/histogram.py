"""Percentiles from counted latencies: each is known to within its histogram cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sandbox.engines.record import COARSE, latency_bounds

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

PERCENTILES = (50, 95, 99)
Bounds = Callable[[int], tuple[int, int]]


def coarse_bounds(cell: int) -> tuple[int, int]:
    """Return the durations of a coarse histogram cell, [low, high), microseconds."""
    low, _ = latency_bounds(cell * COARSE)
    _, high = latency_bounds(cell * COARSE + COARSE - 1)
    return low, high


def percentile_us(
    counts: NDArray[np.int64],
    percent: int | Fraction,
    bounds: Bounds = latency_bounds,
) -> tuple[int, int] | None:
    """Return the bounds [low, high) in µs of the cell that holds a percentile, None when empty.

    The percentile is the smallest value that at least `percent` of the values do not exceed.
    """
    total = int(counts.sum())
    return None if total == 0 else bounds(_cell(np.cumsum(counts), total, percent))


def interpolated_us(
    counts: NDArray[np.int64],
    percent: int | Fraction,
    bounds: Bounds = latency_bounds,
) -> float:
    """Return a percentile in µs as if the values were spread evenly over its cell, else NaN.

    Cells are wider than what one replication moves, so only this tells how far it moves.
    """
    total = int(counts.sum())
    if total == 0:
        return float("nan")
    below = np.cumsum(counts)
    cell = _cell(below, total, percent)
    inside = float(total * percent) / 100 - float(below[cell] - counts[cell])
    low, high = bounds(cell)
    return low + (high - 1 - low) * max(0.0, inside) / float(counts[cell])


def middle(bounds: tuple[int, int] | None) -> int | None:
    """Return the middle of a cell, None for no cell."""
    return None if bounds is None else (bounds[0] + bounds[1] - 1) // 2


def percentiles(counts: NDArray[np.int64]) -> dict[str, int | None]:
    """Return p50, p95, p99 in µs (middles of their cells) and the number of values."""
    found = {f"p{percent}": middle(percentile_us(counts, percent)) for percent in PERCENTILES}
    found["count"] = int(counts.sum())
    return found


def _cell(below: NDArray[np.int64], total: int, percent: int | Fraction) -> int:
    rank = max(1, int(-(-total * percent // 100)))
    return int(np.searchsorted(below, rank))
