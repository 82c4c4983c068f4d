"""Where the answer lies over the ranges of the world's assumptions, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.answers.ranges import AssumptionRange, is_overturned
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.english import FACTS
from sandbox.reports.findings.sentences import with_unit
from sandbox.reports.findings.view import letter, setting, verdict

if TYPE_CHECKING:
    from sandbox.reports.findings.gauges import Gauge
    from sandbox.reports.findings.view import Plain, View


def range_words(view: View, assumptions: str) -> Iterator[tuple[str, str]]:
    """Yield (letter of the regime where there are several, text) for each range of the document.

    Of a sweep the point with the widest range speaks: values that vary are no assumptions.

    Parameters
    ----------
    assumptions
        How many there are, in words.
    """
    others = len(view.regimes) - 1
    for place in range(max(others, 1)):
        found = [point["contrasts"][place] if others else point for point in view.points]
        if not all("assumption_range" in each for each in found):
            continue
        point = max(view.points, key=lambda each: _width(each, place if others else None))
        over = _range_at(point, place if others else None)
        text = _text(view, over, assumptions, is_signed=bool(others))
        if over.low != over.high:
            assumptions = ""  # what is varied is said once
        if len(view.points) > 1:
            text += FACTS["range_at"].format(setting=setting(point))
        if others and any(_is_overturned(view, each) for each in found):
            text += FACTS["overturned"]
        yield letter(place + 1) if others > 1 else "", text


def _range_at(point: Plain, place: int | None) -> AssumptionRange:
    """Return the range at a point: of a regime's difference, or of the only regime's value."""
    over = (point if place is None else point["contrasts"][place])["assumption_range"]
    return AssumptionRange(over["low"], over["high"], over["driver"])


def _width(point: Plain, place: int | None) -> float:
    over = _range_at(point, place)
    return over.high - over.low


def _text(view: View, over: AssumptionRange, assumptions: str, *, is_signed: bool) -> str:
    metric = view.metrics[0]  # ranges are of the first metric that was asked
    gauge = view.gauge(metric)
    bounds = (
        _bounds(gauge, over) if is_signed else gauge.bounds(over.low, over.high, is_signed=False)
    )
    if over.low == over.high and not is_signed:
        bounds = gauge.value(over.low)
    name = "" if metric == view.headline() else FACTS["range_of"].format(metric=view.words(metric))
    key = "range" if over.driver and over.low != over.high else "range_point"
    key = key if assumptions else f"{key}_again"
    return FACTS[key].format(
        metric=name, bounds=bounds, assumptions=assumptions, driver=over.driver
    )


def _bounds(gauge: Gauge, over: AssumptionRange) -> str:
    """Return two differences with their unit: that of money stands before each of them."""
    if over.low == over.high:
        return with_unit(gauge, gauge.change(over.low))
    if gauge.unit is Unit.FEN:
        low, high = (with_unit(gauge, gauge.change(end)) for end in (over.low, over.high))
        return FACTS["ends"].format(low=low, high=high)
    return with_unit(gauge, gauge.bounds(over.low, over.high))


def _is_overturned(view: View, contrast: Plain) -> bool:
    metric = view.metrics[0]
    found, over = contrast["metrics"][metric], contrast["assumption_range"]
    return is_overturned(
        verdict(found),
        AssumptionRange(over["low"], over["high"], over["driver"]),
        found["threshold"],
        view.metric(metric).more_is,
    )
