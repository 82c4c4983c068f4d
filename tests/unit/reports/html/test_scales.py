from __future__ import annotations

import math

import pytest

from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import Gauge
from sandbox.reports.html.scales import Scale, scale_in, scale_of, unit_of


def scale(unit: Unit, decimals: int = 0) -> Scale:
    """Return a scale with so many digits."""
    return Scale(Gauge(unit, decimals))


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "text", "change", "plotted"),
    [
        (Unit.SHARE, 1, 0.0523, "5.2 %", "+5.2 points", 5.23),
        (Unit.FEN, 2, 123456, "¥1,234.56", "+¥1,234.56", 1234.56),
        (Unit.US, 0, 250_000, "250 ms", "+250 ms", 0.25),
        (Unit.COUNT, 0, 12.0, "12", "+12", 12.0),
        (Unit.PLAIN, 3, 0.25, "0.250", "+0.250", 0.25),
    ],
)
def test_a_number_is_shown_and_plotted_in_its_unit(
    unit: Unit, decimals: int, value: float, text: str, change: str, plotted: float
) -> None:
    made = scale(unit, decimals)
    assert (made.show(value), made.change(value)) == (text, change)
    assert made.axis_value(value, is_change=True) == pytest.approx(plotted, rel=1e-12)


def test_what_is_not_defined_is_a_dash_and_no_mark() -> None:
    made = scale(Unit.SHARE)
    assert (made.show(None), made.change(None)) == ("–", "–")
    assert made.axis_value(None) is made.axis_value(math.inf) is None


def test_shares_are_plotted_as_they_are_and_stay_between_0_and_1() -> None:
    assert scale(Unit.SHARE).axis_value(0.3) == 0.3
    assert scale(Unit.SHARE).within == (0.0, 1.0)
    assert scale(Unit.FEN).within is None


def test_an_interval_names_its_unit_once() -> None:
    bounds = {"low": 0.1, "high": 0.2}
    assert scale(Unit.SHARE, 1).bounds(bounds) == "10.0 to 20.0 %"
    assert scale(Unit.SHARE, 1).bounds(bounds, is_change=True) == "+10.0 to +20.0"
    assert scale(Unit.FEN).bounds({"low": None, "high": None}) == "no interval"


def test_a_narrow_interval_deserves_more_digits() -> None:
    narrow = {"mean": 0.5002, "low": 0.5, "high": 0.5004}
    wide = {"mean": 0.5, "low": 0.4, "high": 0.6}
    assert scale_of("share", [wide, narrow]).gauge.decimals == 2
    assert scale_of("share", [wide]).gauge.decimals == 1


def test_units_come_from_the_metric() -> None:
    assert scale_in({"metric": "fees.red_pay"}, []).unit is Unit.FEN
    assert scale_in({"metric": "success_rate"}, []).unit is Unit.SHARE
    assert unit_of("no metric at all") == "plain"
