"""A metric's unit on a page: numbers as text, and numbers on the axis of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ExpressionError
from sandbox.metrics.names import parse_metric
from sandbox.metrics.quantities import Unit, format_quantity
from sandbox.reports.phrases import NOTHING

FINE = 0.0005  # half-width of a share below which two digits are shown
HUNDRED, MILLION = 100.0, 1_000_000.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of one metric are shown.

    Attributes
    ----------
    unit
        What the metric is measured in.
    decimals
        Digits behind the point of shares and counts.
    """

    unit: Unit
    decimals: int = 1

    def show(self, value: float) -> str:
        """Return a value as text, for example `84.3 %`."""
        return format_quantity(value, self.unit, decimals=self.decimals)

    def change(self, value: float) -> str:
        """Return a difference as text with its sign, for example `+5.2 pp`."""
        return format_quantity(value, self.unit, is_difference=True, decimals=self.decimals)

    def bounds(self, plain: Mapping[str, Any], *, is_change: bool = False) -> str:
        """Return an interval as text, for example `84.1 to 84.5 %`."""
        if plain["low"] is None or plain["high"] is None:
            return "no interval"
        show = self.change if is_change else self.show
        low, high = show(plain["low"]), show(plain["high"])
        number, _, unit = high.rpartition(" ")
        return f"{low.removesuffix(f' {unit}') if number else low} to {high}"

    def plotted(self, value: float | None, *, is_change: bool = False) -> float | None:
        """Return where a value stands on an axis: points, yuan, seconds or the number itself."""
        if value is None:
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
    """Return the scale of a metric, with as many digits as its narrowest interval deserves.

    Parameters
    ----------
    unit
        As documents name it.
    estimates
        Plain estimates that are to be shown.
    """
    pairs = [(e["low"], e["high"]) for e in estimates]
    widths = [(high - low) / 2 for low, high in pairs if low is not None and high is not None]
    is_fine = any(0 < width < FINE for width in widths)
    is_known = any(unit == known.value for known in Unit)
    return Scale(Unit(unit) if is_known else Unit.PLAIN, 2 if is_fine else 1)


def unit_of(metric: str) -> str:
    """Return the unit of a metric by its text; a plain number for a text that is none."""
    try:
        return parse_metric(metric).unit.value
    except ExpressionError:
        return Unit.PLAIN.value


def scale_in(
    document: Mapping[str, Any], found: Mapping[str, Any], estimates: Iterable[Mapping[str, Any]]
) -> Scale:
    """Return the scale of the metric that a part of a study's document is about."""
    metric = str(found.get("metric", ""))
    listed = document.get("metrics", {}).get(metric, {})
    return scale_of(str(found.get("unit", listed.get("unit", unit_of(metric)))), estimates)


def shown(estimate: Mapping[str, Any], scale: Scale) -> str:
    """Return the mean of a plain estimate as text."""
    return NOTHING if estimate["mean"] is None else scale.show(estimate["mean"])
