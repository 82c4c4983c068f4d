"""The Student mixture by quadrature, from the definition of the t statistic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, stats


def evidence_against(differences: NDArray[np.float64], mean: float, mixing: float) -> float:
    """Return how much likelier the t statistic is under effects drawn from N(0, 1 / mixing).

    The likelihood of all differences up to their scale is that of the t statistic, a normal over
    an independent scaled chi. Its normal has variance one if the mean is right, and one plus
    n / mixing if there are effects.
    """
    count = len(differences)
    error = float(np.std(differences, ddof=1)) / count**0.5
    t = (float(np.mean(differences)) - mean) / error
    spread = (1 + count / mixing) ** 0.5
    return _density(t, count - 1, spread) / _density(t, count - 1, 1.0)


def _density(t: float, degrees: int, spread: float) -> float:
    """Return the density at t of N(0, spread²) over √(chi² / degrees)."""

    def weighted(chi: float) -> float:
        likelihood = stats.norm.pdf(t * chi, scale=spread) * chi
        return float(likelihood * stats.chi.pdf(chi, degrees, scale=degrees**-0.5))

    marks = [0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2]
    found, _ = integrate.quad(weighted, 0, 4, points=marks, epsabs=0, epsrel=1e-9, limit=500)
    return float(found)
