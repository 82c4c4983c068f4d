"""The unit of work: one replication of one regime, a pure function of (tables, seed, number)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.chance.streams import stream_key
from sandbox.engines.engine import Observers
from sandbox.engines.reference import ReferenceEngine
from sandbox.measures.tally import Tally, tally_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.scenario.tables.world import World


@dataclass(frozen=True, slots=True)
class Unit:
    """One replication of one regime.

    Attributes
    ----------
    regime
        Position of the regime's tables in the run.
    replication
        Number from 0.
    """

    regime: int
    replication: int


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that the units of a run share: tables of every regime, and the seed."""

    worlds: Sequence[World]
    seed: int


def simulate(job: Job, unit: Unit, progress: Callable[[int], None] | None = None) -> Tally:
    """Return the tally of one unit of work."""
    world = job.worlds[unit.regime]
    key = stream_key(job.seed, unit.replication)
    record = ReferenceEngine().simulate(world, key, Observers(progress=progress))
    return tally_of(record, world.settings)
