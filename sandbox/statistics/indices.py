"""How much of the answer's variance each assumption explains: Sobol indices.

The first-order index is the share of the variance that an assumption explains alone, the total
index the share that involves it in any way. First order: Saltelli et al. 2010 (Computer Physics
Communications 181, table 2, row b); total: Jansen 1999 (row f). The design is a scrambled Sobol
sequence, so the number of samples is a power of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox.errors import UsageError
from sandbox.statistics.estimates import CONFIDENCE, Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Index:
    """Shares of the variance; estimates may fall a little outside 0 to 1.

    Attributes
    ----------
    assumption
        Its name.
    first
        What it explains alone; mean None where the answer does not vary.
    total
        What it explains alone and together with others.
    """

    assumption: str
    first: Estimate
    total: Estimate


def sobol_design(assumptions: int, samples: int, seed: int) -> NDArray[np.float64]:
    """Return the points at which the answer is needed.

    Parameters
    ----------
    assumptions
        Number of coordinates, d, at least 1.
    samples
        A power of two, n.
    seed
        Of the scrambling, any integer from 0.

    Returns
    -------
    numpy.ndarray
        (d + 2, n, d) in the unit cube: block 0 is A, block 1 is B, block 2 + i is A with
        coordinate i taken from B.

    Raises
    ------
    UsageError
        The number of samples is not a power of two.
    """
    from scipy.stats import qmc  # noqa: PLC0415 -- half a second that help can spare

    if samples < 2 or samples & (samples - 1):
        raise UsageError(
            f"{samples} samples for Sobol indices, must be a power of two",
            hint=f"take {1 << max(1, samples.bit_length())}",
        )
    points = qmc.Sobol(2 * assumptions, seed=seed).random(samples)
    first, second = points[:, :assumptions], points[:, assumptions:]
    blocks = [first, second]
    for k in range(assumptions):
        mixed = first.copy()
        mixed[:, k] = second[:, k]
        blocks.append(mixed)
    return np.stack(blocks)


def sobol_indices(
    assumptions: Sequence[str],
    values: NDArray[np.float64],
    seed: int,
    confidence: float = CONFIDENCE,
) -> tuple[Index, ...]:
    """Return the indices of each assumption, the largest total first.

    Intervals are percentiles of a bootstrap over the samples, and over the replications, which
    all samples share; each holds for itself.

    Parameters
    ----------
    assumptions
        Names of the coordinates.
    values
        The answer at each point of `sobol_design`, (d + 2, n, replications); the last axis is
        missing where the answer is exact.
    seed
        Of the bootstrap.
    confidence
        Of each interval, 0 to 1.
    """
    table = values if values.ndim == 3 else values[:, :, None]
    whole = _shares(table.mean(axis=2))
    if whole is None:
        nothing = Estimate(None, None, None, confidence)
        return tuple(Index(name, nothing, nothing) for name in assumptions)
    random = np.random.default_rng(seed)
    drawn = (_shares(_resampled(table, random)) for _ in range(RESAMPLES))
    resampled = np.array([shares for shares in drawn if shares is not None])
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    lows, highs = np.quantile(resampled, tails, axis=0)
    found = []
    for k, name in enumerate(assumptions):
        bounds = zip(whole[:, k], lows[:, k], highs[:, k], strict=True)
        estimates = [Estimate(float(m), float(a), float(b), confidence) for m, a, b in bounds]
        found.append(Index(name, *estimates))
    return tuple(sorted(found, key=lambda index: -float(index.total.mean or 0.0)))


def _resampled(table: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """Return the answers at samples drawn again, averaged over replications drawn again."""
    _, samples, replications = table.shape
    drawn = table[:, random.integers(0, samples, samples)]
    if replications == 1:
        return drawn[:, :, 0]
    counts = random.multinomial(replications, [1 / replications] * replications)
    averaged: NDArray[np.float64] = drawn @ (counts / replications)
    return averaged


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return first-order and total indices as two rows; None where nothing varies."""
    # The estimators do not change with the level; its digits are lost if it is left in.
    centred = values - values[:2].mean()
    first, second, mixed = centred[0], centred[1], centred[2:]
    variance = float(np.var(centred[:2]))
    if not variance > 0:
        return None
    alone = (second * (mixed - first)).mean(axis=1) / variance
    involved = ((first - mixed) ** 2).mean(axis=1) / (2 * variance)
    return np.stack([alone, involved])
