from __future__ import annotations

from fractions import Fraction

import pytest

from sandbox.units import parse_points


@pytest.mark.parametrize(
    ("text", "points"),
    [("5pp", "0.05"), ("-0.25 pp", "-0.0025"), ("+1,000pp", "10"), ("0.05", "0.05")],
)
def test_points_are_hundredths(text: str, points: str) -> None:
    assert parse_points(text) == Fraction(points)


@pytest.mark.parametrize("text", ["5%", "pp", "5 p", "", None])
def test_a_percentage_is_no_difference_in_points(text: object) -> None:
    with pytest.raises(ValueError, match=r"^must be in percentage points such as 5pp$"):
        parse_points(text)
