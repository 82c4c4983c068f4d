"""The unit of work of a study: one replication of several worlds on the same draws.

It is a pure function of the worlds' tables, the seed and the number of the replication, so units
may be computed in any order, on any machine, and more than once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.answers.moves import moves_between
from sandbox.chance.streams import stream_key
from sandbox.engines.agreement import told_by_both
from sandbox.engines.catalogue import BOTH, COMPILED, engine_for, engine_named
from sandbox.engines.fates import Fates
from sandbox.engines.protocol import Observers
from sandbox.metrics.tally import Tally, tally_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.model.tables.world import World


@dataclass(frozen=True, slots=True)
class WorkUnit:
    """One replication of one group.

    Attributes
    ----------
    group
        Position of the group in the study.
    replication
        Number from 0.
    worlds
        Tables of each world of the group, the baseline first.
    seed, engine
        Of all draws; name of the engine, or `BOTH` to compare the two.
    matched_count
        Of how many worlds, the first ones, the checkouts are matched with those of the baseline;
        0 for none.
    """

    group: int
    replication: int
    worlds: tuple[World, ...]
    seed: int
    engine: str
    matched_count: int = 0


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What came of a unit.

    Attributes
    ----------
    tallies
        One for each world.
    moves
        Outcome × outcome, from the baseline to each world that is matched.
    """

    tallies: tuple[Tally, ...]
    moves: tuple[NDArray[np.int64], ...] = ()


def replicate(unit: WorkUnit, look: Callable[[int], None] | None = None) -> UnitResult:
    """Simulate one replication of a group.

    Parameters
    ----------
    look
        Called now and then with the arrivals so far; it may raise to stop.

    Raises
    ------
    DisagreementError
        If two engines are compared and differ.
    """
    key = stream_key(unit.seed, unit.replication)
    tallies, fates = [], []
    for number, world in enumerate(unit.worlds):
        if unit.engine == BOTH:
            told_by_both(world, key)
        seen = Observers(progress=look, fates=Fates() if number < unit.matched_count else None)
        asked = COMPILED if unit.engine == BOTH else unit.engine
        record = engine_named(engine_for(world, asked)).simulate(world, key, seen)
        tallies.append(tally_of(record, world.settings))
        if seen.fates is not None:
            fates.append(seen.fates.outcomes())
    moves = tuple(moves_between(fates[0], other) for other in fates)
    return UnitResult(tuple(tallies), moves)
