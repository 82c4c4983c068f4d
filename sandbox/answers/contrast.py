"""One regime against another in one metric: the difference, its interval and the verdict.

Every command that compares calls `contrast_of`; what it returns is what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sandbox.answers.inference import LEAST, Inference, Looks
from sandbox.answers.verdicts import Evidence, Verdict, judge
from sandbox.metrics import values
from sandbox.metrics.metric_units import Unit
from sandbox.statistics.estimates import CONFIDENCE, Estimate, SampleSizes, independent_difference
from sandbox.statistics.sequences import mixture_sequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandbox.metrics.grammar.names import Metric
    from sandbox.metrics.regime_result import RegimeResult

RATE_THRESHOLD = 0.0005
"""Differences of shares up to 0.05 points are practically none, unless the user says otherwise."""

RELATIVE_THRESHOLD = 0.005
"""Of other values it is half a per cent of the larger one; of net income, of the gross flow."""


@dataclass(frozen=True, slots=True)
class MetricContrast:
    """A regime against the baseline in one metric.

    Attributes
    ----------
    difference
        With the interval that the verdict rests on.
    verdict
        What may be said of it.
    threshold
        δ, in the unit of the metric.
    is_skewed
        Whether the differences are so skewed that a sequence of intervals may be too narrow.
    variance_cut
        See `variance_cut`; None where nothing is paired or nothing varies.
    """

    difference: Estimate
    verdict: Verdict
    threshold: float
    is_skewed: bool = False
    variance_cut: float | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two regimes, and what is known of both together.

    Attributes
    ----------
    baseline, other
        Their results.
    is_paired
        Whether replication k of one belongs to replication k of the other.
    is_identical
        Whether their resolved tables are the same.
    is_unchanged
        Whether every checkout ended as it did under the baseline.
    """

    baseline: RegimeResult
    other: RegimeResult
    is_paired: bool = True
    is_identical: bool = False
    is_unchanged: bool = False

    @property
    def replications(self) -> SampleSizes:
        """Of each regime."""
        return SampleSizes(len(self.baseline.tallies), len(self.other.tallies))


def contrast_of(metric: Metric, pair: Pairing, rule: Inference) -> MetricContrast:
    """Return the difference in one metric with its verdict."""
    change, is_skewed = _difference(metric, pair, rule)
    threshold = threshold_of(metric, pair, rule)
    is_none = change.mean is None or change.mean == 0
    verdict = judge(
        Evidence(
            change,
            threshold,
            is_identical=pair.is_identical,
            is_unchanged=pair.is_unchanged and metric.measure.is_of_endings and is_none,
            has_enough=min(pair.replications) >= rule.least or _is_constant(change, pair),
        ),
        metric.more_is,
    )
    cut = None
    if pair.is_paired:
        cut = variance_cut(
            values.judged_values(metric, pair.baseline), values.judged_values(metric, pair.other)
        )
    return MetricContrast(change, verdict, threshold, is_skewed, cut)


def threshold_of(metric: Metric, pair: Pairing, rule: Inference) -> float:
    """Return the difference in a metric that is practically none.

    For net income it is a part of what flows through the account under either regime, which may
    be large where the income is near zero; see `threshold_between` for the others.
    """
    asked = rule.practically.get(str(metric))
    if asked is not None:
        return float(asked)
    results = (pair.baseline, pair.other)
    if metric.name == "net_income":
        return RELATIVE_THRESHOLD * max(values.gross_volume(metric, each) for each in results)
    return threshold_between(metric, [values.level(metric, each) for each in results])


def threshold_between(metric: Metric, levels: Sequence[float | None]) -> float:
    """Return the difference that is practically none between values of a metric.

    For shares it is `RATE_THRESHOLD`, otherwise a part of the largest value.
    """
    if metric.unit is Unit.SHARE:
        return RATE_THRESHOLD
    return RELATIVE_THRESHOLD * max((abs(each) for each in levels if each is not None), default=0.0)


def looked_at(
    whole: Estimate, judgement_values: NDArray[np.float64], rule: Inference, confidence: float
) -> tuple[Estimate, bool]:
    """Return an estimate with the interval of the rule, and whether its values are skewed.

    Parameters
    ----------
    whole
        The estimate with its interval for one look.
    judgement_values
        One value per replication that stands for it.
    """
    if rule.looks is Looks.ONCE or whole.mean is None:
        return whole, False
    if whole.mean and _never_varies(whole, judgement_values):
        return whole, False
    band = mixture_sequence(judgement_values, confidence)
    if not np.isfinite(band.half_width):
        return replace(whole, low=None, high=None), band.is_skewed
    # Centred on the statistic of all replications, from which the mean of the pseudo-values
    # differs by their bias, of order 1 / n: an estimate never lies outside its interval.
    low, high = whole.mean - band.half_width, whole.mean + band.half_width
    return replace(whole, low=low, high=high), band.is_skewed


def variance_cut(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Return how many times the variance of the difference falls because draws are common.

    With independent seeds the variance of the difference would be the sum of both variances.

    Returns
    -------
    float or None
        Above 1 where pairing helps; None where the paired differences do not vary, or with
        fewer than two replications.
    """
    if len(first) < 2 or len(first) != len(second):
        return None
    paired = float((second - first).var(ddof=1))
    apart = float(first.var(ddof=1) + second.var(ddof=1))
    return apart / paired if paired > 0 else None


def _difference(metric: Metric, pair: Pairing, rule: Inference) -> tuple[Estimate, bool]:
    confidence = rule.confidence(metric)
    if not pair.is_paired:
        sides = [values.estimate(metric, r, CONFIDENCE) for r in (pair.baseline, pair.other)]
        return apart(sides, pair.replications, confidence), False
    change = values.difference(metric, pair.baseline, pair.other, confidence)
    if rule.looks is Looks.ONCE:
        return change, False
    judged = values.judged_values(metric, pair.other) - values.judged_values(metric, pair.baseline)
    return looked_at(change, judged, rule, confidence)


def apart(sides: Sequence[Estimate], replications: SampleSizes, confidence: float) -> Estimate:
    """Return the difference of two estimates whose runs have nothing in common."""
    first, second = sides
    return independent_difference(first, second, replications, second.of, confidence)


def _never_varies(whole: Estimate, judgement_values: NDArray[np.float64]) -> bool:
    """Tell whether a value was the same in so many replications that it is decided."""
    is_fixed = whole.low is not None and whole.low == whole.mean == whole.high
    return is_fixed and len(judgement_values) >= LEAST[Looks.ONCE]


def _is_constant(change: Estimate, pair: Pairing) -> bool:
    """Tell whether a difference was the same in so many replications that it is decided."""
    is_fixed = change.low is not None and change.low == change.mean == change.high
    return is_fixed and min(pair.replications) >= LEAST[Looks.ONCE]
