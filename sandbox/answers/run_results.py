"""What a run hands to those who report it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.metrics.results import RegimeResult
    from sandbox.statistics.verdicts import AssumptionRange


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
        from sandbox.answers.run_table import run_table  # noqa: PLC0415 -- notebooks only

        return run_table(self)
