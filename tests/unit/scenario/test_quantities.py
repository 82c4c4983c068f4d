from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.scenario.quantities import (
    Dimension,
    Quantity,
    between,
    common_unit,
    evenly,
    parse_quantity,
    quantum_of,
    steps_count,
    stepwise,
    write_quantity,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.1pp", Fraction(1, 1_000), Dimension.SHARE),
        ("5 pp", Fraction(1, 20), Dimension.SHARE),
        ("-5pp", Fraction(-1, 20), Dimension.SHARE),
        ("90%", Fraction(9, 10), Dimension.SHARE),
        ("150%", Fraction(3, 2), Dimension.SHARE),
        ("¥1,000", Fraction(100_000), Dimension.MONEY),
        ("-¥0.05", Fraction(-5), Dimension.MONEY),
        ("¥3m", Fraction(300_000_000), Dimension.MONEY),
        ("250ms", Fraction(250_000), Dimension.DURATION),
        ("1h30m", Fraction(5_400_000_000), Dimension.DURATION),
        ("48/min", Fraction(4, 5), Dimension.RATE),
        ("3", Fraction(3), Dimension.NUMBER),
        (3, Fraction(3), Dimension.NUMBER),
        ("-0.5", Fraction(-1, 2), Dimension.NUMBER),
        ("2e8", Fraction(200_000_000), Dimension.NUMBER),
    ],
)
def test_texts_are_read_exactly(text: object, value: Fraction, unit: Dimension) -> None:
    assert parse_quantity(text) == Quantity(value, unit)


@pytest.mark.parametrize("text", ["", "x", "5 pounds", "%", "pp", None, True, [], "1e999", "--1"])
def test_what_is_no_quantity_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("low", "high", "step", "values"),
    [
        ("0.2%", "1%", "0.4%", ["0.2%", "0.6%", "1%"]),
        ("0%", "1%", "0.3%", ["0%", "0.3%", "0.6%", "0.9%"]),
        (0, "2%", "1%", ["0%", "1%", "2%"]),
        ("¥1", "¥1.10", "¥0.05", ["¥1", "¥1.05", "¥1.1"]),
        ("250ms", "1s", "375ms", ["250ms", "625ms", "1s"]),
        ("30m", "1h30m", "30m", ["30m", "1h", "90m"]),
        (1, 3, 1, ["1", "2", "3"]),
        ("1/s", "3/s", "1/s", ["1/s", "2/s", "3/s"]),
    ],
)
def test_steps_are_exact(low: object, high: object, step: object, values: list[str]) -> None:
    assert stepwise(low, high, step) == values
    assert steps_count(low, high, step) == len(values)


def test_a_thousand_steps_do_not_drift() -> None:
    # In floats, a thousand times 0.1 is 99.9999999999986.
    assert stepwise("0%", "100%", "0.1%")[-1] == "100%"
    assert stepwise("0%", "100%", "0.1%")[3] == "0.3%"


@pytest.mark.parametrize(
    ("low", "high", "count", "values"),
    [
        ("0%", "1%", 4, ["0%", "0.3333%", "0.6667%", "1%"]),
        ("¥1", "¥2", 4, ["¥1", "¥1.33", "¥1.67", "¥2"]),
        (1, 4, 3, ["1", "3", "4"]),
        ("1.0", "4.0", 3, ["1", "2.5", "4"]),
        ("1s", "2s", 3, ["1s", "1500ms", "2s"]),
    ],
)
def test_even_values_are_rounded_to_the_quantum_of_their_unit(
    low: object, high: object, count: int, values: list[str]
) -> None:
    assert evenly(low, high, count) == values


def test_units_do_not_mix_but_for_a_bare_zero() -> None:
    assert common_unit(0, "5%") is Dimension.SHARE
    assert common_unit(0, 0) is Dimension.NUMBER
    with pytest.raises(ValueError, match="in one unit, not an amount of money and a percentage"):
        common_unit("5%", "¥5")


def test_whole_bounds_have_whole_numbers_between_them() -> None:
    assert quantum_of(1, 3) == 1
    assert quantum_of("1.0", 3) < 1
    assert between("5000000", "10000000", Fraction(1, 3)) == "6666667"


EXAMPLES = {
    Dimension.SHARE: "1%",
    Dimension.MONEY: "¥1",
    Dimension.DURATION: "1s",
    Dimension.RATE: "1/s",
    Dimension.NUMBER: "1.0",
}

quantities = st.builds(
    lambda count, unit: Quantity(count * quantum_of(EXAMPLES[unit]), unit),
    st.integers(0, 10**12),
    st.sampled_from(list(Dimension)),
)


@given(quantities)
def test_what_is_written_reads_the_same(quantity: Quantity) -> None:
    if quantity.unit is Dimension.DURATION and not quantity.value:
        assert write_quantity(quantity) == "0s"
    try:
        again = parse_quantity(write_quantity(quantity))
    except ValueError:
        # Beyond the bounds of units.py; nobody waits that long.
        assert quantity.unit is Dimension.DURATION
        return
    assert again == quantity
