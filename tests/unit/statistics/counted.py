"""Histograms and extremes of durations, as an engine counts them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandbox.model.records.counting import count_duration
from sandbox.model.records.record import EXTREME_COLUMNS, LATENCY_CELLS


class Counted(NamedTuple):
    """One replication."""

    counts: NDArray[np.int64]
    extremes: NDArray[np.int64]


def counted(durations: Iterable[int]) -> Counted:
    """Return what the record of one replication holds of its durations."""
    counts, extremes = [0] * LATENCY_CELLS, [0] * LATENCY_CELLS * EXTREME_COLUMNS
    for duration in durations:
        count_duration(counts, extremes, duration)
    shape = LATENCY_CELLS, EXTREME_COLUMNS
    return Counted(np.array(counts), np.array(extremes).reshape(shape))
