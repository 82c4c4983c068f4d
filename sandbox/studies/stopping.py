"""When a study has seen enough: always-valid bands of what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.answers.inference import Inference, Looks
from sandbox.metrics.values import judged_values
from sandbox.statistics.sequences import Band, mixture_sequence

if TYPE_CHECKING:
    from sandbox.metrics.grammar.names import Metric
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.schema.study_document import StudyDocument
    from sandbox.studies.replications.groups import GroupResult


@dataclass(frozen=True, slots=True)
class Precision:
    """Half-widths to reach, by metric, in the metric's unit.

    Attributes
    ----------
    widths
        (metric, half-width) pairs.
    rule
        Gives the level of each band.
    """

    widths: tuple[tuple[Metric, float], ...]
    rule: Inference

    def is_reached(self, result: GroupResult) -> bool:
        """Tell whether every band is narrow enough."""
        return all(
            band.half_width <= width
            for metric, width in self.widths
            for band in bands(metric, result.results, self.rule.confidence(metric))
        )


def looks_of(document: StudyDocument) -> Looks:
    """Return how often a study looks: whoever may stop early looks repeatedly."""
    may_fail = document.stop_early and bool(document.expect)
    stops = bool(document.precision) or document.budget is not None or may_fail
    return Looks.REPEATEDLY if stops else Looks.ONCE


def bands(metric: Metric, results: list[RegimeResult], confidence: float) -> list[Band]:
    """Return the band of each difference to the baseline, or of the value where there is none."""
    first, *others = (judged_values(metric, result) for result in results)
    if not others:
        return [mixture_sequence(first, confidence)]
    return [mixture_sequence(other - first, confidence) for other in others]
