"""Where a metric reaches its target: the fee that breaks even, the capacity that is needed.

The draws are common to all settings, so the metric's mean is a fixed function of the setting and
an ordinary root finder works on it. The interval holds the settings at which the mean cannot be
told from the target (as Fieller 1954 does for a ratio): it inverts the Student interval at each
setting, and is open where an end of the range still cannot be told from the target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.errors import UsageError
from sandbox.statistics.estimates import CONFIDENCE, Estimate, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-4
"""Width of the final bracket as a share of the range."""


@dataclass(frozen=True, slots=True)
class Root:
    """The setting at which the target is reached.

    Attributes
    ----------
    at
        The setting.
    low, high
        Settings between which the metric cannot be told from its target; None where the range
        ends first, or with one replication.
    metric
        The metric there, with its interval.
    evaluations
        How many settings were simulated.
    confidence
        Of the interval, 0 to 1.
    """

    at: float
    low: float | None
    high: float | None
    metric: Estimate
    evaluations: int
    confidence: float


@dataclass(slots=True)
class _Gap:
    """The metric less its target, each setting simulated once."""

    value: Callable[[float], NDArray[np.float64]]
    target: float
    confidence: float
    estimates: dict[float, Estimate]

    def at(self, x: float) -> Estimate:
        """Return the metric at a setting."""
        if x not in self.estimates:
            self.estimates[x] = mean(self.value(x), "", self.confidence)
        return self.estimates[x]

    def distance(self, x: float) -> float:
        """Return how far the mean lies above the target; NaN where there is no mean."""
        found = self.at(x).mean
        return float("nan") if found is None else found - self.target

    def half(self, x: float) -> float:
        """Return the half-width, 0 without an interval."""
        return self.at(x).half_width or 0.0

    def beyond(self, x: float) -> float:
        """Return the distance less the half-width: positive where it is surely not the target."""
        return abs(self.distance(x)) - self.half(x)


def root(
    value: Callable[[float], NDArray[np.float64]],
    low: float,
    high: float,
    target: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Root:
    """Return where a metric reaches its target, by Brent's method (1973).

    Parameters
    ----------
    value
        The metric at a setting, one value per replication; the same draws at each setting. It
        should rise or fall throughout; otherwise one of several roots is found.
    low, high
        Range of the setting.
    target
        What the metric shall be.
    confidence
        Of the interval, 0 to 1.

    Raises
    ------
    UsageError
        The metric is on the same side of its target at both ends.
    """
    from scipy.optimize import brentq  # noqa: PLC0415 -- heavy, and help does not need it

    gap = _Gap(value, target, confidence, {})
    _check_bracket(gap, low, high)
    tolerance = TOLERANCE * (high - low)
    at = float(brentq(gap.distance, low, high, xtol=tolerance))
    bounds: list[float | None] = [None, None]
    if gap.at(at).half_width is not None:
        for side, end in enumerate((low, high)):
            if end == at or gap.beyond(end) <= 0:
                continue
            # Without spread, or where the metric jumps over its target, the root is exact.
            is_exact = gap.beyond(at) >= 0
            ends = sorted((at, end))
            bounds[side] = at if is_exact else float(brentq(gap.beyond, *ends, xtol=tolerance))
    return Root(at, bounds[0], bounds[1], gap.at(at), len(gap.estimates), confidence)


def smallest_integer(
    value: Callable[[int], NDArray[np.float64]],
    low: int,
    high: int,
    target: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Root:
    """Return the smallest whole setting at which a metric has reached its target, by bisection.

    The side of the target on which the metric is at the high end counts as reached. The interval
    runs from the first setting that could be enough to the first that surely is.

    Parameters
    ----------
    value
        The metric at a whole setting, one value per replication; the same draws at each.
    low, high, target, confidence
        As for `root`.

    Raises
    ------
    UsageError
        The metric is on the same side of its target at both ends.
    """
    gap = _Gap(lambda x: value(int(x)), target, confidence, {})
    _check_bracket(gap, low, high)
    sign = 1.0 if gap.distance(high) > gap.distance(low) else -1.0
    at = _first(lambda x: sign * gap.distance(x) >= 0, low, high)
    found: list[float | None] = [None, None]
    if gap.at(at).half_width is not None:
        reach = [lambda x: sign * gap.distance(x) + gap.half(x) >= 0]
        reach.append(lambda x: sign * gap.distance(x) - gap.half(x) >= 0)
        if not reach[0](low):
            found[0] = _first(reach[0], low, at)
        if reach[1](high):
            found[1] = _first(reach[1], at, high)
    return Root(at, found[0], found[1], gap.at(at), len(gap.estimates), confidence)


def _first(is_enough: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first whole number that is enough; the high end must be."""
    while low < high:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _check_bracket(gap: _Gap, low: float, high: float) -> None:
    if not low < high:
        raise UsageError(f"a search between {low:g} and {high:g}, the first must be the smaller")
    ends = [gap.distance(low), gap.distance(high)]
    if not np.isfinite(ends).all() or ends[0] * ends[1] > 0 or ends[0] == ends[1]:
        values = [end + gap.target for end in ends]
        raise UsageError(
            f"the target {gap.target:g} is not reached between {low:g} and {high:g}:"
            f" the metric is {values[0]:g} at {low:g} and {values[1]:g} at {high:g}",
            hint="search a wider range, or another target",
        )
