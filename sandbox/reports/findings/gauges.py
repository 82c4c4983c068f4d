"""Metrics of a study in words, and their values with the digits that say something."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics.metric_catalogue import PartyKind
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.english import FILTERS, RATIO
from sandbox.reports.findings.phrases import NOTHING, enumeration, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sandbox.metrics.grammar.names import Metric

# Of one unit, in what reports show: points, yuan, milliseconds.
_SIZES = {Unit.SHARE: 100.0, Unit.FEN: 0.01, Unit.US: 0.001}
_DECIMALS_MAX = {Unit.SHARE: 2, Unit.FEN: 2, Unit.US: 3, Unit.COUNT: 2, Unit.PLAIN: 4}
_DECIMALS_MIN = {Unit.SHARE: 1, Unit.PLAIN: 2}
_SECOND_US = 1e6


def metric_words(metric: Metric, parties: Mapping[str, str]) -> str:
    """Return a metric as a phrase, for example `net income of Taobao`.

    Parameters
    ----------
    parties
        Display names by key.
    """
    if metric.over is not None:
        above, below = (metric_words(side, parties) for side in metric.sides)
        return RATIO.format(above=above, below=below)
    text = metric.measure.phrase.format(party_name(metric.party, parties))
    inside = [
        FILTERS.get(key, f"{words(key)} {{value}}").format(value=parties.get(value, value))
        for key, value in metric.filters
    ]
    return f"{text} ({', '.join(inside)})" if inside else text


def grouped_words(metrics: Sequence[Metric], parties: Mapping[str, str]) -> list[str]:
    """Return metrics as phrases, those of one kind together: `fees of Alipay and WeChat Pay`."""
    groups: dict[tuple[str, object], list[Metric]] = {}
    for metric in metrics:
        has_party = metric.measure.party is not PartyKind.NONE and not metric.filters
        groups.setdefault((metric.name, "" if has_party else metric), []).append(metric)
    phrases = []
    for group in groups.values():
        if len(group) == 1:
            phrases.append(metric_words(group[0], parties))
        else:
            names = [party_name(metric.party, parties) for metric in group]
            phrases.append(group[0].measure.phrase.format(enumeration(names)))
    return phrases


def party_name(key: str, parties: Mapping[str, str]) -> str:
    """Return the name of a wallet, merchant or surface as people say it, else the key in words."""
    return parties.get(key) or words(key)


@dataclass(frozen=True, slots=True)
class Gauge:
    """Shows the values of one metric with the same digits.

    Attributes
    ----------
    unit
        Of the metric.
    decimals
        Digits behind the point of what is shown.
    is_long
        Whether times are shown in seconds, not milliseconds.
    """

    unit: Unit
    decimals: int
    is_long: bool = False

    def value(self, value: float | None) -> str:
        """Return a value with its unit, for example `57.5 %` or `¥1,234`."""
        if value is None:
            return NOTHING
        text = self._number(value, "")
        match self.unit:
            case Unit.SHARE:
                return f"{text} %"
            case Unit.FEN:
                return f"-¥{text[1:]}" if text.startswith("-") else f"¥{text}"
            case Unit.US:
                return f"{text} {'s' if self.is_long else 'ms'}"
            case _:
                return text

    def change(self, value: float | None) -> str:
        """Return a difference with its sign and without its unit, for example `+22.0`."""
        return NOTHING if value is None else self._number(value, "+")

    def difference(self, value: float | None) -> str:
        """Return a difference without its sign, with its unit, for example `22.0 points`."""
        if value is None:
            return NOTHING
        size = self._number(abs(value), "")
        return f"{size} points" if self.unit is Unit.SHARE else self.value(abs(value))

    def bounds(self, low: float | None, high: float | None, *, is_signed: bool = True) -> str:
        """Return two bounds, for example `+21.9 to +22.1`; empty where there are none.

        Only the upper one may be missing: of a percentile beyond what was seen.
        """
        if low is not None and high is None and math.isfinite(low):
            return f"at least {self.change(low) if is_signed else self.value(low)}"
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return ""
        if is_signed:
            return f"{self.change(low)} to {self.change(high)}"
        return f"{self._number(low, '')} to {self.value(high)}"

    def _number(self, value: float, sign: str) -> str:
        size = _SIZES.get(self.unit, 1.0)
        shown = value * (size / 1_000 if self.is_long else size)
        text = f"{shown:{sign},.{self.decimals}f}"
        return text.lstrip("+-") if not text.strip("+-0.,") else text


def gauge_for(
    unit: Unit,
    widths: Iterable[float | None],
    numbers: Iterable[float | None] = (),
    least: int = 0,
) -> Gauge:
    """Return a gauge whose last digit is the first one of the narrowest interval.

    Where nothing has a width, the digits are those that the values need, as far as there is room.

    Parameters
    ----------
    widths
        Half-widths of the intervals; what is None, 0 or infinite says nothing.
    numbers
        Values that are going to be shown.
    least
        Digits behind the point that must not be left out: those of a bound beside the values.
    """
    values = [abs(value) for value in numbers if value is not None]
    is_long = unit is Unit.US and max(values, default=0.0) >= _SECOND_US
    size = _SIZES.get(unit, 1.0) / (1_000 if is_long else 1)
    known = [size * w for w in widths if w is not None and 0 < w < math.inf]
    if known:
        digits = math.ceil(-math.log10(min(known)) - 1e-9)
    else:
        digits = max((_digits_of(size * value, _DECIMALS_MAX[unit]) for value in values), default=0)
    digits = min(max(digits, _DECIMALS_MIN.get(unit, 0)), _DECIMALS_MAX[unit])
    digits = max(digits, least)
    if unit is Unit.FEN and digits:
        digits = 2
    return Gauge(unit, digits, is_long)


def _digits_of(value: float, most: int) -> int:
    """Return how many digits behind the point a number has, at most so many."""
    return next((d for d in range(most) if abs(value - round(value, d)) < 1e-9), most)
