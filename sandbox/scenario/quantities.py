"""Values with their units, computed with exactly: what a study steps through and compares with.

A text such as `0.2%`, `¥1.50`, `250ms`, `1200/s` or `7` becomes an exact fraction and its unit,
and back. Nothing is a float, so that a hundred steps of 0.1 % end at exactly 10 %.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from sandbox import units


class Dimension(StrEnum):
    """What a value counts."""

    SHARE = "percentage"
    MONEY = "amount of money"
    DURATION = "duration"
    RATE = "rate"
    NUMBER = "number"


class Quantity(NamedTuple):
    """A value and what it counts.

    Attributes
    ----------
    value
        Exact; shares as 0..1 (2 % and 2 percentage points are 1/50), money in fen,
        durations in microseconds, rates in events per second.
    unit
        What it counts.
    """

    value: Fraction
    unit: Dimension


_POINTS = re.compile(r"^(-?)(\d[\d_,]*(?:\.\d+)?)\s*pp$")
_SECOND = units.MICROSECONDS_PER_SECOND
_RATE_UNIT = Fraction(1, 1_000)  # events per second
_DECIMAL = Fraction(1, 1_000_000)

# The finest step that the program itself knows, or that is worth writing down.
_QUANTA: dict[Dimension, Fraction] = {
    Dimension.SHARE: Fraction(1, units.PPM),
    Dimension.MONEY: Fraction(1),
    Dimension.DURATION: Fraction(1),
    Dimension.RATE: _RATE_UNIT,
    Dimension.NUMBER: _DECIMAL,
}


def parse_quantity(value: object) -> Quantity:
    """Return a number, a percentage, percentage points, money, a duration or a rate.

    Raises
    ------
    ValueError
        With a message that fits behind "`key` is VALUE, ".
    """
    text = value.strip() if isinstance(value, str) else ""
    points = _POINTS.match(text)
    if points:
        share = units.parse_percent(f"{points[1]}{points[2]}%")
        return Quantity(share, Dimension.SHARE)
    if text.endswith("%"):
        return Quantity(units.parse_percent(text), Dimension.SHARE)
    kinds: tuple[tuple[Dimension, Callable[[object], int | Fraction]], ...] = (
        (Dimension.MONEY, _parse_money),
        (Dimension.RATE, units.parse_rate),
        (Dimension.NUMBER, _parse_number),
        (Dimension.DURATION, units.parse_duration),
    )
    for unit, parse in kinds:
        try:
            return Quantity(Fraction(parse(value)), unit)
        except ValueError:
            continue
    raise ValueError("must be a number with its unit such as 0.1pp, 2%, ¥1000, 250ms, 5/s or 3")


def write_quantity(quantity: Quantity) -> str:
    """Return a quantity as it is written in YAML, exactly where its unit's quantum allows.

    >>> write_quantity(Quantity(Fraction(1, 500), Unit.SHARE))
    '0.2%'
    """
    value, unit = quantity
    match unit:
        case Dimension.SHARE:
            return f"{_decimal(value * 100)}%"
        case Dimension.MONEY:
            yuan = _decimal(abs(value) / 100)
            return f"{'-' if value < 0 else ''}¥{yuan}"
        case Dimension.DURATION:
            return _duration(units.round_half_up(value))
        case Dimension.RATE:
            return f"{_decimal(value)}/s"
        case Dimension.NUMBER:
            return _decimal(value)


def common_unit(*texts: object) -> Dimension:
    """Return the unit that some values share; a bare 0 goes with every unit.

    Raises
    ------
    ValueError
        When one of them is no quantity, or they count different things.
    """
    quantities = [parse_quantity(text) for text in texts]
    found = {q.unit for q in quantities if q.value or q.unit is not Dimension.NUMBER}
    if len(found) > 1:
        first, second, *_ = sorted(found)
        raise ValueError(f"must be in one unit, not {_an(first)} and {_an(second)}")
    return found.pop() if found else Dimension.NUMBER


def are_whole(*texts: object) -> bool:
    """Tell whether values are written as whole numbers without a unit, such as 3 but not 3.0."""
    return all(re.fullmatch(r"-?\d+", str(text)) is not None for text in texts)


def quantum_of(*bounds: object) -> Fraction:
    """Return the step to which values between some bounds are rounded.

    Shares are rounded to a ppm, money to a fen, rates to 0.001/s, durations to a microsecond, or
    to a millisecond between whole seconds.
    Bounds that are whole numbers have whole numbers between them; write 1.0 for broken ones.
    """
    unit = common_unit(*bounds)
    if unit is Dimension.NUMBER and are_whole(*bounds):
        return Fraction(1)
    if unit is Dimension.DURATION:
        lengths = [parse_quantity(bound).value for bound in bounds]
        return Fraction(1) if any(length % _SECOND for length in lengths) else Fraction(1_000)
    return _QUANTA[unit]


def between(low: object, high: object, part: Fraction) -> str:
    """Return the value a part of the way from one bound to another, as it is written in YAML.

    Parameters
    ----------
    low, high
        Two values in one unit.
    part
        From 0 to 1.
    """
    unit = common_unit(low, high)
    start, end = parse_quantity(low).value, parse_quantity(high).value
    return write_quantity(Quantity(_rounded(start + (end - start) * part, low, high), unit))


def evenly(low: object, high: object, count: int) -> list[str]:
    """Return `count` values from one bound to the other, evenly spaced but for rounding."""
    return [between(low, high, Fraction(index, count - 1)) for index in range(count)]


def steps_count(low: object, high: object, step: object) -> int:
    """Return how many values `stepwise` gives."""
    start, end, width = (parse_quantity(text).value for text in (low, high, step))
    return int((end - start) / width) + 1


def stepwise(low: object, high: object, step: object) -> list[str]:
    """Return the values from `low` on by steps of `step`, none beyond `high`."""
    unit = common_unit(low, high, step)
    start, width = parse_quantity(low).value, parse_quantity(step).value
    return [
        write_quantity(Quantity(start + width * index, unit))
        for index in range(steps_count(low, high, step))
    ]


def _parse_money(value: object) -> int:
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith("-¥"):
        return -units.parse_money(text.removeprefix("-"))
    return units.parse_money(value)


def _parse_number(value: object) -> Fraction:
    """Return a plain number; text in the form 2e8, which YAML reads as a number, is one too."""
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d{1,2}", value.strip()):
        return Fraction(Decimal(value.strip()))
    return units.parse_number(value)


def _rounded(value: Fraction, *bounds: object) -> Fraction:
    quantum = quantum_of(*bounds)
    return units.round_half_up(value / quantum) * quantum


def _decimal(value: Fraction) -> str:
    """Return a fraction as a decimal of at most twelve places."""
    scaled = units.round_half_up(abs(value) * 10**12)
    whole, rest = divmod(scaled, 10**12)
    places = f"{rest:012d}".rstrip("0")
    return f"{'-' if value < 0 and scaled else ''}{whole}{'.' if places else ''}{places}"


def _duration(microseconds: int) -> str:
    """Return a duration in the largest unit in which it is a whole number."""
    for name, size in (("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000)):
        if microseconds and microseconds % size == 0:
            return f"{microseconds // size}{name}"
    return f"{microseconds}us" if microseconds else "0s"


def _an(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
