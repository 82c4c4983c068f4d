"""The unit of work: one replication of one regime, a pure function of (tables, seed, number)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.chance.streams import stream_key
from sandbox.engines.agreement import told_by_both
from sandbox.engines.catalogue import engine_named
from sandbox.engines.engine import Observers
from sandbox.metrics.tally import Tally, tally_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.scenario.tables.world import World


BOTH: Final = "both"


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
    """Everything that the units of a run share.

    Attributes
    ----------
    worlds
        Tables of every regime.
    seed
        Of all draws.
    engine
        Name of an engine, or `BOTH` to have each replication simulated twice and compared.
    """

    worlds: Sequence[World]
    seed: int
    engine: str


def simulate(job: Job, unit: Unit, progress: Callable[[int], None] | None = None) -> Tally:
    """Return the tally of one unit of work.

    Raises
    ------
    DisagreementError
        If two engines are compared and differ.
    """
    world = job.worlds[unit.regime]
    key = stream_key(job.seed, unit.replication)
    if job.engine == BOTH:
        told = told_by_both(world, key)
        return Tally({name: told.table(name) for name in told.record})
    record = engine_named(job.engine).simulate(world, key, Observers(progress=progress))
    return tally_of(record, world.settings)
