"""The story of one checkout, told under each regime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import stream_key
from sandbox.engines.catalogue import COMPILED, REFERENCE, engine_for, engine_named
from sandbox.engines.protocol import Observers
from sandbox.engines.reference.arrival_times import arrivals_in_chunks
from sandbox.engines.story import Story
from sandbox.errors import UsageError
from sandbox.studies.runs import arrivals_expected, seed_of, sound_worlds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.chance.streams import StreamKey
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.tables.build import BuiltWorld

WORTH_COMPILING = 10_000  # arrivals; loading machine code takes as long as so many do interpreted


@dataclass(frozen=True, slots=True)
class CheckoutStory:
    """A story with the tables that give its indices their names."""

    built: BuiltWorld
    story: Story


def explain(
    loaded: Loaded,
    checkout: int,
    replication: int = 0,
    regimes: Sequence[str] = (),
    seed: int | None = None,
) -> list[CheckoutStory]:
    """Return the story of one checkout under each regime.

    Where no checkout can touch another, only this one is simulated; otherwise the whole
    replication is, by the compiled engine if it is long.

    Raises
    ------
    UsageError
        If the replication has no checkout of that number.
    """
    key = stream_key(seed_of(loaded.document, seed), replication)
    worlds = sound_worlds(loaded, loaded.document, regimes, 1)
    told = tell(worlds, key, checkout)
    for one in told:
        if not one.story.events:
            raise UsageError(
                f"there is no checkout {checkout} in replication {replication}",
                hint=_hint(one.built, key),
            )
    return told


def tell(worlds: Sequence[BuiltWorld], key: StreamKey, checkout: int) -> list[CheckoutStory]:
    """Return the story of one checkout in each world; one without events has no such checkout."""
    told = []
    for built in worlds:
        touched = is_touched(built)
        story = Story(checkout, alone=not touched)
        is_long = touched and arrivals_expected(built) > WORTH_COMPILING
        engine = engine_for(built.world, COMPILED) if is_long else REFERENCE
        engine_named(engine).simulate(built.world, key, Observers(story=story))
        told.append(CheckoutStory(built, story))
    return told


def is_touched(built: BuiltWorld) -> bool:
    """Tell whether a checkout may depend on others, so that none can be simulated alone."""
    settings = built.world.settings
    return bool(settings.has_tiers or settings.has_pressure or settings.has_memory)


def _hint(built: BuiltWorld, key: StreamKey) -> str:
    count = 0
    for first, moments in arrivals_in_chunks(built.world.arrivals, key, load_tables()):
        count = first + len(moments)
    return f"checkouts are numbered from 0 to {count - 1}"
