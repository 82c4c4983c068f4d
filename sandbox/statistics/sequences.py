"""Intervals that stay valid however often a study looks: confidence sequences.

A plain interval holds at one sample size fixed in advance. A study that looks after every
replication and stops at the first clear answer is wrong in half of all trials that way. A
confidence sequence covers the true mean at all sample sizes at once, so it may be looked at
whenever one likes.

The sequence is the Student mixture: at each sample size it holds the means that the t statistic,
averaged over standardised effects from a normal distribution, does not reject at `1 / error`
(Lai 1976, "On confidence sequences", Annals of Statistics 4(2); Wang & Ramdas 2023, "Anytime-valid
t-tests and confidence sequences for Gaussian means with unknown variance"; Ville's inequality).
With n values, t their statistic, c² the mixing constant and r = c² / (n + c²), the average is
√r · [(1 + u) / (1 + r u)]^(n / 2), u = t² / (n - 1), which is solved for t in closed form.

Exact for normal differences of unknown variance, otherwise as good as the central limit theorem;
strong skew breaks it, so it is flagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.statistics.estimates import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MIXING = 8.0
"""Mixing constant c²: narrowest near 100 replications at 98.75 % (four comparisons that share 5 %).

At 95 % the sequence is then 1.79, 1.57 and 1.69 times as wide as Student's interval after 20, 100
and 1,000 replications. It must be fixed before the first look."""

SKEW_MAX = 1.0
"""Sample skewness beyond which a band is flagged.

Measured in 3,000 trials each with 1,000 looks at 95 %: gamma distributions of skewness 1, 2 and 4
gave 4.8 %, 8.8 % and 19 % false verdicts, but at most 4 % that no flag accompanied."""

# A spread this much smaller than the values is left over from rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Band:
    """The always-valid interval of a paired mean after some replications.

    Attributes
    ----------
    mean
        Mean difference.
    low, high
        Bounds; infinite while there are too few values to say anything.
    half_width
        Half the length; exactly 0 where the differences do not vary at all.
    count
        Replications read.
    is_skewed
        Whether the differences are so skewed that the coverage is in doubt.
    confidence
        Probability of covering the true mean at every sample size at once.
    """

    mean: float
    low: float
    high: float
    half_width: float
    count: int
    is_skewed: bool
    confidence: float = CONFIDENCE

    def as_json(self) -> dict[str, float | int | bool | None]:
        """Return the band as plain data, infinite bounds as null."""
        is_bounded = bool(np.isfinite(self.half_width))
        return {
            "mean": self.mean if np.isfinite(self.mean) else None,
            "low": self.low if is_bounded else None,
            "high": self.high if is_bounded else None,
            "replications": self.count,
            "confidence": self.confidence,
            "skewed": self.is_skewed,
        }


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands after every prefix; the last axis is the number of replications less one.

    Attributes
    ----------
    mean, half_width, is_skewed
        As in `Band`.
    confidence
        Probability of covering the true mean at every sample size at once.
    """

    mean: NDArray[np.float64]
    half_width: NDArray[np.float64]
    is_skewed: NDArray[np.bool_]
    confidence: float

    @property
    def low(self) -> NDArray[np.float64]:
        """Lower bounds."""
        return self.mean - self.half_width

    @property
    def high(self) -> NDArray[np.float64]:
        """Upper bounds."""
        return self.mean + self.half_width


def mixture_sequence(
    differences: NDArray[np.float64],
    confidence: float = CONFIDENCE,
    mixing: float = MIXING,
) -> Band:
    """Return the band of a mean after all the values given, at least one.

    Values that are not finite (a ratio without a denominator) give an unbounded band.

    Parameters
    ----------
    differences
        Paired differences, one per replication, in order.
    confidence
        0 to 1; divide the error among several comparisons by `estimates.shared_confidence`.
    mixing
        c², above 0; the same at every look.
    """
    bands = mixture_sequences(differences, confidence, mixing)
    return Band(
        mean=float(bands.mean[-1]),
        low=float(bands.low[-1]),
        high=float(bands.high[-1]),
        half_width=float(bands.half_width[-1]),
        count=differences.shape[-1],
        is_skewed=bool(bands.is_skewed[-1]),
        confidence=confidence,
    )


def mixture_sequences(
    differences: NDArray[np.float64],
    confidence: float = CONFIDENCE,
    mixing: float = MIXING,
) -> Bands:
    """Return the band after every prefix; entry n - 1 equals `mixture_sequence` of the first n.

    Parameters
    ----------
    differences
        Replications along the last axis; other axes are separate trials.
    confidence, mixing
        As for `mixture_sequence`.
    """
    counts = np.arange(1, differences.shape[-1] + 1, dtype=np.float64)
    # Sums about the first value lose no digits to a large mean, and depend on the prefix alone.
    first = differences[..., :1]
    with np.errstate(invalid="ignore", divide="ignore"):
        offsets = differences - first
        centre = np.cumsum(offsets, axis=-1) / counts
        second = np.cumsum(offsets**2, axis=-1) / counts
        third = np.cumsum(offsets**3, axis=-1) / counts
        largest = np.maximum.accumulate(np.abs(differences), axis=-1)
        variance = np.maximum(second - centre**2, 0.0)
        variance = np.where(variance <= (_ROUNDING * largest) ** 2, 0.0, variance)
        cubed = third - 3 * centre * second + 2 * centre**3
        is_skewed = (variance > 0) & (np.abs(cubed) > SKEW_MAX * variance**1.5)
        half_width = np.sqrt(variance * _reach(counts, 1 - confidence, mixing))
    half_width = np.where(np.isnan(half_width), np.inf, half_width)
    return Bands(centre + first, half_width, is_skewed, confidence)


def _reach(counts: NDArray[np.float64], error: float, mixing: float) -> NDArray[np.float64]:
    """Return the largest u = t² / (n - 1) that is not rejected; infinite for small n."""
    prior = mixing / (counts + mixing)
    bound = (error**2 * prior) ** (-1 / counts)
    with np.errstate(divide="ignore"):
        reach = (bound - 1) / (1 - bound * prior)
    return np.where((bound * prior < 1) & (counts > 1), reach, np.inf)


def pseudo_values(
    numerators: Sequence[int] | NDArray[np.float64],
    denominators: Sequence[int] | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the jackknife's pseudo-values of a ratio of sums (Tukey 1958; Miller 1974).

    They stand for a ratio of sums wherever a mean over replications is asked for. Their standard
    error is that of `estimates.ratio`, to rounding. Their mean is the ratio less its estimated
    bias, which is of order 1 / n beside a standard error of order 1 / √n, so report the ratio of
    sums and judge by these. Where all denominators are equal they are the ratios of the
    replications, and the bias is zero. They change with every further replication: take them anew
    at each look.

    Parameters
    ----------
    numerators, denominators
        Replications along the last axis, at least two.

    Returns
    -------
    numpy.ndarray
        NaN where leaving out a replication leaves no denominator.
    """
    above = np.asarray(numerators, dtype=np.float64)
    below = np.asarray(denominators, dtype=np.float64)
    count = below.shape[-1]
    above_sum = above.sum(axis=-1, keepdims=True)
    below_sum = below.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = above_sum / below_sum
        # The whole less the ratio without i; counts keep the numerator exact, so that equal
        # ratios give pseudo-values that are equal to the last bit.
        influence = (above * below_sum - above_sum * below) / (below_sum * (below_sum - below))
        values: NDArray[np.float64] = whole + (count - 1) * influence
    return np.where(np.isfinite(values), values, np.nan)
