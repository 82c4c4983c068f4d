"""Ratios of sums across replications, with intervals that say how they were made.

A rate is Σ numerator / Σ denominator over replications. Its interval is the leave-one-out
jackknife with Student's t on R - 1 degrees of freedom (Efron & Stein 1981; Asmussen & Glynn 2007,
III.5). Regimes share their draws, so the interval of a difference comes from the paired
leave-one-out differences. One replication gives no interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CONFIDENCE = 0.95

# A spread this much smaller than what varies is left over from rounding: of what was divided and
# subtracted here, and of differences that were taken elsewhere.
_ROUNDING = 1e-13
_ROUNDING_OF_DIFFERENCES = 1e-9
_SKEWNESS_MIN = 1e-6  # less changes nothing, and is divided by


class RatioCounts(NamedTuple):
    """What a ratio of sums is made of, one count per replication on either side of its line."""

    numerators: Sequence[int]
    denominators: Sequence[int]


class SampleSizes(NamedTuple):
    """How many replications each of two independent runs has."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval.

    Attributes
    ----------
    mean
        The estimate; None where nothing was counted in the denominator.
    low, high
        Bounds of the confidence interval; None with fewer than two replications. A percentile has
        a `low` alone where nothing was seen that could bound it above.
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


@dataclass(frozen=True, slots=True)
class JackknifeValues:
    """A statistic of all replications, and of all but one.

    Attributes
    ----------
    whole
        The statistic of all; None where it is undefined.
    parts
        Without replication 0, 1, …; NaN where it is then undefined.
    below, above
        How much lower or higher the statistic of all may be, where it is read off a histogram.
    scale
        Size of the numbers of which it is a difference; that of the statistic unless stated.
    """

    whole: float | None
    parts: NDArray[np.float64]
    below: float = 0.0
    above: float = 0.0
    scale: float = 0.0

    def __sub__(self, other: JackknifeValues) -> JackknifeValues:
        whole = None if self.whole is None or other.whole is None else self.whole - other.whole
        parts = self.parts - other.parts
        below, above = self.below + other.above, self.above + other.below
        sizes = abs(self.whole or 0.0), abs(other.whole or 0.0), self.scale, other.scale
        return JackknifeValues(whole, parts, below, above, max(sizes))

    def estimate(self, of: str = "", confidence: float = CONFIDENCE) -> Estimate:
        """Return the statistic with its jackknife interval, widened by what is not known of it."""
        if self.whole is None:
            return Estimate(None, None, None, confidence, of)
        count = len(self.parts)
        if count < 2 or not np.isfinite(self.parts).all():
            return Estimate(self.whole, None, None, confidence, of)
        offsets = self.parts - self.parts.mean()
        if np.abs(offsets).max() <= _ROUNDING * max(abs(self.whole), self.scale):
            offsets[:] = 0.0
        spread = (count - 1) / count * float((offsets**2).sum())
        half = student_quantile(confidence, count - 1) * float(np.sqrt(spread))
        low, high = self.whole - half - self.below, self.whole + half + self.above
        return Estimate(self.whole, low, high, confidence, of)


def pseudo_values_of(left: JackknifeValues) -> NDArray[np.float64]:
    """Return the jackknife's pseudo-values of a statistic (Tukey 1958), one per replication.

    They are R · whole - (R - 1) · parts. Their mean is the statistic less its estimated bias, the
    standard error of that mean is the jackknife's; where no part differs from the whole they are
    the whole, to the last bit. For ratios of counts `sequences.pseudo_values` loses no digits.

    Parameters
    ----------
    left
        Of at least two replications.

    Returns
    -------
    numpy.ndarray
        NaN where the statistic, or the one that leaves the replication out, is undefined.
    """
    if left.whole is None:
        return np.full(len(left.parts), np.nan)
    values: NDArray[np.float64] = left.whole + (len(left.parts) - 1) * (left.whole - left.parts)
    return values


def ratio_left_out(numerators: Sequence[int], denominators: Sequence[int]) -> JackknifeValues:
    """Return a ratio of sums, one count above and one below the line per replication."""
    above, below = _floats(numerators), _floats(denominators)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (above.sum() - above) / (below.sum() - below)
    return JackknifeValues(float(above.sum() / below.sum()) if below.sum() else None, parts)


def mean_left_out(values: Sequence[int]) -> JackknifeValues:
    """Return the mean of one value per replication."""
    return ratio_left_out(values, [1] * len(values))


