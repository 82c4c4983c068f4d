"""What the results of a group say of the expectations of a study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.statistics.verdicts import REPLICATIONS_MIN
from sandbox.studies.expectations import Expectation
from sandbox.studies.gates import GateOutcome, GateStatus
from sandbox.studies.stopping import expectation_band
from sandbox.studies.sweeps import BASE

if TYPE_CHECKING:
    from sandbox.scenario.study_loading import LoadedStudy
    from sandbox.studies.laboratory import GroupResult
    from sandbox.studies.sweeps import Point


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges expectations by bands that hold however often somebody looks.

    Attributes
    ----------
    expectations
        In the order of the study.
    confidence
        Of each band.
    """

    expectations: tuple[Expectation, ...]
    confidence: float

    def has_failed(self, found: GroupResult) -> bool:
        """Tell whether an expectation has surely failed."""
        return any(
            self.judge(expectation, found)[0] is GateStatus.FAIL
            for expectation in self.expectations
        )

    def judge(self, expectation: Expectation, found: GroupResult) -> tuple[GateStatus, str]:
        """Return what came of an expectation, and the numbers in words."""
        results = {result.regime: result for result in found.results}
        interval = expectation.estimate(results)
        low = high = None
        if found.replications >= REPLICATIONS_MIN:
            band = expectation_band(expectation, results, self.confidence)
            if band.half_width < float("inf"):
                low, high = band.low, band.high
        interval = replace(interval, low=low, high=high, confidence=self.confidence)
        return expectation.judge(interval), expectation.detail(interval)

    def gates(self, study: LoadedStudy, point: Point, found: GroupResult) -> Iterator[GateOutcome]:
        """Yield what came of each expectation at one point."""
        for k, expectation in enumerate(self.expectations):
            status, detail = self.judge(expectation, found)
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
