from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.arithmetic import LARGEST, SQRT_2, SQRT_HALF, exact_ln

SMALLEST = 5e-324
STATED = Decimal("6e-16")


def relative_errors(points: Iterable[float]) -> list[Decimal]:
    """Return how far each logarithm is off, by fifty digits of the standard library."""
    with localcontext() as context:
        context.prec = 50
        return [abs(Decimal(exact_ln(x)) / exact - 1) for x in points if (exact := Decimal(x).ln())]


def neighbours(x: float, reach: int = 200) -> list[float]:
    """Return the floats around x, the closest ones and ever further ones."""
    steps = [1 + sign * 2.0**-bits for bits in range(1, 53) for sign in (-1, 1)]
    near = [x]
    for _ in range(reach):
        near = [math.nextafter(near[0], 0.0), *near, math.nextafter(near[-1], math.inf)]
    return near + [x * step for step in steps]


@given(st.floats(SMALLEST, LARGEST))
@example(SMALLEST)
@example(2.2250738585072014e-308)
@example(LARGEST)
def test_the_logarithm_is_right_to_the_fifteenth_digit(x: float) -> None:
    assert max(relative_errors([x]), default=Decimal(0)) < STATED


def test_it_is_right_where_its_range_is_cut() -> None:
    cuts = [SQRT_HALF, SQRT_2, 0.5, 1.0, 2.0, 1 / 256, 256.0, 65_536.0, 2.0**-1022]
    points = [x for cut in cuts for x in neighbours(cut)]
    assert max(relative_errors(points)) < STATED


def test_it_is_right_for_numbers_of_steps() -> None:
    assert max(relative_errors(float(n) for n in range(2, 20_000))) < STATED


def test_the_logarithm_of_one_is_exactly_nothing() -> None:
    assert exact_ln(1.0) == 0.0


def test_powers_of_two_are_whole_multiples() -> None:
    assert {exact_ln(2.0**k) / k for k in (1, 2, 4, 512, -1, -1022)} == {exact_ln(2.0)}


@pytest.mark.parametrize("x", [0.0, -0.0, -1.0, math.inf, -math.inf, math.nan])
def test_what_has_no_logarithm_is_refused(x: float) -> None:
    with pytest.raises(ValueError, match="the logarithm needs a positive finite number"):
        exact_ln(x)
