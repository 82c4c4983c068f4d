"""Each stage of a walk against the rules of the stage before it, on the same shoppers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.answers.contrast import RATE_THRESHOLD, MetricContrast, looked_at, variance_cut
from sandbox.answers.results import StageContrast
from sandbox.answers.verdicts import Evidence, judge
from sandbox.metrics.metric_catalogue import MoreIs
from sandbox.statistics.estimates import (
    CONFIDENCE,
    RatioCounts,
    ratio_difference,
    shared_confidence,
)
from sandbox.statistics.sequences import pseudo_values
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.answers.inference import Inference
    from sandbox.metrics.regime_result import RegimeResult


def stage_contrasts(
    walk: RegimeResult, lagged_walk: RegimeResult, rule: Inference
) -> tuple[StageContrast, ...]:
    """Return every stage but the first.

    Parameters
    ----------
    walk
        The walk, replication by replication.
    lagged_walk
        The same walk in which every stage has the rules of the stage before.
    rule
        How the question decides; the stages share its error.
    """
    stages = walk.built.stages
    level = shared_confidence(CONFIDENCE, max(1, len(stages) - 1))
    return tuple(
        StageContrast(
            stage=k,
            before=stages[k - 1].regime,
            regime=stages[k].regime,
            success=_contrast(_counts(lagged_walk, k), _counts(walk, k), rule, level),
        )
        for k in range(1, len(stages))
    )


def _counts(result: RegimeResult, stage: int) -> RatioCounts:
    """Return what succeeded and what came in a stage: purchases, or visits where nobody buys."""
    every = result.per_replication("by_stage", stage)
    services = result.per_replication("services_by_stage", stage)
    purchases = [whole - part for whole, part in zip(every, services, strict=True)]
    if any(purchases):
        paid = result.per_replication("by_stage", stage, int(Outcome.PAID))
        return RatioCounts(paid, purchases)
    return RatioCounts(result.per_replication("by_stage", stage, int(Outcome.OPENED)), services)


def _contrast(
    before: RatioCounts, after: RatioCounts, rule: Inference, level: float
) -> MetricContrast:
    change = ratio_difference(before, after, "paid / purchase intents, paired", level)
    judged = [_judged(counts) for counts in (before, after)]
    change, is_skewed = looked_at(change, judged[1] - judged[0], rule, level)
    evidence = Evidence(change, RATE_THRESHOLD, has_enough=len(before.numerators) >= rule.least)
    cut = variance_cut(*judged)
    return MetricContrast(change, judge(evidence, MoreIs.BETTER), RATE_THRESHOLD, is_skewed, cut)


def _judged(counts: RatioCounts) -> np.ndarray:
    above, below = (np.asarray(part, dtype=np.float64) for part in counts)
    return pseudo_values(above, below) if len(above) > 1 else above
