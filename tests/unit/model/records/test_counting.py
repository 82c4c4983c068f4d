"""Sums of time stay where two of them still fit 63 bits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.model.records.counting import saturated
from sandbox.model.records.record import CEILING

TIMES = st.integers(0, CEILING)


@given(first=TIMES, second=TIMES, third=TIMES)
def test_saturated_sums_are_exact_or_the_ceiling_in_any_order(
    first: int, second: int, third: int
) -> None:
    assert saturated(first, second) == min(first + second, CEILING)
    once = saturated(saturated(first, second), third)
    assert once == saturated(first, saturated(second, third))
    assert first + second < 1 << 63
