"""Ratios of sums across replications, with intervals that say how they were made.

A rate is Σ numerator / Σ denominator over replications. Its interval is the leave-one-out
jackknife with Student's t on R - 1 degrees of freedom (Efron & Stein 1981; Asmussen & Glynn 2007,
III.5). Regimes share their draws, so the interval of a difference comes from the paired
leave-one-out differences. One replication gives no interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval.

    Attributes
    ----------
    mean
        The estimate; None where nothing was counted in the denominator.
    low, high
        Bounds of the confidence interval; None with fewer than two replications.
    confidence
        Nominal coverage.
    of
        What the number divides, in words.
    """

    mean: float | None
    low: float | None
    high: float | None
    confidence: float = CONFIDENCE
    of: str = ""

    def as_json(self) -> dict[str, float | str | None]:
        """Return the estimate as plain data."""
        plain: dict[str, float | str | None] = {
            "mean": self.mean,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
        }
        if self.of:
            plain["of"] = self.of
        return plain

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def student_quantile(confidence: float, degrees: float) -> float:
    """Return the two-sided quantile of Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 -- a tenth of a second that help can spare

    return float(stdtrit(degrees, (1 + confidence) / 2))


def _floats(values: Sequence[int]) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _interval(whole: float, parts: NDArray[np.float64], of: str, confidence: float) -> Estimate:
    count = len(parts)
    if count < 2 or not np.isfinite(parts).all():
        return Estimate(whole, None, None, confidence, of)
    spread = (count - 1) / count * float(((parts - parts.mean()) ** 2).sum())
    half = student_quantile(confidence, count - 1) * float(np.sqrt(spread))
    return Estimate(whole, whole - half, whole + half, confidence, of)


def _left_out(values: NDArray[np.float64]) -> NDArray[np.float64]:
    rest: NDArray[np.float64] = values.sum() - values
    return rest


def ratio(
    numerators: Sequence[int],
    denominators: Sequence[int],
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return a ratio of sums with its jackknife interval.

    Parameters
    ----------
    numerators, denominators
        One count per replication.
    of
        What the ratio divides, in words.
    """
    above, below = _floats(numerators), _floats(denominators)
    if not below.sum():
        return Estimate(None, None, None, confidence, of)
    whole = float(above.sum() / below.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = _left_out(above) / _left_out(below)
    estimate = _interval(whole, parts, of, confidence)
    if estimate.low is None or estimate.high is None:
        return estimate
    return Estimate(whole, max(0.0, estimate.low), min(1.0, estimate.high), confidence, of)


def ratio_difference(
    first: tuple[Sequence[int], Sequence[int]],
    second: tuple[Sequence[int], Sequence[int]],
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return second minus first of two ratios on common random numbers, paired by replication.

    Parameters
    ----------
    first, second
        (numerators, denominators), one count per replication, in the same order.
    """
    above_1, below_1 = map(_floats, first)
    above_2, below_2 = map(_floats, second)
    if not below_1.sum() or not below_2.sum():
        return Estimate(None, None, None, confidence, of)
    whole = float(above_2.sum() / below_2.sum() - above_1.sum() / below_1.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = _left_out(above_2) / _left_out(below_2) - _left_out(above_1) / _left_out(below_1)
    return _interval(whole, parts, of, confidence)


def mean_difference(
    first: Sequence[int],
    second: Sequence[int],
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the mean per replication of second minus first, paired by replication."""
    differences = _floats(second) - _floats(first)
    count = len(differences)
    whole = float(differences.mean())
    if count < 2:
        return Estimate(whole, None, None, confidence, of)
    error = float(differences.std(ddof=1)) / float(np.sqrt(count))
    half = student_quantile(confidence, count - 1) * error
    return Estimate(whole, whole - half, whole + half, confidence, of)


def independent_difference(
    first: Estimate,
    second: Estimate,
    replications: tuple[int, int],
    of: str = "",
) -> Estimate:
    """Return second minus first of two estimates whose runs have nothing in common.

    Variances add; the degrees of freedom are Welch's (Welch 1947, with the variance of each mean
    read from its interval).

    Parameters
    ----------
    first, second
        With intervals from Student's t on one degree of freedom less than their replications.
    replications
        Of the first and of the second.
    """
    if first.mean is None or second.mean is None:
        return Estimate(None, None, None, first.confidence, of)
    whole = second.mean - first.mean
    halves = _half(first), _half(second)
    if halves[0] is None or halves[1] is None:
        return Estimate(whole, None, None, first.confidence, of)
    degrees = [count - 1 for count in replications]
    pairs = zip((halves[0], halves[1]), degrees, strict=True)
    variances = [(half / student_quantile(first.confidence, d)) ** 2 for half, d in pairs]
    below = sum(v * v / d for v, d in zip(variances, degrees, strict=True))
    error = float(np.sqrt(sum(variances)))
    welch = sum(variances) ** 2 / below if below else float(sum(degrees))
    half = float(student_quantile(first.confidence, welch)) * error
    return Estimate(whole, whole - half, whole + half, first.confidence, of)


def _half(estimate: Estimate) -> float | None:
    """Return the half-width before the interval of a rate was cut off at 0 or 1."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return None
    return max(estimate.mean - estimate.low, estimate.high - estimate.mean)
