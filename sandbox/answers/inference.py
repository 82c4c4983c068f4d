"""How a question decides: how often it looks, and how its error is shared among its verdicts.

A fixed number of replications is looked at once: Student's t and the jackknife, from 5
replications on. Whoever stops on precision, on a budget or on a failed gate looks repeatedly:
the always-valid sequence of `statistics.sequences`, from 20 on. Both share the error by
Bonferroni over regimes × metrics × points (docs/MODEL.md, statistics).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.statistics.estimates import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from sandbox.metrics.grammar.names import Metric

HEADLINE_SHARE = 0.5  # of the error, for the first of several derived metrics


class Looks(StrEnum):
    """How often a question looks at its replications."""

    ONCE = "once"
    REPEATEDLY = "repeatedly"


LEAST = {Looks.ONCE: 5, Looks.REPEATEDLY: 20}
"""Replications that a verdict needs: below, the central limit theorem is no help."""


@dataclass(frozen=True, slots=True)
class Inference:
    """The rule of a question, fixed before its first look.

    Attributes
    ----------
    looks
        How often it looks.
    confidences
        Text of a metric → level of each of its intervals of differences.
    gates
        Level of each expectation's interval.
    practically
        Text of a metric → difference that is practically none, where the user says so.
    """

    looks: Looks
    confidences: Mapping[str, float]
    gates: float = CONFIDENCE
    practically: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def least(self) -> int:
        """Replications that a verdict needs."""
        return LEAST[self.looks]

    def confidence(self, metric: Metric) -> float:
        """Return the level of the intervals of a metric's differences."""
        return self.confidences[str(metric)]


def shared_levels(
    metrics: Sequence[Metric], decisions: int, *, is_derived: bool
) -> dict[str, float]:
    """Return the level of each metric's intervals, so that all hold together.

    Parameters
    ----------
    metrics
        What is asked, the headline first.
    decisions
        Verdicts on each metric: (regimes - 1) × points, at least 1.
    is_derived
        True where nobody named the metrics: the first one then has half of the error, and the
        others share the rest, so that what is derived beside it does not widen it further.
    """
    count = len(metrics)
    if is_derived and count > 1:
        others = (1 - HEADLINE_SHARE) / (count - 1)
        shares = [HEADLINE_SHARE, *[others] * (count - 1)]
    else:
        shares = [1 / count] * count
    error = (1 - CONFIDENCE) / max(1, decisions)
    return {str(metric): 1 - error * part for metric, part in zip(metrics, shares, strict=True)}
