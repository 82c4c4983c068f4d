"""What a tree makes of a world, as one digest for each table, each column and each event."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

import sandbox
from tests.unchanged.finding import definition
from tests.unchanged.renamed import COLUMNS, FACTS, TABLES

DIGITS = 16
ENGINES = ("compiled", "reference")
CHECKOUTS_TOLD = (7, 0, 23)

Digests = dict[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """A file, and what is made of it.

    Attributes
    ----------
    path
        Of a scenario.
    engines
        Which simulate it.
    with_stories
        Whether the fast engine tells of several checkouts; otherwise one is told of.
    """

    path: Path
    engines: tuple[str, ...]
    with_stories: bool


def digests_of(task: Task) -> Iterator[tuple[str, Digests]]:
    """Yield each case of a scenario at smoke size, with the digests of its parts."""
    loaded = sandbox.load(task.path)
    document = definition("smoke_edition")(loaded.document)
    key = definition("stream_key")(definition("seed_of")(document, None), 0)
    regimes = definition("regimes_of")(document)
    built = definition("build_regimes")(document, regimes)
    for regime, one in zip(regimes, built, strict=True):
        for name in task.engines:
            engine = definition("engine_named")(name)
            case = f"{task.path.stem}, {regime or 'no regime'}, {name}"
            several = task.with_stories and name == ENGINES[0]
            told = CHECKOUTS_TOLD if several else CHECKOUTS_TOLD[:1]
            yield case, _of_replication(engine, one.world, key, told)


def _of_replication(engine: Any, world: Any, key: Any, told: tuple[int, ...]) -> Digests:  # noqa: ANN401 -- of any revision
    observers = definition("Observers")
    trace, story = definition("Trace")(), definition("Story")(told[0])
    record = engine.simulate(world, key, observers(trace=trace, story=story))
    found = {f"table {TABLES.get(k, k)}": _of_cells(v) for k, v in record._asdict().items()}
    found |= {f"column {COLUMNS.get(k, k)}": _of_cells(v) for k, v in trace.columns().items()}
    found |= of_story(story, told[0])
    for checkout in told[1:]:
        story = definition("Story")(checkout)
        engine.simulate(world, key, observers(story=story))
        found |= of_story(story, checkout)
    return found


def of_story(story: Any, checkout: int) -> Digests:  # noqa: ANN401 -- of any revision
    """Return a digest of each event of a story."""
    return {
        f"event {number} of checkout {checkout}": _of_text(
            json.dumps(
                [event.kind.value, event.time_us, _with_new_names(event.facts)],
                sort_keys=True,  # an engine may learn facts in another order
            )
        )
        for number, event in enumerate(story.events)
    }


def _with_new_names(facts: Mapping[str, int]) -> dict[str, int]:
    return {FACTS.get(name, name): int(value) for name, value in facts.items()}


def _of_cells(cells: Any) -> str:  # noqa: ANN401 -- lists of one engine, arrays of another
    return _of_text(repr(np.asarray(cells, dtype=np.int64).tolist()))


def _of_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGITS]
