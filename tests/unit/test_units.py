from __future__ import annotations

from fractions import Fraction

import pytest

from sandbox.units import parse_money, parse_points


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


@pytest.mark.parametrize("text", ["₹100", "$5", "-€3.50", "USD 20", "20 USD", "Rs 100", "₩9k"])
def test_another_currency_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match="only yuan until worlds have a currency"):
        parse_money(text)


@pytest.mark.parametrize("text", ["100", "much", "¥", "¥5 each", None, 5])
def test_what_is_no_amount_is_shown_one(text: object) -> None:
    with pytest.raises(ValueError, match=r"^must be an amount such as ¥338\.60$"):
        parse_money(text)
