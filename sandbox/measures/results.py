"""What a run hands to those who measure and report it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.measures.tally import Tally, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.measures.verdicts import AssumptionRange
    from sandbox.scenario.tables.build import BuiltWorld


@dataclass(frozen=True, slots=True)
class RegimeResult:
    """One regime of a run: its tables and the tally of every replication, in order."""

    built: BuiltWorld
    tallies: tuple[Tally, ...]

    @property
    def regime(self) -> str:
        """Name of the regime."""
        return self.built.regime

    @property
    def total(self) -> Tally:
        """Sum over replications."""
        return total(self.tallies)

    def per_replication(self, table: str, *index: int | slice) -> list[int]:
        """Return the sum of a part of a table, one number per replication."""
        return [int(tally[table][index].sum()) for tally in self.tallies]

    def counts(self, table: str) -> NDArray[np.int64]:
        """Return a table summed over replications."""
        return self.total[table]


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run: every regime on the same draws, the baseline first.

    Attributes
    ----------
    scenario, question, title
        Name of the file, its first comment, the title of the world.
    seed, engine, replications, scale
        How it was made; one simulated checkout stands for `scale`.
    assumptions
        Number of assumed values of the world.
    assumption_ranges
        Of the headline: one for each regime behind the baseline, or one for the only regime;
        empty where they were not asked for.
    """

    scenario: str
    question: str
    seed: int
    engine: str
    replications: int
    scale: float
    assumptions: int
    regimes: Sequence[RegimeResult]
    assumption_ranges: Sequence[AssumptionRange] = ()

    def _repr_html_(self) -> str:
        from sandbox.measures.notebook import run_table  # noqa: PLC0415 -- notebooks only

        return run_table(self)
