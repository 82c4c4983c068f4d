from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.metrics.values import parse_metric
from sandbox.reports.metric_words import gauge_for, grouped_words, metric_words
from sandbox.scenario.loading import Loaded


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("success_rate", "checkout success"),
        ("success_rate[merchant=red_mall]", "checkout success (merchant red_mall)"),
        ("net_income.red_mall", "net income of Red Mall"),
        ("fees.blue_pay", "fees of Blue Pay"),
        ("share.red_pay", "the share of Red Pay"),
        ("lost.no_common_wallet", "losses to “no common wallet”"),
        ("latency.p95", "latency p95"),
        ("refunds", "refunds"),
    ],
)
def test_a_metric_is_told_in_words(loaded: Callable[..., Loaded], text: str, told: str) -> None:
    assert metric_words(parse_metric(text), loaded("compare_two").document) == told


def test_metrics_of_one_kind_are_told_together(loaded: Callable[..., Loaded]) -> None:
    texts = ("fees.blue_pay", "success_rate", "fees.red_pay", "share.red_pay")
    found = grouped_words([parse_metric(text) for text in texts], loaded("compare_two").document)
    assert found == ["fees of Blue Pay and Red Pay", "checkout success", "the share of Red Pay"]


@pytest.mark.parametrize(
    ("text", "width", "largest", "shown"),
    [
        ("success_rate", 0.0008, 0, ("57.51 %", "+57.51", "57.51 points")),
        ("success_rate", 0.03, 0, ("57.5 %", "+57.5", "57.5 points")),
        ("success_rate", 0.0000001, 0, ("57.51 %", "+57.51", "57.51 points")),
        ("latency.p95", 900.0, 0, ("0.6 ms", "+0.6", "0.6 ms")),
        ("hhi", 0.004, 0, ("0.575", "+0.575", "0.575")),
        ("paid", None, 0, ("1", "+1", "1")),
    ],
)
def test_digits_follow_the_interval(
    text: str, width: float | None, largest: float, shown: tuple[str, str, str]
) -> None:
    value = 575.1 if text.startswith("latency") else 0.57512
    gauge = gauge_for(parse_metric(text), [None, width], largest)
    assert (gauge.value(value), gauge.change(value), gauge.difference(-value)) == shown


def test_amounts_are_yuan_and_long_times_are_seconds() -> None:
    money = gauge_for(parse_metric("fees.red_pay"), [30_000.0])
    assert (money.value(-123_456), money.change(123_456)) == ("-¥1,235", "+1,235")
    assert money.bounds(-100.0, 250_000.0) == "-1 to +2,500"
    cents = gauge_for(parse_metric("fees.red_pay"), [30.0])
    assert cents.value(5) == "¥0.05"
    time = gauge_for(parse_metric("checkout_time.p50"), [10_000.0], largest=2e6)
    assert time.value(1_500_000.0) == "1.50 s"


def test_what_is_unknown_or_nothing_shows_no_digits() -> None:
    gauge = gauge_for(parse_metric("success_rate"), [])
    assert gauge.value(None) == gauge.change(None) == gauge.difference(None) == "–"
    assert gauge.change(-0.0001) == "0.0"
    assert gauge.bounds(None, 1.0) == gauge.bounds(float("-inf"), float("inf")) == ""
    assert gauge.bounds(0.1, 0.2, signed=False) == "10.0 to 20.0 %"
