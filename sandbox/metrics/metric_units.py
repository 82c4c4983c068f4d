"""What metrics are measured in: text of a bound to an exact number, and a number to text."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from sandbox.units import (
    format_duration,
    format_money,
    parse_duration,
    parse_money,
    parse_number,
    parse_percent,
    parse_points,
    parse_share,
    round_half_up,
)

_SIGNED = re.compile(r"^([+-]?)\s*([^\s+-].*)$", re.DOTALL)
_ZERO = re.compile(r"^[+-]?0+(\.0+)?$")


class Unit(StrEnum):
    """What one unit of a metric's value is."""

    SHARE = "share"
    COUNT = "count"
    FEN = "minor"
    US = "µs"
    PLAIN = "plain"


def parse_quantity(
    text: str, unit: Unit, *, is_difference: bool = False, is_ratio: bool = False
) -> Fraction:
    """Return a bound in the unit of a metric: a share as a fraction, fen, µs, or a number.

    Parameters
    ----------
    text
        For example `90%`, `5pp`, `-¥1,000`, `250ms` or `12`; `0` fits every unit.
    is_difference
        True for the bound of a difference: shares then differ by points, not by per cent.
    is_ratio
        True for the bound of a ratio, which may be more than the whole, or below nothing.

    Raises
    ------
    ValueError
        With a message that fits behind the text.
    """
    trimmed = text.strip()
    if _ZERO.match(trimmed):
        return Fraction(0)
    match unit:
        case Unit.SHARE:
            return _share(trimmed, is_difference=is_difference, is_ratio=is_ratio)
        case Unit.COUNT | Unit.PLAIN:
            return parse_number(trimmed)
        case Unit.FEN:
            sign, amount = _sign(trimmed)
            return Fraction(sign * parse_money(amount))
        case Unit.US:
            sign, amount = _sign(trimmed)
            return Fraction(sign * parse_duration(amount))
        case _:
            assert_never(unit)


def _share(text: str, *, is_difference: bool, is_ratio: bool) -> Fraction:
    if is_ratio:
        return parse_points(text) if is_difference else parse_percent(text)
    return _points(text) if is_difference else parse_share(text)


def _points(text: str) -> Fraction:
    points = parse_points(text)
    if not -1 <= points <= 1:
        raise ValueError("must be between -100pp and 100pp")
    return points


def _sign(text: str) -> tuple[int, str]:
    match = _SIGNED.match(text)
    sign, amount = match.groups() if match is not None else ("", text)
    return -1 if sign == "-" else 1, amount


def format_quantity(
    value: float | Fraction,
    unit: Unit,
    *,
    is_difference: bool = False,
    decimals: int = 1,
) -> str:
    """Return a value as people read it, for example `84.3 %`, `+5.2 pp` or `¥1,000.00`.

    Parameters
    ----------
    value
        In the unit: shares 0 to 1, fen, µs.
    is_difference
        True to show the sign of what is above zero, and shares in percentage points.
    decimals
        Digits behind the point of a share or a count; a plain number has two more.
    """
    plus = "+" if is_difference else ""
    exact = Fraction(value)
    match unit:
        case Unit.SHARE:
            return f"{_decimal(exact * 100, plus, decimals)} {'pp' if is_difference else '%'}"
        case Unit.COUNT:
            return _decimal(exact, plus, 0 if exact.denominator == 1 else decimals)
        case Unit.PLAIN:
            return _decimal(exact, plus, decimals + 2)
        case Unit.FEN:
            fen = round_half_up(exact)
            return f"{plus if fen > 0 else ''}{format_money(fen)}"
        case Unit.US:
            microseconds = round_half_up(exact)
            sign = "-" if microseconds < 0 else plus if microseconds else ""
            return f"{sign}{format_duration(abs(microseconds))}"
        case _:
            assert_never(unit)


def _decimal(value: Fraction, plus: str, decimals: int) -> str:
    """Return a number with so many digits, without a sign where they are all zero."""
    text = f"{float(value):{plus},.{decimals}f}"
    return text.lstrip("+-") if not text.strip("+-0.,") else text
