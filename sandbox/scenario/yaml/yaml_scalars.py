"""Plain scalars of the YAML 1.2 core schema: no Norway problem, exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS_MAX = 40  # longer numbers are slips, and exact arithmetic on them is slow
EXPONENT_MAX = 30

Plain = str | int | bool | Decimal | None

_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE]([-+]?[0-9]+))?")


def resolve(text: str) -> Plain:
    """Return what an unquoted scalar means.

    Raises
    ------
    ValueError
        When it is a number beyond all bounds.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    number = _INTEGER.fullmatch(text) or _BASED.fullmatch(text) or _DECIMAL.fullmatch(text)
    if number is None:
        return text
    if len(text) > DIGITS_MAX:
        raise ValueError(f"a number may have at most {DIGITS_MAX} characters")
    if number.re is _INTEGER:
        return int(text)
    if number.re is _BASED:
        return int(text, 0)
    if abs(int(number[1] or 0)) > EXPONENT_MAX:
        raise ValueError(f"an exponent may be at most {EXPONENT_MAX}")
    return Decimal(text)
