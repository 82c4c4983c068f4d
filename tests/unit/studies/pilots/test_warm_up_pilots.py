from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sandbox.errors import UsageError
from sandbox.metrics.values import parse_metric
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import BuiltWorld
from sandbox.studies.pilots.warm_up_cut import MetricCut, WarmUpCut
from sandbox.studies.pilots.warm_up_pilots import (
    PILOTS,
    after_warm_up,
    cut_by_hand,
    pilots_of,
    series_by_span,
    warm_up_of,
)
from sandbox.studies.runs import build_worlds

# A wallet that is down in the first fifth of the period.
SCENARIO = """
extends: blank
period: {from: 2024-01-01, for: 1000s}
traffic: {arrivals: {every: 1s}, checkouts: 1000}
buckets: 10s
outages: {o: {wallets: [pay], from: 2024-01-01T00:00:00, for: 200s, share: 100%}}
"""
SUCCESS, FEES = parse_metric("success_rate"), parse_metric("net_income.pay")


@cache
def built(buckets: str = "10s") -> BuiltWorld:
    text = SCENARIO.replace("buckets: 10s", f"buckets: {buckets}")
    document = load_text(text).document
    return build_worlds(document, (document.regime or "",))[0]


def test_the_series_of_a_metric_is_its_value_in_each_bucket() -> None:
    pilots = pilots_of(built(), 1, "compiled")
    found = series_by_span(SUCCESS, pilots, 10)
    assert found.shape == (PILOTS, 10)
    assert np.array_equal(found, np.tile([0.0, 0.0, *[1.0] * 8], (PILOTS, 1)))


def test_each_metric_is_cut_on_its_own_series_and_says_where_it_cannot_be() -> None:
    late = parse_metric("success_rate[from=00:10]")
    cut = warm_up_of([built()], [SUCCESS, FEES, late], 1, "compiled")
    assert cut.metrics == (
        MetricCut("success_rate", 200_000_000, is_settled=True),
        MetricCut("net_income.pay", 0, None, "it knows no window of time"),
        MetricCut(str(late), 0, None, "it has a window of its own"),
    )
    assert (cut.until_us, cut.share, cut.is_settled) == (200_000_000, 0.2, False)
    assert str(after_warm_up(SUCCESS, cut, built())).startswith(
        "success_rate[from=2024-01-01T00:03"
    )
    assert after_warm_up(FEES, cut, built()) is FEES
    assert after_warm_up(late, cut, built()) is late


def test_a_part_without_values_is_said() -> None:
    cut = warm_up_of([built()], [parse_metric("latency.p95")], 1, "compiled")
    [only] = cut.metrics
    assert only.reason == "nothing is counted in some part of the period"


def test_a_cut_by_hand_holds_for_every_metric_that_can_be_cut() -> None:
    cut = cut_by_hand(built(), [SUCCESS, FEES], 300_000_000)
    assert [each.until_us for each in cut.metrics] == [300_000_000, 0]
    assert cut.share == 0.3
    other = parse_metric("open_rate")
    assert str(after_warm_up(other, cut, built())) == "open_rate[from=2024-01-01T00:05]"
    assert after_warm_up(SUCCESS, WarmUpCut(0, 0.0, is_settled=True), built()) is SUCCESS


@pytest.mark.parametrize("until_us", [15_000_000, 1_000_000_000])
def test_a_cut_by_hand_ends_between_two_buckets(until_us: int) -> None:
    with pytest.raises(UsageError, match="must end where a time bucket does") as refused:
        cut_by_hand(built(), [SUCCESS], until_us)
    assert refused.value.hint == "a bucket is 10 s long here; `buckets:` in the scenario sets it"


def test_too_few_buckets_are_refused() -> None:
    with pytest.raises(UsageError, match="5 buckets are too few to find the warm-up") as refused:
        warm_up_of([built(buckets="200s")], [SUCCESS], 1, "compiled")
    assert "warm_up: 10m" in refused.value.hint