def clip_share(estimate: Estimate) -> Estimate:
    """Return the estimate of a share with its bounds inside 0..1."""
    if estimate.low is None or estimate.high is None:
        return estimate
    return replace(estimate, low=max(0.0, estimate.low), high=min(1.0, estimate.high))


def ratio(
    numerators: Sequence[int],
    denominators: Sequence[int],
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return a share, which is a ratio of sums, with its jackknife interval.

    Parameters
    ----------
    numerators, denominators
        One count per replication.
    of
        What the ratio divides, in words.
    """
    return clip_share(ratio_left_out(numerators, denominators).estimate(of, confidence))


def ratio_difference(
    first: RatioCounts,
    second: RatioCounts,
    of: str = "",
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return second minus first of two ratios on common random numbers, paired by replication.

    Parameters
    ----------
    first, second
        One count per replication, in the same order.
    """
    return (ratio_left_out(*second) - ratio_left_out(*first)).estimate(of, confidence)


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
    if np.ptp(samples) <= _ROUNDING_OF_DIFFERENCES * np.abs(samples).max():
        error = 0.0
    half = student_quantile(confidence, count - 1) * error
    return Estimate(whole, whole - half, whole + half, confidence, of)


def skewed_mean(
    values: NDArray[np.float64], of: str = "", confidence: float = CONFIDENCE
) -> Estimate:
    """Return the mean over replications of what a few large amounts may decide, such as money.

    Student's interval of such a mean is too short on the side of the long tail: with five extra
    lognormal baskets in a replication it covers 92 % at 5 and at 10 replications. Hall's interval
    (1992, JRSS B 54, "On the removal of skewness by transformation") corrects the skewness as far
    as it can be estimated. This one reaches as far as either: it covers 95 % there and 96 to 97 %
    where nothing is skew, at 1.6, 1.2 and 1.04 times the width with 5, 10 and 20 replications.

    Parameters
    ----------
    values
        One per replication.
    """
    found = mean(values, of, confidence)
    count = len(values)
    if found.low is None or found.high is None or found.low == found.high or count < 3:
        return found
    centre, spread = float(values.mean()), float(values.std(ddof=1))
    third = float((((values - centre) / spread) ** 3).sum())
    skewness = third * count / ((count - 1) * (count - 2))
    if abs(skewness) < _SKEWNESS_MIN:
        return found
    reach = student_quantile(confidence, count - 1) / float(np.sqrt(count))
    shift = skewness / (6 * count)
    # The transformed statistic is T + a T² + a² T³ / 3 + shift with a = skewness / 3.
    low, high = (
        centre - spread * float(np.cbrt(1 + skewness * (end - shift)) - 1) * 3 / skewness
        for end in (reach, -reach)
    )
    return replace(found, low=min(found.low, low), high=max(found.high, high))


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


def independent_difference(
    first: Estimate,
    second: Estimate,
    replications: SampleSizes,
    of: str = "",
    confidence: float | None = None,
) -> Estimate:
    """Return second minus first of two estimates whose runs have nothing in common.

    Variances add; the degrees of freedom are Welch's (Welch 1947, with the variance of each mean
    read from its interval).

    Parameters
    ----------
    first, second
        With intervals from Student's t on one degree of freedom less than their replications.
    replications
        Of either run.
    confidence
        Of the result; that of the first unless stated.
    """
    level = first.confidence if confidence is None else confidence
    if first.mean is None or second.mean is None:
        return Estimate(None, None, None, level, of)
    whole = second.mean - first.mean
    halves = _half(first), _half(second)
    if halves[0] is None or halves[1] is None:
        return Estimate(whole, None, None, level, of)
    degrees = [count - 1 for count in replications]
    pairs = zip((halves[0], halves[1]), degrees, strict=True)
    variances = [(half / student_quantile(first.confidence, d)) ** 2 for half, d in pairs]
    below = sum(v * v / d for v, d in zip(variances, degrees, strict=True))
    error = float(np.sqrt(sum(variances)))
    welch = sum(variances) ** 2 / below if below else float(sum(degrees))
    half = float(student_quantile(level, welch)) * error
    return Estimate(whole, whole - half, whole + half, level, of)


def _half(estimate: Estimate) -> float | None:
    """Return the half-width before the interval of a rate was cut off at 0 or 1."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return None
    return max(estimate.mean - estimate.low, estimate.high - estimate.mean)


def _floats(values: Sequence[int]) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
