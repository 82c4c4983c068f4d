"""The contract of every engine: tables and a key of chance in, a record out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.chance.streams import StreamKey
    from sandbox.engines.fates import Fates
    from sandbox.engines.story import Story
    from sandbox.engines.trace import Trace
    from sandbox.model.records.record import Record
    from sandbox.model.tables.world import World


@dataclass(slots=True)
class Observers:
    """Who looks on while an engine runs; each may be absent.

    Attributes
    ----------
    trace
        Gets one row per checkout.
    story
        Gets every event of one checkout.
    fates
        Gets one byte per checkout: how it ended.
    progress
        Called now and then with the number of arrivals so far.
    """

    trace: Trace | None = None
    story: Story | None = None
    fates: Fates | None = None
    progress: Callable[[int], None] | None = None


class Engine(Protocol):
    """Simulates one replication of a world."""

    name: str

    def simulate(self, world: World, key: StreamKey, observers: Observers | None = None) -> Record:
        """Return what happened in one replication: a pure function of world and key."""
        ...
