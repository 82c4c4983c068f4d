"""What replications gave, point by point, before it is written down as a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.answers.contrast import MetricContrast
    from sandbox.answers.ranges import AssumptionRange
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.metrics.tally import Tally
    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.statistics.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Case:
    """One regime at one point.

    Attributes
    ----------
    kept_result
        The tables that metrics are computed from, replication by replication.
    batch_result
        Whole tallies of batches of replications, at least as many as intervals need.
    total
        Whole tally of all replications.
    estimates
        By text of the metric, with intervals.
    """

    kept_result: RegimeResult
    batch_result: RegimeResult
    total: Tally
    estimates: Mapping[str, Estimate]

    @property
    def built(self) -> BuiltWorld:
        """Its tables."""
        return self.kept_result.built

    @property
    def regime(self) -> str:
        """Name of the regime."""
        return self.kept_result.regime


@dataclass(frozen=True, slots=True)
class LastStep:
    """A regime against the one that it extends directly, where the baseline lies further back.

    Attributes
    ----------
    before
        Name of the regime that it extends.
    metrics
        By text of the metric.
    """

    before: str
    metrics: Mapping[str, MetricContrast]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A regime against the baseline at one point.

    Attributes
    ----------
    baseline, regime
        Names of both regimes.
    metrics
        By text of the metric, in the order in which they were asked.
    moves
        Checkouts from each outcome under the baseline to each outcome here; None where checkouts
        cannot be matched.
    last_step
        What the last of several steps from the baseline does; None where there is one step.
    assumption_range
        Of the headline's difference; None where it was not asked for.
    """

    baseline: str
    regime: str
    metrics: Mapping[str, MetricContrast]
    moves: NDArray[np.int64] | None = None
    last_step: LastStep | None = None
    assumption_range: AssumptionRange | None = None


@dataclass(frozen=True, slots=True)
class StageContrast:
    """A stage of a walk against the rules of the stage before it, on the same shoppers.

    Attributes
    ----------
    stage
        Number from 1; the first stage has none before it.
    before, regime
        Names of both regimes.
    success
        Of checkout success, or of the open rate where nobody pays.
    """

    stage: int
    before: str
    regime: str
    success: MetricContrast


@dataclass(frozen=True, slots=True)
class PointResult:
    """Everything at one setting of what varies.

    Attributes
    ----------
    settings
        (path, value text); none for the scenario as it is.
    replications, stopped_by
        How many, and what ended them.
    cases
        The baseline first.
    contrasts
        Each other regime, in order.
    stages
        Of a walk, each stage but the first.
    assumption_range
        Of the headline of the only regime; None where there are several, or it was not asked for.
    """

    settings: tuple[tuple[str, str], ...]
    replications: int
    stopped_by: str
    cases: tuple[Case, ...]
    contrasts: tuple[Contrast, ...] = ()
    stages: tuple[StageContrast, ...] = ()
    assumption_range: AssumptionRange | None = None
