from __future__ import annotations

import pytest

from sandbox.metrics.quantities import Unit
from sandbox.reports.html.scales import Scale, scale_in, scale_of, shown, unit_of


@pytest.mark.parametrize(
    ("unit", "value", "text", "change", "plotted"),
    [
        (Unit.SHARE, 0.0523, "5.2 %", "+5.2 pp", 5.23),
        (Unit.FEN, 123456, "¥1,234.56", "+¥1,234.56", 1234.56),
        (Unit.US, 250_000, "250 ms", "+250 ms", 0.25),
        (Unit.COUNT, 12.0, "12", "+12", 12.0),
        (Unit.PLAIN, 0.25, "0.250", "+0.250", 0.25),
    ],
)
def test_a_number_is_shown_and_plotted_in_its_unit(
    unit: Unit, value: float, text: str, change: str, plotted: float
) -> None:
    scale = Scale(unit)
    assert (scale.show(value), scale.change(value)) == (text, change)
    assert scale.plotted(value, is_change=True) == pytest.approx(plotted, rel=1e-12)
    assert scale.plotted(None) is None


def test_shares_are_plotted_as_they_are_and_stay_between_0_and_1() -> None:
    assert Scale(Unit.SHARE).plotted(0.3) == 0.3
    assert Scale(Unit.SHARE).within == (0.0, 1.0)
    assert Scale(Unit.FEN).within is None


def test_an_interval_names_its_unit_once() -> None:
    bounds = {"low": 0.1, "high": 0.2}
    assert Scale(Unit.SHARE).bounds(bounds) == "10.0 to 20.0 %"
    assert Scale(Unit.SHARE).bounds(bounds, is_change=True) == "+10.0 to +20.0 pp"
    assert Scale(Unit.US).bounds({"low": 5e5, "high": 2e6}) == "500 ms to 2 s"
    assert Scale(Unit.FEN).bounds({"low": -100, "high": 100}) == "-¥1.00 to ¥1.00"
    assert Scale(Unit.FEN).bounds({"low": None, "high": None}) == "no interval"


def test_a_narrow_interval_deserves_two_digits() -> None:
    narrow, wide = {"low": 0.5, "high": 0.5004}, {"low": 0.4, "high": 0.6}
    assert scale_of("share", [wide, narrow]).decimals == 2
    assert scale_of("share", [wide]).decimals == 1
    assert scale_of("share", [{"low": 0.5, "high": 0.5}]).decimals == 1


def test_units_come_from_the_document_or_from_the_metric_itself() -> None:
    document = {"metrics": {"odd": {"unit": "fen"}}}
    assert scale_in(document, {"metric": "odd"}, []).unit is Unit.FEN
    assert scale_in({}, {"metric": "success_rate"}, []).unit is Unit.SHARE
    assert scale_in({}, {"metric": "x", "unit": "¥"}, []).unit is Unit.PLAIN
    assert unit_of("no metric at all") == "plain"


def test_what_is_not_defined_is_a_dash() -> None:
    assert shown({"mean": None}, Scale(Unit.SHARE)) == "–"
    assert shown({"mean": 0.5}, Scale(Unit.SHARE)) == "50.0 %"
