from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.scenario.yaml.yaml_scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("7", 7),
        ("-07", -7),
        ("+7", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("0.6", Decimal("0.6")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("1e3", Decimal(1000)),
        ("22.4000", Decimal("22.4")),
    ],
)
def test_core_schema(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "off", "yes", "on", "NO", "y", "0.6%", "45s", "¥80", "2024-09-12", "12:30:45"),
        *("1_000", "0b1", ".inf", "-", "+", "nan", "١٢", "1.2.3", "--1", "e5", "nUll"),
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert resolve(text) == text


def test_decimals_are_exact() -> None:
    assert resolve("0.1") == Decimal("0.1")
    assert resolve("0.1") != 0.1


@pytest.mark.parametrize("text", ["9" * 41, "1e31", "1e-31", "1e99999999999999999999"])
def test_numbers_beyond_all_bounds_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most"):
        resolve(text)
