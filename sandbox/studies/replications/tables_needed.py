"""Which tables of a tally a study must keep replication by replication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sandbox.metrics.grammar.names import amount_edges_of
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import Tally
from sandbox.metrics.values import Metric, series
from sandbox.model.records.record import shapes
from sandbox.scenario.tables.amount_bands import with_amount_edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandbox.scenario.tables.build import BuiltWorld


class ProbeTables(Mapping[str, "NDArray[np.int64]"]):
    """Empty tables that remember which of them somebody looked at."""

    def __init__(self, built: BuiltWorld) -> None:
        self._shapes = shapes(built.world.settings)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> NDArray[np.int64]:
        self.names.add(name)
        return np.zeros(self._shapes[name], dtype=np.int64)

    def __iter__(self) -> Iterator[str]:
        return iter(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)


def tables_of(metrics: Iterable[Metric], built: BuiltWorld) -> frozenset[str]:
    """Return the tables that metrics are computed from, found by computing them from nothing."""
    asked = ProbeTables(built)
    nothing = RegimeResult(built, (Tally(asked),))
    for metric in metrics:
        series(metric, nothing)
    return frozenset(asked.names | {"by_stage"})


def counting_for(metrics: Iterable[Metric], worlds: Iterable[BuiltWorld]) -> tuple[BuiltWorld, ...]:
    """Return worlds that count in the bands of amounts that metrics name."""
    edges = amount_edges_of(metrics)
    return tuple(
        replace(built, world=with_amount_edges(built.world, edges)) if edges else built
        for built in worlds
    )
