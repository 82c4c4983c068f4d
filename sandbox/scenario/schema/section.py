"""The base of every YAML section and the types of its values."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from sandbox import units


class DocumentSection(BaseModel):
    """One mapping of a YAML file: unknown keys are errors, values are immutable."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        populate_by_name=False,
    )


ZERO = Fraction(0)
ONE = Fraction(1)


def as_text(value: Fraction) -> str:
    """Return a fraction as it is written in YAML, exactly where a decimal can."""
    return f"{float(value * 100):.12g}%"


def _text(description: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": ["string", "number"], "description": description, "examples": list(examples)},
    )


def as_list(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    """Let a single name stand for a list of one."""
    return [value] if isinstance(value, str | int) else value


def _said(name: str) -> str:
    if not name.strip():
        raise ValueError("must be a name")
    return name


def at_least_one(what: str) -> AfterValidator:
    """Return what refuses an empty list or mapping; the rest of the message says what of."""

    def check(value: Any) -> Any:  # noqa: ANN401 -- a list or a mapping
        if value is not None and not value:
            raise ValueError(f"must name at least one {what}")
        return value

    return AfterValidator(check)


_exact = PlainSerializer(as_text)

Share = Annotated[
    Fraction,
    PlainValidator(units.parse_share),
    _exact,
    _text("share between 0 % and 100 %", "60%", "0.6"),
]
Weight = Annotated[
    Fraction,
    PlainValidator(units.parse_weight),
    _exact,
    _text("weight, normalised", "3", "60%"),
]
Percent = Annotated[
    Fraction,
    PlainValidator(units.parse_weight),
    _exact,
    _text("multiple or percentage", "1.5", "150%"),
]
Rate = Annotated[
    Fraction,
    PlainValidator(units.parse_rate),
    PlainSerializer(lambda rate: f"{float(rate):.12g}/s"),
    _text("intensity", "1200/s"),
]
Duration = Annotated[int, PlainValidator(units.parse_duration), _text("duration", "45s", "220ms")]
Amount = Annotated[int, PlainValidator(units.parse_amount), _text("amount in yuan", "¥338.60")]
Money = Annotated[int, PlainValidator(units.parse_money), _text("money in yuan", "¥3m")]
Moment = Annotated[
    int,
    PlainValidator(units.parse_time),
    _text("date or time, Beijing", "2024-09-12T20:00+08:00"),
]
Name = Annotated[str, AfterValidator(_said)]
Names = Annotated[list[str], BeforeValidator(as_list)]
PartyId = Annotated[int, Field(ge=1, le=32_767)]
