"""Widths in the unit of a metric: how precise an answer shall be, and what counts as no change."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from sandbox.scenario.quantities import Quantity, parse_quantity, write_quantity

WIDTH_TEXT = WithJsonSchema(
    {"type": ["string", "number"], "examples": ["0.2%", "¥1000", "250ms", 3]}
)


def _positive(value: object) -> Quantity:
    quantity = parse_quantity(value)
    if quantity.value <= 0:
        raise ValueError("must be positive")
    return quantity


def _not_negative(value: object) -> Quantity:
    quantity = parse_quantity(value)
    if quantity.value < 0:
        raise ValueError("must not be negative")
    return quantity


_written = PlainSerializer(write_quantity, return_type=str)

Precision = Annotated[Quantity, PlainValidator(_positive), _written, WIDTH_TEXT]
Threshold = Annotated[Quantity, PlainValidator(_not_negative), _written, WIDTH_TEXT]
