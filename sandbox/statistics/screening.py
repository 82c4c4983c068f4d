"""Which assumption moves the answer: one at a time (tornado), and in passing (Morris).

The tornado moves each assumption to both ends of its range while the others stay; it reads at a
glance and misses what two assumptions do together. Morris's method (1991, Technometrics 33(2))
walks through the whole space in short trajectories, each step moving one assumption; the mean of
the absolute steps says how much an assumption matters (Campolongo, Cariboni & Saltelli 2007), their
spread whether it interacts or bends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.errors import UsageError
from sandbox.statistics.estimates import CONFIDENCE, Estimate, mean, shared_confidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

LEVELS = 4
RESAMPLES = 1_000


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
    ends: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]],
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
    seed: int,
    confidence: float = CONFIDENCE,
) -> tuple[Effect, ...]:
    """Return the elementary effects of each assumption, the one that matters most first.

    Intervals are percentiles of a bootstrap over trajectories, and over replications where they
    are given; each holds for itself.

    Parameters
    ----------
    assumptions
        Names of the coordinates.
    design
        From `trajectories`.
    values
        The answer at each point, (trajectories, points, replications); the last axis may be
        missing. Replications share their draws over all points.
    seed
        Of the bootstrap.
    confidence
        Of each interval, 0 to 1.
    """
    table = values if values.ndim == 3 else values[:, :, None]
    effects = elementary_effects(design, table)
    resampled = _resampled(effects, np.random.default_rng(seed))
    whole = _moments(effects.mean(axis=2))
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    lows, highs = np.quantile(resampled, tails, axis=0)
    found = []
    for k, name in enumerate(assumptions):
        bounds = zip(whole[:, k], lows[:, k], highs[:, k], strict=True)
        estimates = [Estimate(float(m), float(a), float(b), confidence) for m, a, b in bounds]
        if len(design) < 2:
            estimates = [Estimate(e.mean, None, None, confidence) for e in estimates]
        found.append(Effect(name, *estimates))
    return tuple(sorted(found, key=lambda effect: -float(effect.mu_star.mean or 0.0)))


def _moments(effects: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mu, mu star and sigma of (trajectories, assumptions), three rows."""
    spread = effects.std(axis=0, ddof=1) if len(effects) > 1 else np.zeros(effects.shape[1])
    return np.stack([effects.mean(axis=0), np.abs(effects).mean(axis=0), spread])


def _resampled(effects: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    walks, _, replications = effects.shape
    drawn = []
    for _ in range(RESAMPLES):
        counts = random.multinomial(replications, [1 / replications] * replications)
        averaged = effects @ (counts / replications)
        drawn.append(_moments(averaged[random.integers(0, walks, walks)]))
    return np.array(drawn)
