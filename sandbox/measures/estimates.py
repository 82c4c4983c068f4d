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


def student_quantile(confidence: float, degrees: int) -> float:
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


def mean(
    values: Sequence[float] | NDArray[np.float64],
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the mean over replications with its Student interval.

    Parameters
    ----------
    values
        One value per replication, at least one.
    of
        What the mean is taken over, in words.
    """
    samples = np.asarray(values, dtype=np.float64)
    count = len(samples)
    whole = float(samples.mean())
    if count < 2 or not np.isfinite(samples).all():
        return Estimate(whole if np.isfinite(whole) else None, None, None, confidence, of)
    error = float(samples.std(ddof=1)) / float(np.sqrt(count))
    half = student_quantile(confidence, count - 1) * error
    return Estimate(whole, whole - half, whole + half, confidence, of)


def mean_difference(
    first: Sequence[int],
    second: Sequence[int],
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the mean per replication of second minus first, paired by replication."""
    return mean(_floats(second) - _floats(first), of, confidence)


def shared_confidence(confidence: float, intervals: int) -> float:
    """Return the level of each of several intervals that must hold together (Bonferroni 1936).

    Parameters
    ----------
    confidence
        Level of all together, 0 to 1.
    intervals
        How many share the error, at least 1: regimes × metrics in a study, parts in an
        attribution.
    """
    return 1 - (1 - confidence) / intervals
