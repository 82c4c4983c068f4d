"""Better, worse, or too close to call: what may be said of a comparison, and when.

A verdict rests on the always-valid band of the paired mean, so a study may look after every
replication. Several regimes against one baseline share the error by Bonferroni: all verdicts of a
study hold together with the stated confidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from sandbox.statistics.estimates import CONFIDENCE, shared_confidence
from sandbox.statistics.sequences import MIXING, Band, mixture_sequence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

REPLICATIONS_MIN = 20
"""Fewer say nothing: the band leans on the central limit theorem."""


class Verdict(StrEnum):
    """What is said of a regime against the baseline.

    `UNDECIDED` is not `TOO_CLOSE`: nothing may be said yet, because there are too few
    replications or because the differences do not vary, so that their spread is unknown.
    """

    BETTER = "better"
    WORSE = "worse"
    TOO_CLOSE = "too close to call"
    IDENTICAL = "identical"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a study decides; fixed before its first look.

    Attributes
    ----------
    confidence
        Of all verdicts together, 0 to 1.
    metrics
        How many metrics the study compares, at least 1.
    mixing
        Mixing constant of the confidence sequence.
    is_more_better
        Whether a larger value of the metric is the better one (not so for waits and losses).
    """

    confidence: float = CONFIDENCE
    metrics: int = 1
    mixing: float = MIXING
    is_more_better: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """A regime against the baseline.

    Attributes
    ----------
    verdict
        What may be said.
    band
        The regime less the baseline, at its share of the error.
    variance_cut
        See `variance_cut`.
    """

    verdict: Verdict
    band: Band
    variance_cut: float | None


@dataclass(frozen=True, slots=True)
class AssumptionRange:
    """Where a difference lies over the stated ranges of the world's assumptions.

    Attributes
    ----------
    low, high
        Least and largest difference.
    driver
        The assumption that moves it most; empty where none does.
    """

    low: float
    high: float
    driver: str = ""

    def as_json(self) -> dict[str, float | str]:
        """Return the range as plain data."""
        return {"low": self.low, "high": self.high, "driver": self.driver}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict after the assumptions had their say.

    Attributes
    ----------
    verdict
        Under the world's assumptions as they stand.
    holds
        Whether it holds over their ranges too.
    driver
        What it depends on otherwise.
    """

    verdict: Verdict
    holds: bool
    driver: str = ""

    def __str__(self) -> str:
        return str(self.verdict) if self.holds else f"depends on {self.driver}"


def compare(
    baseline: NDArray[np.float64],
    others: Mapping[str, NDArray[np.float64]],
    terms: Terms,
    identical: Collection[str] = (),
) -> dict[str, Comparison]:
    """Return the verdict on each regime; together they hold with the confidence of the terms.

    Parameters
    ----------
    baseline
        The metric, one value per replication in order (pseudo-values for a ratio of sums).
    others
        The same of each other regime, on the same draws.
    terms
        How the study decides.
    identical
        Regimes whose resolved tables are those of the baseline. Equal tallies alone prove
        nothing about the next replication.
    """
    confidence = shared_confidence(terms.confidence, max(1, len(others)) * terms.metrics)
    found = {}
    for name, values in others.items():
        band = mixture_sequence(values - baseline, confidence, terms.mixing)
        verdict = verdict_of(
            band, is_identical=name in identical, is_more_better=terms.is_more_better
        )
        found[name] = Comparison(verdict, band, variance_cut(baseline, values))
    return found


def verdict_of(band: Band, *, is_identical: bool = False, is_more_better: bool = True) -> Verdict:
    """Return what a band allows to say.

    Parameters
    ----------
    band
        Of the regime less the baseline.
    is_identical
        Whether both have the same resolved tables.
    is_more_better
        Whether a positive difference is an improvement.
    """
    if is_identical:
        return Verdict.IDENTICAL
    if band.count < REPLICATIONS_MIN or band.half_width == 0 or not np.isfinite(band.half_width):
        return Verdict.UNDECIDED
    if band.low <= 0 <= band.high:
        return Verdict.TOO_CLOSE
    return Verdict.BETTER if (band.low > 0) == is_more_better else Verdict.WORSE


def variance_cut(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Return how many times the variance of the difference falls because draws are common.

    With independent seeds the variance of the difference would be the sum of both variances.

    Returns
    -------
    float or None
        Above 1 where pairing helps; None where the paired differences do not vary, or with
        fewer than two replications.
    """
    if len(first) < 2:
        return None
    paired = float((second - first).var(ddof=1))
    apart = float(first.var(ddof=1) + second.var(ddof=1))
    return apart / paired if paired > 0 else None


def conclude(
    verdict: Verdict, band: Band, over: AssumptionRange, *, is_more_better: bool = True
) -> Conclusion:
    """Return the verdict if the assumptions leave it standing, else what it depends on.

    Better and worse stand where the whole range lies on their side of zero; too close to call
    where the whole range stays inside the band; identical where the range is zero. Nothing can
    overturn undecided.

    Parameters
    ----------
    verdict, band
        Of the comparison, under the assumptions as they stand.
    over
        The difference over their ranges.
    is_more_better
        Whether a positive difference is an improvement.
    """
    match verdict:
        case Verdict.UNDECIDED:
            holds = True
        case Verdict.IDENTICAL:
            holds = over.low == over.high == 0
        case Verdict.TOO_CLOSE:
            holds = band.low <= over.low <= over.high <= band.high
        case Verdict.BETTER | Verdict.WORSE:
            is_up = (verdict is Verdict.BETTER) == is_more_better
            holds = over.low > 0 if is_up else over.high < 0
    return Conclusion(verdict, holds, "" if holds else over.driver)
