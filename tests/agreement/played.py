"""One replication of a world under load: what it shows, and what was left inside at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from sandbox.chance.laws import sample
from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import StreamKey, stream_key
from sandbox.engines.protocol import Observers
from sandbox.engines.reference import simpy_engine
from sandbox.engines.reference.simulation import Simulation
from sandbox.engines.trace import Trace
from sandbox.model.records.record import Record, shapes
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.distribution_sections import DurationDistribution
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.tables.build import BuiltWorld, build_world
from sandbox.scenario.tables.law_rows import LawRows
from sandbox.vocabulary import Counter, Outcome


@dataclass(frozen=True)
class Played:
    """One replication.

    Attributes
    ----------
    columns
        The trace, indices as in the tables.
    simulation
        What filled up, refused, failed and was remembered, as it was at the end.
    """

    document: Document
    built: BuiltWorld
    record: Record
    columns: Mapping[str, Sequence[int]]
    simulation: Simulation

    @property
    def outcomes(self) -> list[str]:
        """How each checkout ended, in words."""
        return [Outcome(outcome).name.lower() for outcome in self.columns["outcome"]]

    def counter(self, counter: Counter) -> int:
        """Return what was counted beside the outcomes."""
        return self.record.counters[counter]

    def table(self, name: str) -> NDArray[np.int64]:
        """Return a table of the record in its shape."""
        cells = np.asarray(getattr(self.record, name), dtype=np.int64)
        return cells.reshape(shapes(self.built.world.settings)[name])


def play(text: str | Document, regime: str | None = None, seed: int = 1) -> Played:
    """Simulate the first replication of a scenario, and keep hold of what it was made with."""
    document = text if isinstance(text, Document) else load_text(text).document
    built = build_world(document, regime)
    trace = Trace()
    kept: list[Simulation] = []
    begin = simpy_engine.simulation_of

    def keep(
        world: World, key: StreamKey, calendar: simpy_engine.SimpyCalendar, seen: Observers
    ) -> Simulation:
        kept.append(begin(world, key, calendar, seen))
        return kept[-1]

    with patch.object(simpy_engine, "simulation_of", keep):
        record = simpy_engine.ReferenceEngine().simulate(
            built.world, stream_key(seed, 0), Observers(trace=trace)
        )
    [simulation] = kept
    return Played(document, built, record, trace.columns(), simulation)


def duration(law: DurationDistribution, word: int) -> int:
    """Return what the engine's tables say about a word: sampling has its own oracle."""
    rows = LawRows()
    rows.add_duration(law)
    return sample(rows.table(), 0, word, load_tables())
