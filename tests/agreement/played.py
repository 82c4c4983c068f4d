"""One replication of a world under load: what it shows, and what was left inside at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sandbox.engines.journey import Pressure

from sandbox.chance.laws import sample
from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import stream_key
from sandbox.engines import reference
from sandbox.engines.protocol import Observers
from sandbox.engines.trace import Trace
from sandbox.model.records.record import Record, shapes
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
    pressure
        What filled up, refused and failed, as it was at the end; None where nothing could.
    """

    document: Document
    built: BuiltWorld
    record: Record
    columns: Mapping[str, Sequence[int]]
    pressure: Pressure | None

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
    """Simulate the first replication of a scenario, and keep hold of what was under pressure."""
    document = text if isinstance(text, Document) else load_text(text).document
    built = build_world(document, regime)
    trace = Trace()
    kept: list[Pressure | None] = []

    def keep(*arguments: object) -> Pressure | None:
        kept.append(built_pressure(*arguments))  # type: ignore[arg-type]  # handed on as they come
        return kept[-1]

    built_pressure = reference.pressure_of
    with patch.object(reference, "pressure_of", keep):
        record = reference.ReferenceEngine().simulate(
            built.world, stream_key(seed, 0), Observers(trace=trace)
        )
    return Played(document, built, record, trace.columns(), kept[0])


def duration(law: DurationDistribution, word: int) -> int:
    """Return what the engine's tables say about a word: sampling has its own oracle."""
    rows = LawRows()
    rows.add_duration(law)
    return sample(rows.table(), 0, word, load_tables())
