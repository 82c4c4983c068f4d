from __future__ import annotations

import pytest

from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import gauge_for, grouped_words, metric_words

PARTIES = {"red_mall": "Red Mall", "blue_pay": "Blue Pay", "red_pay": "Red Pay"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("success_rate", "checkout success"),
        ("success_rate[merchant=red_mall]", "checkout success (merchant Red Mall)"),
        ("net_income.red_mall", "net income of Red Mall"),
        ("fees.blue_pay", "fees of Blue Pay"),
        ("fees.green_pay", "fees of green pay"),
        ("share.red_pay", "the share of Red Pay"),
        ("lost.no_common_wallet", "losses to “no common wallet”"),
        ("latency.p95", "the p95 of answer times"),
        ("refunds", "refunds"),
        ("success_rate[amount>=¥200, amount<¥500]", "checkout success (at least ¥200, below ¥500)"),
        (
            "fees.blue_pay / net_income.red_mall",
            "the ratio of fees of Blue Pay to net income of Red Mall",
        ),
    ],
)
def test_a_metric_is_told_in_words(text: str, told: str) -> None:
    assert metric_words(parse_metric(text), PARTIES) == told


def test_metrics_of_one_kind_are_told_together() -> None:
    texts = ("fees.blue_pay", "success_rate", "fees.red_pay", "share.red_pay")
    found = grouped_words([parse_metric(text) for text in texts], PARTIES)
    assert found == ["fees of Blue Pay and Red Pay", "checkout success", "the share of Red Pay"]


@pytest.mark.parametrize(
    ("unit", "width", "shown"),
    [
        (Unit.SHARE, 0.0008, ("57.51 %", "+57.51", "57.51 points")),
        (Unit.SHARE, 0.03, ("57.5 %", "+57.5", "57.5 points")),
        (Unit.SHARE, 0.0000001, ("57.51 %", "+57.51", "57.51 points")),
        (Unit.US, 900.0, ("0.6 ms", "+0.6", "0.6 ms")),
        (Unit.PLAIN, 0.004, ("0.575", "+0.575", "0.575")),
        (Unit.COUNT, None, ("1", "+1", "1")),
    ],
)
def test_digits_follow_the_interval(
    unit: Unit, width: float | None, shown: tuple[str, str, str]
) -> None:
    value = 575.1 if unit is Unit.US else 0.57512
    gauge = gauge_for(unit, [None, width])
    assert (gauge.value(value), gauge.change(value), gauge.difference(-value)) == shown


def test_without_an_interval_digits_are_those_that_the_values_need() -> None:
    assert gauge_for(Unit.SHARE, [], [0.8999]).value(0.8999) == "89.99 %"
    assert gauge_for(Unit.SHARE, [0.0], [0.5]).value(0.5) == "50.0 %"


def test_digits_of_a_bound_are_never_left_out() -> None:
    assert gauge_for(Unit.SHARE, [0.03], [0.8999], least=2).value(0.8999) == "89.99 %"


def test_amounts_are_yuan_and_long_times_are_seconds() -> None:
    money = gauge_for(Unit.FEN, [30_000.0])
    assert (money.value(-123_456), money.change(123_456)) == ("-¥1,235", "+1,235")
    assert money.bounds(-100.0, 250_000.0) == "-1 to +2,500"
    assert gauge_for(Unit.FEN, [30.0]).value(5) == "¥0.05"
    assert gauge_for(Unit.US, [10_000.0], [2e6]).value(1_500_000.0) == "1.50 s"


def test_what_is_unknown_or_nothing_shows_no_digits() -> None:
    gauge = gauge_for(Unit.SHARE, [])
    assert gauge.value(None) == gauge.change(None) == gauge.difference(None) == "–"
    assert gauge.change(-0.0001) == "0.0"
    assert gauge.bounds(None, 1.0) == gauge.bounds(float("-inf"), float("inf")) == ""
    assert gauge.bounds(0.1, 0.2, is_signed=False) == "10.0 to 20.0 %"
