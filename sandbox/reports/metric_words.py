"""Metrics of a study in words, and their values with the digits that say something."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics.quantities import Unit
from sandbox.reports.phrases import NOTHING, listed, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.metrics.values import Metric
    from sandbox.scenario.schema.document import Document

NAMES = {
    "success_rate": "checkout success",
    "payment_success_rate": "success of payments",
    "open_rate": "the open rate",
    "approval_rate": "the approval rate",
    "hhi": "the concentration of wallets",
    "paid": "paid checkouts",
    "paid_amount": "sales",
    "lost_amount": "lost sales",
}
OF_A_PARTY = {
    "net_income": "net income of {}",
    "fees": "fees of {}",
    "fees_borne": "fees borne by {}",
    "share": "the share of {}",
    "lost": "losses to “{}”",
    "utilisation": "utilisation of {}",
}
# Of one unit, in what reports show: points, yuan, milliseconds.
_SIZES = {Unit.SHARE: 100.0, Unit.FEN: 0.01, Unit.US: 0.001}
_DECIMALS_MAX = {Unit.SHARE: 2, Unit.FEN: 2, Unit.US: 3, Unit.COUNT: 2, Unit.PLAIN: 4}
_DECIMALS_MIN = {Unit.SHARE: 1, Unit.PLAIN: 2}
_SECOND_US = 1e6


def metric_words(metric: Metric, document: Document) -> str:
    """Return a metric as a phrase, for example `net income of Taobao`.

    Parameters
    ----------
    document
        The scenario, for the names of its parties.
    """
    party = party_name(metric.party, document) if metric.party else ""
    if metric.name in OF_A_PARTY and party:
        text = OF_A_PARTY[metric.name].format(party)
    else:
        text = " ".join(filter(None, (NAMES.get(metric.name, words(metric.name)), party)))
    inside = ", ".join(f"{words(key)} {value}" for key, value in metric.filters)
    return f"{text} ({inside})" if inside else text


def grouped_words(metrics: Sequence[Metric], document: Document) -> list[str]:
    """Return metrics as phrases, those of one kind together: `fees of Alipay and WeChat Pay`."""
    groups: dict[tuple[str, object], list[Metric]] = {}
    for metric in metrics:
        kind = metric.name if metric.name in OF_A_PARTY and not metric.filters else metric
        groups.setdefault((metric.name, kind), []).append(metric)
    phrases = []
    for (name, _), group in groups.items():
        if len(group) == 1:
            phrases.append(metric_words(group[0], document))
        else:
            parties = [party_name(metric.party, document) for metric in group]
            phrases.append(OF_A_PARTY[name].format(listed(parties)))
    return phrases


def party_name(key: str, document: Document) -> str:
    """Return the name of a wallet, merchant or surface as people say it, else the key in words."""
    for section in (document.wallets, document.merchants, document.surfaces):
        if key in section:
            return str(section[key].name or key)
    return words(key)


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

    def bounds(self, low: float | None, high: float | None, *, signed: bool = True) -> str:
        """Return two bounds, for example `+21.9 to +22.1`; empty where there are none."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return ""
        if signed:
            return f"{self.change(low)} to {self.change(high)}"
        return f"{self._number(low, '')} to {self.value(high)}"

    def _number(self, value: float, sign: str) -> str:
        size = _SIZES.get(self.unit, 1.0)
        shown = value * (size / 1_000 if self.is_long else size)
        text = f"{shown:{sign},.{self.decimals}f}"
        return text.lstrip("+-") if not text.strip("+-0.,") else text


def gauge_for(metric: Metric, widths: Iterable[float | None], largest: float = 0.0) -> Gauge:
    """Return a gauge whose last digit is the first one of the narrowest interval.

    Parameters
    ----------
    widths
        Half-widths of the intervals; what is None, 0 or infinite says nothing.
    largest
        Largest value that is going to be shown.
    """
    unit = metric.unit
    is_long = unit is Unit.US and largest >= _SECOND_US
    size = _SIZES.get(unit, 1.0) / (1_000 if is_long else 1)
    known = [size * w for w in widths if w is not None and 0 < w < math.inf]
    least = _DECIMALS_MIN.get(unit, 0)
    digits = math.ceil(-math.log10(min(known)) - 1e-9) if known else least
    digits = min(max(digits, least), _DECIMALS_MAX[unit])
    if unit is Unit.FEN and digits:
        digits = 2
    return Gauge(unit, digits, is_long)
