"""What the results of a group say of the expectations of a study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.answers.contrast import looked_at
from sandbox.answers.gates import GateOutcome, GateStatus
from sandbox.answers.inference import LEAST, Looks
from sandbox.metrics.values import judged_values
from sandbox.studies.sweeps import BASE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandbox.answers.expectations import Expectation, Term
    from sandbox.answers.inference import Inference
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.statistics.estimates import Estimate
    from sandbox.studies.replications.groups import GroupResult
    from sandbox.studies.sweeps import Point


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges expectations by the rule of the question.

    Attributes
    ----------
    expectations
        In the order of the study.
    rule
        How the question decides.
    """

    expectations: tuple[Expectation, ...]
    rule: Inference

    def has_failed(self, result: GroupResult) -> bool:
        """Tell whether an expectation has surely failed."""
        return any(
            self.judge(expectation, result)[0] is GateStatus.FAIL
            for expectation in self.expectations
        )

    def judge(self, expectation: Expectation, group_result: GroupResult) -> tuple[GateStatus, str]:
        """Return what came of an expectation, and the numbers in words."""
        results = {result.regime: result for result in group_result.results}
        interval = self._interval(expectation, results, group_result.replications)
        return expectation.judge(interval), expectation.detail(interval)

    def _interval(
        self, expectation: Expectation, results: dict[str, RegimeResult], replications: int
    ) -> Estimate:
        """Return the left side with its interval; without one where it may not be judged yet."""
        whole = expectation.estimate(results, self.rule.gates)
        if self.rule.looks is Looks.REPEATEDLY:
            judged = _judged(expectation, results)
            whole, _ = looked_at(whole, judged, self.rule, self.rule.gates)
        is_fixed = whole.low is not None and whole.low == whole.mean == whole.high
        least = LEAST[Looks.ONCE] if is_fixed else self.rule.least
        return whole if replications >= least else replace(whole, low=None, high=None)

    def gates(self, study: LoadedStudy, point: Point, result: GroupResult) -> Iterator[GateOutcome]:
        """Yield what came of each expectation at one point."""
        for k, expectation in enumerate(self.expectations):
            status, detail = self.judge(expectation, result)
            path = ("expect", str(k)) if study.places.find(("expect", str(k))) else ("expect",)
            place = study.position(*path)
            yield GateOutcome(
                text=expectation.text,
                status=status,
                detail=detail,
                file=place.file,
                line=place.line,
                column=place.column,
                point="" if point == BASE else str(point),
            )


def _judged(expectation: Expectation, results: dict[str, RegimeResult]) -> NDArray[np.float64]:
    def of(term: Term) -> NDArray[np.float64]:
        return judged_values(term.metric, results[term.regime])

    left = of(expectation.left)
    return left if expectation.minus is None else left - of(expectation.minus)
