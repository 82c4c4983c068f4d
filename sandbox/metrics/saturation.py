"""Sums and times that are larger than is counted: what a result says of them is "at least"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.model.records.record import (
    CEILING,
    LATENCY_CELLS,
    STATION_BUSY_US,
    STATION_WAIT_US,
    latency_bounds,
)
from sandbox.vocabulary import Counter

if TYPE_CHECKING:
    from sandbox.metrics.tally import Tally

LONGEST_US = latency_bounds(LATENCY_CELLS - 1)[0]
"""The last cell of a histogram holds everything from here on."""

HISTOGRAMS = {"answer_us": "answer times", "checkout_us": "checkout times", "wait_us": "waits"}
MONEY = ("balances", "by_destination", "fees_by_bucket", "positions", "cleared")


def saturation_words(tally: Tally) -> list[str]:
    """Return what a tally holds that is larger than is counted, in words; empty for nothing."""
    found = [name for table, name in HISTOGRAMS.items() if tally[table][-1]]
    stations = tally["by_station"]
    if tally["counters"][Counter.WAIT_US] >= CEILING:
        found.append("waits")
    if (stations[:, STATION_WAIT_US] >= CEILING).any():
        found.append("waits")
    if (stations[:, STATION_BUSY_US] >= CEILING).any():
        found.append("how busy places are")
    if any((np.abs(tally[name]) >= CEILING).any() for name in MONEY):
        found.append("amounts of money")
    return list(dict.fromkeys(found))
