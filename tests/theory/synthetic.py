"""Replications with a known truth, drawn with NumPy and counted as an engine would count them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import Tally
from sandbox.model.records.record import (
    ABOVE_START,
    BELOW_END,
    EXACT_BITS,
    EXTREME_COLUMNS,
    LATENCY_CELLS,
    SUB_BUCKETS,
    shapes,
)
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import BuiltWorld
from sandbox.studies.runs import build_worlds

WORLD: Final = """
extends: blank
buckets: 4
wallets:
  pay: {capacity: {parallel: 1, queue: unlimited}}
  other: {ecosystem: neutral}
"""


@cache
def built() -> BuiltWorld:
    """Return the tables of a world with two wallets, a queue and four time buckets."""
    document = load_text(WORLD).document
    return build_worlds(document, (document.regime or "",))[0]


class Filled(Mapping[str, NDArray[np.int64]]):
    """Some tables of a tally; those that nobody filled are zeros when they are asked for."""

    def __init__(self, tables: Mapping[str, NDArray[np.int64]]) -> None:
        self._tables = tables

    def __getitem__(self, name: str) -> NDArray[np.int64]:
        if name in self._tables:
            return self._tables[name]
        return np.zeros(shapes(built().world.settings)[name], dtype=np.int64)

    def __iter__(self) -> Iterator[str]:
        return iter(shapes(built().world.settings))

    def __len__(self) -> int:
        return len(shapes(built().world.settings))


def result_of(*replications: Mapping[str, NDArray[np.int64]]) -> RegimeResult:
    """Return a result whose replications counted these tables."""
    return RegimeResult(built(), tuple(Tally(Filled(tables)) for tables in replications))


def blank(name: str) -> NDArray[np.int64]:
    """Return an empty table."""
    return np.zeros(shapes(built().world.settings)[name], dtype=np.int64)


def histograms(name: str, durations: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return the histogram and the extremes of one replication's durations, µs."""
    octave = np.maximum(0, np.frexp(durations.astype(np.float64))[1] - EXACT_BITS)
    cells = octave * SUB_BUCKETS + (durations >> octave)
    start = np.where(cells < 2 * SUB_BUCKETS, durations, (durations >> octave) << octave)
    extremes = np.zeros((LATENCY_CELLS, EXTREME_COLUMNS), dtype=np.int64)
    end = start + (1 << octave)
    np.maximum.at(extremes[:, BELOW_END], cells, end - durations)
    np.maximum.at(extremes[:, ABOVE_START], cells, durations + 1 - start)
    counts = np.bincount(cells, minlength=LATENCY_CELLS)
    return {f"{name}_us": counts, f"{name}_extremes": extremes}
