"""Which assumption moves the answer: one at a time (tornado), and in passing (Morris).

The tornado moves each assumption to both ends of its range while the others stay; it reads at a
glance and misses what two assumptions do together. Morris's method (1991, Technometrics 33(2))
walks through the whole space in short trajectories, each step moving one assumption; the mean of
the absolute steps says how much an assumption matters (Campolongo, Cariboni & Saltelli 2007), their
spread whether it interacts or bends.

Two things vary in an effect: where the trajectories lead, and the luck of the replications, which
all points share. Intervals count both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.errors import UsageError
from sandbox.statistics.estimates import (
    CONFIDENCE,
    Estimate,
    mean,
    shared_confidence,
    student_quantile,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

LEVELS = 4


class AnswerEnds(NamedTuple):
    """The answer per replication with an assumption at either end of its range."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Swing:
    """What one assumption does to the answer on its own.

    Attributes
    ----------
    assumption
        Its name.
    at_low, at_high
        The answer with the assumption at either end of its range.
    change
        At the high end less at the low end, paired.
    reach
        Largest less least answer among both ends and the middle.
    """

    assumption: str
    at_low: Estimate
    at_high: Estimate
    change: Estimate
    reach: float


@dataclass(frozen=True, slots=True)
class Tornado:
    """Swings, widest first.

    Attributes
    ----------
    at_base
        The answer with every assumption as it stands.
    swings
        Sorted by reach; the intervals of the changes hold together (Bonferroni).
    low, high
        Least and largest answer met, one assumption moved at a time.
    driver
        The assumption with the widest reach; empty if nothing moves the answer.
    """

    at_base: Estimate
    swings: tuple[Swing, ...]
    low: float
    high: float
    driver: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Elementary effects of one assumption over its whole range.

    Attributes
    ----------
    assumption
        Its name.
    mu
        Mean effect; near zero although it matters where effects cancel.
    mu_star
        Mean absolute effect: how much it matters.
    sigma
        Spread of the effects: large where it interacts or bends.
    """

    assumption: str
    mu: Estimate
    mu_star: Estimate
    sigma: Estimate


def tornado(
    base: NDArray[np.float64],
    ends: Mapping[str, AnswerEnds],
    confidence: float = CONFIDENCE,
) -> Tornado:
    """Return how far each assumption swings the answer on its own.

    Parameters
    ----------
    base
        The answer per replication with every assumption as it stands.
    ends
        By assumption, the answer per replication with it at the low and at the high end of its
        range, on the same draws.
    confidence
        Of all changes together, 0 to 1.
    """
    level = shared_confidence(confidence, max(1, len(ends)))
    middle = float(base.mean())
    swings = [_swing(name, middle, *pair, level) for name, pair in ends.items()]
    swings.sort(key=lambda swing: -swing.reach)
    met = [middle, *(float(values.mean()) for pair in ends.values() for values in pair)]
    driver = swings[0].assumption if swings and swings[0].reach > 0 else ""
    return Tornado(mean(base, "", confidence), tuple(swings), min(met), max(met), driver)


def _swing(
    name: str,
    middle: float,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    confidence: float,
) -> Swing:
    met = middle, float(low.mean()), float(high.mean())
    return Swing(
        assumption=name,
        at_low=mean(low, "", confidence),
        at_high=mean(high, "", confidence),
        change=mean(high - low, "", confidence),
        reach=max(met) - min(met),
    )


def trajectories(
    assumptions: int, count: int, seed: int, levels: int = LEVELS
) -> NDArray[np.float64]:
    """Return Morris trajectories on a grid of the unit cube.

    Consecutive points differ in one coordinate by levels / (2 (levels - 1)), in random order of
    the coordinates; with an even number of levels every level is then equally likely.

    Parameters
    ----------
    assumptions
        Number of coordinates, at least 1.
    count
        Number of trajectories, at least 2 for an interval.
    seed
        Any integer from 0.
    levels
        Even, at least 2.

    Returns
    -------
    numpy.ndarray
        (count, assumptions + 1, assumptions), each coordinate 0 to 1.
    """
    if levels < 2 or levels % 2:
        raise UsageError(f"{levels} levels for a screening, must be even and at least 2")
    random = np.random.default_rng(seed)
    half = levels // 2
    design = np.empty((count, assumptions + 1, assumptions))
    for walk in design:
        point = random.integers(0, half, assumptions)
        is_down = random.integers(0, 2, assumptions)
        point += half * is_down
        walk[0] = point
        for step, moved in enumerate(random.permutation(assumptions), start=1):
            point[moved] += half * (1 - 2 * is_down[moved])
            walk[step] = point
    return design / (levels - 1)


def elementary_effects(
    design: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the effect of each assumption in each trajectory, per unit of its range.

    Parameters
    ----------
    design
        From `trajectories`.
    values
        The answer at each point, (trajectories, points), or with replications as a third axis.

    Returns
    -------
    numpy.ndarray
        (trajectories, assumptions), or with replications as a third axis.
    """
    steps = np.diff(design, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    lengths = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    rises = np.diff(values, axis=1)
    ratios = rises / lengths.reshape(lengths.shape + (1,) * (rises.ndim - 2))
    effects = np.empty_like(ratios)
    effects[np.arange(len(design))[:, None], moved] = ratios
    return effects


def morris(
    assumptions: Sequence[str],
    design: NDArray[np.float64],
    values: NDArray[np.float64],
    confidence: float = CONFIDENCE,
) -> tuple[Effect, ...]:
    """Return the elementary effects of each assumption, the one that matters most first.

    Intervals are about all trajectories and all luck; each holds for itself.

    Parameters
    ----------
    assumptions
        Names of the coordinates.
    design
        From `trajectories`.
    values
        The answer at each point, (trajectories, points, replications); the last axis is missing
        where the answer is exact. Replications share their draws over all points.
    confidence
        Of each interval, 0 to 1.
    """
    table = values if values.ndim == 3 else values[:, :, None]
    effects = elementary_effects(design, table)
    found = []
    for k, name in enumerate(assumptions):
        rows = effects[:, k]
        mu = crossed_mean(rows, confidence)
        found.append(Effect(name, mu, _mean_size(rows, confidence), _spread(rows, confidence)))
    return tuple(sorted(found, key=lambda effect: -float(effect.mu_star.mean or 0.0)))


def crossed_mean(table: NDArray[np.float64], confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of a table whose rows and columns are both samples.

    The variance is that between rows plus that between columns, less what both contain of each
    cell's own; degrees of freedom are Satterthwaite's (1946).

    Parameters
    ----------
    table
        (rows, columns); a single column is taken to be exact.
    """
    whole = float(table.mean())
    if len(table) < 2:
        return Estimate(whole, None, None, confidence)
    axes = [1 - k for k in (0, 1) if table.shape[k] > 1]
    parts = [float(table.mean(axis=axis).var(ddof=1)) / table.shape[1 - axis] for axis in axes]
    degrees = [table.shape[1 - axis] - 1 for axis in axes]
    variance = max(sum(parts) - _residual(table) / table.size, *parts, 0.0)
    if not variance > 0:
        return Estimate(whole, whole, whole, confidence)
    below = sum(part * part / count for part, count in zip(parts, degrees, strict=True))
    freedom = sum(parts) ** 2 / below
    half = student_quantile(confidence, freedom) * float(np.sqrt(variance))
    return Estimate(whole, whole - half, whole + half, confidence)


def _residual(table: NDArray[np.float64]) -> float:
    """Return the variance of what neither the row nor the column of a cell explains."""
    rows, columns = table.shape
    if rows < 2 or columns < 2:
        return 0.0
    explained: NDArray[np.float64] = (
        table.mean(axis=1, keepdims=True) + table.mean(axis=0) - table.mean()
    )
    squares = float(((table - explained) ** 2).sum())
    return squares / float((rows - 1) * (columns - 1))


def _mean_size(effects: NDArray[np.float64], confidence: float) -> Estimate:
    """Return the mean absolute effect.

    Luck makes the mean of sizes too large where effects are small beside it. If each replication
    has the sign that the others give it, it becomes too small there. The interval reaches from
    the lower bound of the one to the upper bound of the other, so it is never too narrow.
    """
    replications = effects.shape[1]
    means = effects.mean(axis=1, keepdims=True)
    upper = crossed_mean(effects * _signs(means), confidence)
    if upper.low is None or upper.high is None:
        return upper
    lowest = upper.low
    if replications > 1:
        others = (replications * means - effects) / (replications - 1)
        lower = crossed_mean(effects * _signs(others), confidence)
        lowest = min(lowest, lower.low if lower.low is not None else lowest)
    return Estimate(upper.mean, max(0.0, lowest), upper.high, confidence)


def _signs(effects: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(effects < 0, -1.0, 1.0)


def _noise(effects: NDArray[np.float64], confidence: float) -> float:
    """Return the variance between rows that chance within rows explains; infinite if it may all."""
    rows, columns = effects.shape
    luck = _residual(effects) / columns
    if not luck > 0:
        return 0.0
    from scipy.special import fdtri  # noqa: PLC0415 -- a tenth of a second that help can spare

    may_be = float(fdtri(rows - 1, (rows - 1) * (columns - 1), (1 + confidence) / 2))
    variance = float(effects.mean(axis=1).var(ddof=1))
    return luck if variance > may_be * luck else float("inf")


def _spread(effects: NDArray[np.float64], confidence: float) -> Estimate:
    """Return the spread of the effects over trajectories.

    Bounds are the jackknife's for the cube root of the variance, which is nearly normal (Wilson &
    Hilferty 1931). The lower one leaves out the variance that luck explains, and is nothing where
    luck may explain all of it.
    """
    means = effects.mean(axis=1)
    count = len(means)
    if count < 2:
        return Estimate(0.0, None, None, confidence)
    variance = float(means.var(ddof=1))
    whole = Estimate(float(np.sqrt(variance)), None, None, confidence)
    if count < 3:
        return whole
    squares = (means - means.mean()) ** 2
    # The variance without each of the trajectories, from the sums of all.
    without = (squares.sum() - squares * count / (count - 1)) / (count - 2)
    roots = np.cbrt(np.maximum(without, 0.0))
    error = float(np.sqrt((count - 1) / count * ((roots - roots.mean()) ** 2).sum()))
    half = student_quantile(confidence, count - 1) * error
    clear = variance - _noise(effects, confidence)
    low = max(0.0, float(np.cbrt(max(0.0, clear))) - half) ** 1.5
    high = (float(np.cbrt(variance)) + half) ** 1.5
    return replace(whole, low=low, high=high)
