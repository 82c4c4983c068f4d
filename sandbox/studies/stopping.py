"""When a study has seen enough: always-valid bands of what it asks, looked at as often as it likes.

The error is divided among all that is decided together: regimes × metrics × points (Bonferroni).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.metrics.values import Metric, series
from sandbox.statistics.estimates import CONFIDENCE, shared_confidence
from sandbox.statistics.sequences import Band, mixture_sequence, pseudo_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandbox.metrics.results import RegimeResult
    from sandbox.scenario.study_loading import LoadedStudy
    from sandbox.studies.expectations import Expectation, Term
    from sandbox.studies.laboratory import GroupResult
    from sandbox.studies.plan import Plan


@dataclass(frozen=True, slots=True)
class Precision:
    """Half-widths to reach, by metric, in the metric's unit.

    Attributes
    ----------
    widths
        (metric, half-width) pairs.
    confidence
        Level of each band.
    """

    widths: tuple[tuple[Metric, float], ...]
    confidence: float

    def is_reached(self, found: GroupResult) -> bool:
        """Tell whether every band is narrow enough."""
        return all(
            band.half_width <= width
            for metric, width in self.widths
            for band in bands(metric, found.results, self.confidence)
        )


def each_confidence(decisions: int, confidence: float = CONFIDENCE) -> float:
    """Return the level of each of so many decisions that shall hold together."""
    return shared_confidence(confidence, max(1, decisions))


def confidence_of(study: LoadedStudy, plan: Plan) -> float:
    """Return the level of each verdict and expectation of a study, so that all hold together."""
    others = max(1, len(plan.regimes) - 1)
    decisions = others * len(study.document.metrics) + len(study.document.expect)
    return each_confidence(decisions * len(plan.points))


def verdict_values(metric: Metric, result: RegimeResult) -> NDArray[np.float64]:
    """Return one value per replication to judge by: pseudo-values for a ratio of sums."""
    found = series(metric, result)
    if found.denominators is None or len(found.numerators) < 2:
        return np.asarray(found.numerators, dtype=np.float64)
    above = np.asarray(found.numerators, dtype=np.float64)
    return pseudo_values(above, np.asarray(found.denominators, dtype=np.float64))


def bands(metric: Metric, results: list[RegimeResult], confidence: float) -> list[Band]:
    """Return the band of each difference to the baseline, or of the value where there is none."""
    first, *others = (verdict_values(metric, result) for result in results)
    if not others:
        return [mixture_sequence(first, confidence)]
    return [mixture_sequence(other - first, confidence) for other in others]


def expectation_band(
    asked: Expectation, results: dict[str, RegimeResult], confidence: float
) -> Band:
    """Return the band of the left side of an expectation."""

    def values(term: Term) -> NDArray[np.float64]:
        return verdict_values(term.metric, results[term.regime])

    left = values(asked.left)
    return mixture_sequence(left if asked.minus is None else left - values(asked.minus), confidence)
