from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.metrics.metric_units import Unit, format_quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "unit", "is_difference", "value"),
    [
        ("90%", Unit.SHARE, False, "0.9"),
        ("0.9", Unit.SHARE, False, "0.9"),
        ("5 pp", Unit.SHARE, True, "0.05"),
        ("-0.1pp", Unit.SHARE, True, "-0.001"),
        ("¥1,000", Unit.FEN, False, "100000"),
        ("-¥1k", Unit.FEN, True, "-100000"),
        ("250ms", Unit.US, False, "250000"),
        ("- 1.5s", Unit.US, True, "-1500000"),
        ("12", Unit.COUNT, False, "12"),
        ("-3", Unit.COUNT, True, "-3"),
        ("0.25", Unit.PLAIN, False, "0.25"),
        *[("0", unit, True, "0") for unit in Unit],
    ],
)
def test_a_bound_is_read_in_the_unit_of_its_metric(
    text: str, unit: Unit, is_difference: bool, value: str
) -> None:
    assert parse_quantity(text, unit, is_difference=is_difference) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "unit", "is_difference", "rule"),
    [
        ("5pp", Unit.SHARE, False, "must be a percentage such as 60%"),
        ("90", Unit.SHARE, False, "must be between 0 % and 100 %"),
        ("5%", Unit.SHARE, True, "must be in percentage points such as 5pp"),
        ("5", Unit.SHARE, True, "must be between -100pp and 100pp"),
        ("1000", Unit.FEN, False, r"must be an amount such as ¥338\.60"),
        ("--¥1", Unit.FEN, False, r"must be an amount such as ¥338\.60"),
        ("-+¥1", Unit.FEN, False, r"must be an amount such as ¥338\.60"),
        ("250", Unit.US, False, "must be a duration with a unit such as 45s, 220ms, 1h30m"),
        ("12 or 13", Unit.COUNT, False, "must be a number"),
    ],
)
def test_a_bound_in_another_unit_is_refused(
    text: str, unit: Unit, is_difference: bool, rule: str
) -> None:
    with pytest.raises(ValueError, match=f"^{rule}$"):
        parse_quantity(text, unit, is_difference=is_difference)


@pytest.mark.parametrize(
    ("value", "unit", "is_difference", "text"),
    [
        (0.8434, Unit.SHARE, False, "84.3 %"),
        (0.0523, Unit.SHARE, True, "+5.2 pp"),
        (-0.0523, Unit.SHARE, True, "-5.2 pp"),
        (-0.00001, Unit.SHARE, True, "0.0 pp"),
        (596.25, Unit.COUNT, False, "596.2"),
        (1234, Unit.COUNT, True, "+1,234"),
        (0.7012, Unit.PLAIN, False, "0.701"),
        (100_000, Unit.FEN, False, "¥1,000.00"),
        (5, Unit.FEN, True, "+¥0.05"),
        (-5.2, Unit.FEN, True, "-¥0.05"),
        (0, Unit.FEN, True, "¥0.00"),
        (250_000, Unit.US, False, "250 ms"),
        (-20_000, Unit.US, True, "-20 ms"),
    ],
)
def test_a_value_reads_well(value: float, unit: Unit, is_difference: bool, text: str) -> None:
    assert format_quantity(value, unit, is_difference=is_difference) == text


@given(st.integers(-10_000, 10_000))
def test_points_come_back_from_their_text(hundredths: int) -> None:
    value = Fraction(hundredths, 10_000)
    text = format_quantity(value, Unit.SHARE, is_difference=True, decimals=2)
    assert parse_quantity(text, Unit.SHARE, is_difference=True) == value


@given(st.integers(-(10**12), 10**12))
def test_money_comes_back_from_its_text(fen: int) -> None:
    assert parse_quantity(format_quantity(fen, Unit.FEN), Unit.FEN) == fen


@given(st.integers(-(10**12), 10**12))
def test_counts_come_back_from_their_text(count: int) -> None:
    text = format_quantity(count, Unit.COUNT, is_difference=True)
    assert parse_quantity(text, Unit.COUNT) == count
