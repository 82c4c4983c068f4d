"""A metric's unit on a page: numbers as text, and numbers on the axis of a chart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ExpressionError
from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import Gauge, gauge_for
from sandbox.reports.findings.phrases import NOTHING
from sandbox.reports.findings.sentences import with_unit
from sandbox.reports.findings.view import half_width

HUNDRED, MILLION = 100.0, 1_000_000.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of one metric are shown: in text as a terminal shows them.

    Attributes
    ----------
    gauge
        Unit and digits.
    """

    gauge: Gauge

    @property
    def unit(self) -> Unit:
        """What the metric is measured in."""
        return self.gauge.unit

    def show(self, value: float | None) -> str:
        """Return a value as text, for example `84.3 %`."""
        return self.gauge.value(value)

    def change(self, value: float | None) -> str:
        """Return a difference as text with its sign, for example `+5.2 points`."""
        return NOTHING if value is None else with_unit(self.gauge, self.gauge.change(value))

    def bounds(self, plain: Mapping[str, Any], *, is_change: bool = False) -> str:
        """Return an interval as text, for example `84.1 to 84.5 %`."""
        text = self.gauge.bounds(plain["low"], plain["high"], is_signed=is_change)
        return text or "no interval"

    def axis_value(self, value: float | None, *, is_change: bool = False) -> float | None:
        """Return where a value stands on an axis: points, yuan, seconds or the number itself."""
        if value is None or not math.isfinite(value):
            return None
        match self.unit:
            case Unit.SHARE:
                return value * HUNDRED if is_change else value
            case Unit.FEN:
                return value / HUNDRED
            case Unit.US:
                return value / MILLION
            case Unit.COUNT | Unit.PLAIN:
                return value

    @property
    def axis(self) -> str:
        """Title of the axis of values."""
        return {Unit.FEN: "¥ per replication", Unit.US: "seconds"}.get(self.unit, "")

    @property
    def change_axis(self) -> str:
        """Title of the axis of differences."""
        return "percentage points" if self.unit is Unit.SHARE else self.axis

    @property
    def form(self) -> str:
        """Format of d3 for labels of values."""
        return "~%" if self.unit is Unit.SHARE else "~s"

    @property
    def change_form(self) -> str:
        """Format of d3 for labels of differences."""
        return "+~f" if self.unit is Unit.SHARE else "+~s"

    @property
    def within(self) -> tuple[float, float] | None:
        """Bounds that values cannot leave."""
        return (0.0, 1.0) if self.unit is Unit.SHARE else None


def scale_of(unit: str, estimates: Iterable[Mapping[str, Any]] = ()) -> Scale:
    """Return the scale of a unit, with as many digits as the narrowest interval deserves.

    Parameters
    ----------
    unit
        As documents name it.
    estimates
        Plain estimates that are to be shown.
    """
    found = list(estimates)
    widths = [half_width(each) for each in found]
    return Scale(gauge_for(Unit(unit), widths, [each["mean"] for each in found]))


def scale_in(content: Mapping[str, Any], estimates: Iterable[Mapping[str, Any]]) -> Scale:
    """Return the scale of the metric that an analysis of a study is about."""
    return scale_of(unit_of(str(content.get("metric", ""))), estimates)


def unit_of(metric: str) -> str:
    """Return the unit of a metric by its text; a plain number for a text that is none."""
    try:
        return parse_metric(metric).unit.value
    except ExpressionError:
        return Unit.PLAIN.value
