"""Sobol indices and Morris effects of functions whose answers are known in closed form.

Ishigami & Homma 1990 (a = 7, b = 0.1) and Sobol's g-function (a = 0, 1, 4.5, 9). With 4,096 samples
the tolerance is four times the standard error that the bootstrap finds, or 0.01 where the
low-discrepancy design is better than the bootstrap (which takes the samples for random) can tell.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.statistics.indices import sobol_design, sobol_indices
from sandbox.statistics.screening import morris, trajectories

Array = NDArray[np.float64]
SAMPLES = 4_096
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def ishigami(cube: Array) -> Array:
    x = pi * (2 * cube - 1)
    answer: Array = (
        np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    )
    return answer


def ishigami_indices() -> tuple[list[float], list[float]]:
    """Return first-order and total indices (Ishigami & Homma 1990)."""
    a, b = 7.0, 0.1
    first = 0.5 * (1 + b * pi**4 / 5) ** 2
    second = a**2 / 8
    together = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + together
    alone = [first / whole, second / whole, 0.0]
    return alone, [(first + together) / whole, second / whole, together / whole]


def g_function(cube: Array) -> Array:
    answer: Array = np.prod((np.abs(4 * cube - 2) + WEIGHTS) / (1 + WEIGHTS), axis=-1)
    return answer


def g_indices() -> tuple[list[float], list[float]]:
    """Return first-order and total indices (Saltelli & Sobol 1995)."""
    partial = 1 / (3 * (1 + WEIGHTS) ** 2)
    whole = np.prod(1 + partial) - 1
    totals = [v * np.prod(np.delete(1 + partial, k)) / whole for k, v in enumerate(partial)]
    return (partial / whole).tolist(), [float(total) for total in totals]


Known = tuple[Callable[[Array], Array], Callable[[], tuple[list[float], list[float]]], int]
CASES: dict[str, Known] = {
    "ishigami": (ishigami, ishigami_indices, 3),
    "g": (g_function, g_indices, 4),
}


@pytest.mark.parametrize("case", CASES)
def test_sobol_indices_are_those_of_the_closed_form(seed: int, case: str) -> None:
    function, truth, count = CASES[case]
    names = [str(k) for k in range(count)]
    found = sobol_indices(names, function(sobol_design(count, SAMPLES, seed)), seed)
    for index in found:
        expected = [shares[int(index.assumption)] for shares in truth()]
        for share, known in zip((index.first, index.total), expected, strict=True):
            assert share.mean is not None
            assert share.half_width is not None
            assert abs(share.mean - known) <= max(0.01, 4 / 1.96 * share.half_width)


@pytest.mark.slow
def test_bootstrap_intervals_cover_the_closed_form(seed: int) -> None:
    # The design is better than random, so at least nominal coverage: 95 % of 200 designs, less
    # four standard errors (6.2 points).
    truth = ishigami_indices()
    names = ["0", "1", "2"]
    covered = np.zeros((2, 3))
    designs = 200
    for k in range(designs):
        answers = ishigami(sobol_design(3, 256, seed + k))
        for index in sobol_indices(names, answers, seed + k):
            which = int(index.assumption)
            for row, share in enumerate((index.first, index.total)):
                assert share.low is not None
                assert share.high is not None
                covered[row, which] += share.low <= truth[row][which] <= share.high
    assert covered.min() / designs >= 0.95 - 4 * (0.95 * 0.05 / designs) ** 0.5


def test_morris_ranks_the_g_function_by_its_weights(seed: int) -> None:
    # Effects of 200 trajectories: neighbours differ by a factor of 2 and more, the standard error
    # of each mean is below a tenth of it.
    design = trajectories(4, 200, seed)
    found = morris(["0", "1", "2", "3"], design, g_function(design))
    assert [effect.assumption for effect in found] == ["0", "1", "2", "3"]
