"""What a study hands to those who report it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.studies.gates import Consequence, GateOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.tally import Tally
    from sandbox.metrics.values import Metric
    from sandbox.scenario.study_loading import LoadedStudy
    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.statistics.estimates import Estimate
    from sandbox.statistics.sequences import Band
    from sandbox.statistics.verdicts import AssumptionRange, Verdict
    from sandbox.studies.plan import Plan
    from sandbox.studies.sweeps import Point


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One regime at one point.

    Attributes
    ----------
    regime
        Its name.
    built
        Its tables.
    estimates
        By text of the metric, with intervals.
    total
        Whole tally, summed over replications.
    """

    regime: str
    built: BuiltWorld
    estimates: Mapping[str, Estimate]
    total: Tally


@dataclass(frozen=True, slots=True)
class MetricContrast:
    """A regime against the baseline in one metric.

    Attributes
    ----------
    difference
        With the paired interval that holds at this one number of replications.
    band
        The band that holds however often one looks, for all decisions of the study together.
    verdict
        In words.
    variance_cut
        By how much pairing cut the variance; None where there is none.
    """

    difference: Estimate
    band: Band
    verdict: Verdict
    variance_cut: float | None


@dataclass(frozen=True, slots=True)
class RegimeContrast:
    """A regime against the baseline at one point.

    Attributes
    ----------
    metrics
        By text of the metric.
    flow
        Checkouts from each outcome under the baseline to each outcome here.
    assumption_range
        Of the first metric's difference over the ranges of the world's assumptions; None where
        it was not asked for.
    """

    baseline: str
    regime: str
    metrics: Mapping[str, MetricContrast]
    flow: NDArray[np.int64] | None
    assumption_range: AssumptionRange | None = None


@dataclass(frozen=True, slots=True)
class PointResult:
    """Everything at one setting of what varies.

    Attributes
    ----------
    replications, stopped_by
        How many, and what ended them.
    cases
        The baseline first.
    contrasts
        Each other regime.
    in_detail
        The first replications in full, as `sandbox run` of this point gives them; None where the
        study does not keep them.
    """

    point: Point
    replications: int
    stopped_by: str
    cases: tuple[CaseResult, ...]
    contrasts: tuple[RegimeContrast, ...]
    in_detail: RunResult | None = None


@dataclass(frozen=True, slots=True)
class MetricCut:
    """The part of the horizon that one metric leaves out.

    Attributes
    ----------
    metric
        As the study asks for it.
    until_us
        Where its counting begins, µs of the horizon.
    is_settled
        Whether pilots show that the rest has no trend; None where nobody looked.
    reason
        Why it cannot be cut; empty where it is.
    """

    metric: str
    until_us: int
    is_settled: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WarmUpCut:
    """The part of the horizon that steady-state metrics leave out.

    Attributes
    ----------
    until_us
        Longest cut of any metric, µs of the horizon.
    share
        Of the horizon.
    is_settled
        Whether every metric is shown to have settled; what was cut by hand is taken to have.
    metrics
        What each metric leaves out, in the order of the study.
    """

    until_us: int
    share: float
    is_settled: bool
    metrics: tuple[MetricCut, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyResult:
    """A whole study.

    Attributes
    ----------
    metrics
        What was measured, the headline first.
    gates
        What came of each expectation, point by point.
    split, found, sensitivity
        Attribution, searches and sensitivity where the study asks for them; each has `as_json`.
    is_reproducible
        False where the clock on the wall ended it.
    """

    study: LoadedStudy
    plan: Plan
    engine: str
    metrics: tuple[Metric, ...]
    points: tuple[PointResult, ...]
    gates: tuple[GateOutcome, ...]
    undecided: Consequence
    is_reproducible: bool
    warm_up: WarmUpCut | None = None
    split: Any = None
    found: Mapping[str, Any] = field(default_factory=dict)
    sensitivity: Any = None

    @property
    def has_failed(self) -> bool:
        """Whether a gate fails, undecided ones as the study says."""
        return any(gate.consequence(self.undecided) is Consequence.FAIL for gate in self.gates)

    def as_json(self) -> dict[str, Any]:
        """Return the document that `sandbox study --json` prints."""
        from sandbox.studies.study_document import study_json  # noqa: PLC0415 -- a cycle else

        return study_json(self)

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one row for each point, regime and metric, as plain data."""
        from sandbox.studies import study_table  # noqa: PLC0415 -- a cycle else

        return study_table.rows(self)

    def to_arrow(self) -> Any:  # noqa: ANN401 -- PyArrow is optional and has no types
        """Return the rows as a `pyarrow.Table`.

        Raises
        ------
        MissingExtraError
            Without PyArrow.
        """
        from sandbox.studies import study_table  # noqa: PLC0415 -- a cycle else

        return study_table.arrow(self)

    def to_dataframe(self) -> Any:  # noqa: ANN401 -- pandas is optional and has no types
        """Return the rows as a `pandas.DataFrame`.

        Raises
        ------
        MissingExtraError
            Without pandas.
        """
        from sandbox.studies import study_table  # noqa: PLC0415 -- a cycle else

        return study_table.dataframe(self)

    def _repr_html_(self) -> str:
        from sandbox.studies import study_table  # noqa: PLC0415 -- a cycle else

        return study_table.html(self)
