"""Makes the quantile tables that ship in `sandbox/chance`, from first principles.

Run as a program it writes the file and prints its hash for `sandbox.chance.quantile_tables`.
It works in 50-digit decimals of the standard library, so that it gives the same 64-bit floats
everywhere, and it imports nothing of the sandbox: layout and numbers are stated here again.

Method. On the nodes u_0 < … < u_n = 1 the table is the piecewise linear function S nearest to the
quantile function Q in the mean square over [u_0, 1], with S(1) = Q(1) = 0. Its node values t solve
the tridiagonal equations

    h_{i-1} t_{i-1} / 6 + (h_{i-1} + h_i) t_i / 3 + h_i t_{i+1} / 6 = integral of Q · hat_i

(h_i = u_{i+1} - u_i), where the right side follows from the antiderivatives F of Q and G of u·Q.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

DIGITS = 50
OCTAVES = 33
CELLS = 256
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640629")

Moments = Callable[[Decimal], tuple[Decimal, Decimal]]


def nodes() -> list[Decimal]:
    """Return the survival probabilities of the nodes, rising from 2**-33 to 1."""
    graded = [
        Decimal(CELLS + cell) / CELLS * Decimal(2) ** (octave - OCTAVES)
        for octave in range(OCTAVES)
        for cell in range(CELLS)
    ]
    return [*graded, Decimal(1)]


def exponential_moments(u: Decimal) -> tuple[Decimal, Decimal]:
    """Return the antiderivatives of Q and u·Q at u for Q(u) = -ln u."""
    return u - u * u.ln(), u * u / 4 - u * u * u.ln() / 2


def normal_moments(u: Decimal) -> tuple[Decimal, Decimal]:
    """Return the antiderivatives of Q and u·Q at u, where Q(u) = z has P(|normal| > z) = u.

    With du = -2 φ(z) dz they are 2 φ(z) and 2 u φ(z) + 2/√π · Φ(√2 z) up to constants.
    """
    z = normal_quantile(u)
    flat = 2 * density(z)
    return flat, u * flat + 2 * central(z * Decimal(2).sqrt()) / PI.sqrt()


def normal_quantile(u: Decimal) -> Decimal:
    """Return z with P(|normal| > z) = u: Newton's method, doubling sixteen digits twice."""
    if u == 1:
        return Decimal(0)
    z = Decimal(-NormalDist().inv_cdf(float(u) / 2))
    for _ in range(2):
        z -= (central(z) - (1 - u) / 2) / density(z)
    return z


def density(z: Decimal) -> Decimal:
    """Return the standard normal density."""
    return (-z * z / 2).exp() / (2 * PI).sqrt()


def central(z: Decimal) -> Decimal:
    """Return P(0 < normal < z) by its series of positive terms φ(z) Σ z^(2k+1) / (2k+1)!!."""
    term = total = z
    square = z * z
    odd = 1
    while total + term != total:
        odd += 2
        term *= square / odd
        total += term
    return total * density(z)


def projection(moments: Moments) -> list[float]:
    """Return the node values of the nearest piecewise linear function, 0 at the last node."""
    with localcontext() as context:
        context.prec = DIGITS
        grid = nodes()
        widths = [right - left for left, right in pairwise(grid)]
        loads = right_sides(grid, [moments(u) for u in grid])
        return [float(value) for value in [*solve(widths, loads[:-1]), Decimal(0)]]


def right_sides(
    grid: list[Decimal],
    primitives: list[tuple[Decimal, Decimal]],
) -> list[Decimal]:
    """Return the integrals of Q against the hat function of every node."""
    loads = [Decimal(0)] * len(grid)
    for i, (left, right) in enumerate(pairwise(grid)):
        flat = primitives[i + 1][0] - primitives[i][0]
        linear = primitives[i + 1][1] - primitives[i][1]
        rising = (linear - left * flat) / (right - left)
        loads[i] += flat - rising
        loads[i + 1] += rising
    return loads


def solve(widths: list[Decimal], loads: list[Decimal]) -> list[Decimal]:
    """Return the solution of the tridiagonal equations by elimination and back substitution."""
    diagonal = [widths[0] / 3]
    diagonal += [(a + b) / 3 for a, b in pairwise(widths)]
    values = list(loads)
    for i in range(1, len(values)):
        factor = widths[i - 1] / 6 / diagonal[i - 1]
        diagonal[i] -= factor * widths[i - 1] / 6
        values[i] -= factor * values[i - 1]
    values[-1] /= diagonal[-1]
    for i in range(len(values) - 2, -1, -1):
        values[i] = (values[i] - widths[i] / 6 * values[i + 1]) / diagonal[i]
    return values


def tables() -> NDArray[np.float64]:
    """Return both tables, shape (2, 8449): exponential, then normal."""
    return np.array([projection(exponential_moments), projection(normal_moments)])


if __name__ == "__main__":
    target = Path(sys.argv[1])
    np.save(target, tables())
