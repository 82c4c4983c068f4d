from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.sales import sales_change
from sandbox.metrics.metric_catalogue import CATALOGUE, Axis, PartyKind
from sandbox.metrics.metric_units import Unit
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.summaries import fees_and_income, rates
from sandbox.metrics.values import (
    Reading,
    contrast,
    difference,
    estimate,
    judged_values,
    parse_metric,
    per_replication_values,
    series,
)
from sandbox.statistics.estimates import Estimate, ratio_left_out
from tests.regimes import results_of
from tests.unit.metrics.traced import Row, checkouts

Ran = Callable[..., Answer]
Test = Callable[[Row], bool]


def cases_of(answer: Answer) -> list[dict[str, Any]]:
    """Return what a document tells of each regime."""
    found: list[dict[str, Any]] = answer.document["points"][0]["cases"]
    return found


def everybody(_: Row) -> bool:
    return True


def is_purchase(row: Row) -> bool:
    return bool(row["destination"] != "pass")


def is_paid(row: Row) -> bool:
    return bool(row["outcome"] == "paid")


def both(*tests: Test) -> Test:
    return lambda row: all(test(row) for test in tests)


def has(column: str, value: object) -> Test:
    return lambda row: bool(row[column] == value)


def minutes(first: int, last: int) -> Test:
    return lambda row: first <= row["arrival_us"] // 60_000_000 < last


def count(rows: list[list[Row]], test: Test, column: str = "") -> list[float]:
    """Count rows that pass a test, or add up a column of them, by replication."""
    return [sum(row[column] if column else 1 for row in part if test(row)) for part in rows]


# Metric → what stands above the line, its column, and what stands below it.
COUNTED: dict[str, tuple[Test, str, Test | None]] = {
    "success_rate": (is_paid, "", is_purchase),
    "success_rate[merchant=red_mall]": (
        both(is_paid, has("destination", "red_mall")),
        "",
        has("destination", "red_mall"),
    ),
    "success_rate[merchant=red_mall, wallet=blue_pay]": (
        both(is_paid, has("destination", "red_mall"), has("wallet", "blue_pay")),
        "",
        both(has("destination", "red_mall"), has("wallet", "blue_pay")),
    ),
    "success_rate[merchant=red_mall, surface=web]": (
        both(is_paid, has("destination", "red_mall"), has("surface", "web")),
        "",
        both(has("destination", "red_mall"), has("surface", "web")),
    ),
    "success_rate[segment=village]": (
        both(is_paid, has("segment", "village")),
        "",
        both(is_purchase, has("segment", "village")),
    ),
    "success_rate[city_tier=lower]": (
        both(is_paid, has("tier", 3)),
        "",
        both(is_purchase, has("tier", 3)),
    ),
    "success_rate[favourite=blue_pay]": (
        both(is_paid, has("favourite", "blue_pay")),
        "",
        both(is_purchase, has("favourite", "blue_pay")),
    ),
    "success_rate[shopper=new]": (
        both(is_paid, has("is_new", 1)),
        "",
        both(is_purchase, has("is_new", 1)),
    ),
    "success_rate[from=20:10, until=20:25]": (
        both(is_paid, minutes(10, 25)),
        "",
        both(is_purchase, minutes(10, 25)),
    ),
    "payment_success_rate[merchant=stall]": (
        both(is_paid, has("destination", "stall")),
        "",
        both(has("destination", "stall"), lambda row: row["attempts"] > 0),
    ),
    "open_rate[surface=blue_chat]": (
        has("outcome", "opened"),
        "",
        both(has("destination", "pass"), has("surface", "blue_chat")),
    ),
    "lost.no_common_wallet": (
        both(is_purchase, has("outcome", "no_common_wallet")),
        "",
        is_purchase,
    ),
    "lost.no_common_wallet[surface=own_app]": (
        both(is_purchase, has("outcome", "no_common_wallet"), has("surface", "own_app")),
        "",
        both(is_purchase, has("surface", "own_app")),
    ),
    "share.blue_pay[merchant=red_mall]": (
        both(is_paid, has("destination", "red_mall"), has("wallet", "blue_pay")),
        "",
        both(is_paid, has("destination", "red_mall")),
    ),
    "checkouts": (everybody, "", None),
    "checkouts[until=20:15]": (minutes(0, 15), "", None),
    "checkouts[wallet=none]": (has("wallet", None), "", None),
    "paid[surface=shop_counter]": (both(is_paid, has("surface", "shop_counter")), "", None),
    "attempts": (everybody, "attempts", None),
    "paid_amount[merchant=red_mall]": (
        both(is_paid, has("destination", "red_mall")),
        "amount_fen",
        None,
    ),
    "lost_amount": (both(is_purchase, lambda row: not is_paid(row)), "amount_fen", None),
    "refunds": (lambda row: row["refunded_fen"] > 0, "", None),
    "refunded_amount": (everybody, "refunded_fen", None),
    "elsewhere": (has("goes_elsewhere", 1), "", None),
    "elsewhere_amount[merchant=red_mall]": (
        both(has("goes_elsewhere", 1), has("destination", "red_mall")),
        "amount_fen",
        None,
    ),
    "merchant_discount[from=20:30]": (both(is_paid, minutes(30, 60)), "discount_fen", None),
}


@pytest.fixture(scope="module")
def traced() -> dict[str, list[list[Row]]]:
    """Keep the rows of a regime by its name."""
    return {}


@pytest.mark.parametrize("text", COUNTED)
@pytest.mark.parametrize("regime", [0, 1])
def test_a_metric_is_what_counting_checkouts_one_by_one_gives(
    ran: Ran, traced: dict[str, list[list[Row]]], text: str, regime: int
) -> None:
    answer = ran("compare_two")
    result = results_of(answer)[regime]
    if result.regime not in traced:
        traced[result.regime] = checkouts(result, answer.document["seed"])
    rows = traced[result.regime]
    above, column, below = COUNTED[text]
    found = series(parse_metric(text), result)
    assert list(found.numerators) == count(rows, above, column)
    assert found.denominators == (None if below is None else tuple(count(rows, below)))


def _same(found: Estimate, told: Mapping[str, object]) -> bool:
    return {key: found.as_json()[key] for key in told if key != "of"} == {
        key: value for key, value in told.items() if key != "of"
    }


@pytest.mark.parametrize("name", ["success_rate", "payment_success_rate", "open_rate"])
def test_rates_are_those_of_the_report_to_the_last_digit(ran: Ran, name: str) -> None:
    answer = ran("compare_two")
    for result, told in zip(results_of(answer), cases_of(answer), strict=True):
        assert _same(estimate(parse_metric(name), result), told[name])


def test_the_difference_of_success_is_that_of_the_report(ran: Ran) -> None:
    first, second = results_of(ran("compare_two"))
    found = difference(parse_metric("success_rate"), first, second)
    assert _same(found, rates.SUCCESS.difference(first, second).as_json())


def test_money_and_percentiles_are_those_of_the_report(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    document = cases_of(ran("compare_two"))[1]
    replications = len(result.tallies)
    for table in ("fees", "fees_borne", "net_income"):
        for party, fen in document[f"{table}_minor"].items():
            found = series(parse_metric(f"{table}.{party}"), result)
            assert (sum(found.numerators), found.unit) == (fen, Unit.FEN)
            assert estimate(parse_metric(f"{table}.{party}"), result).mean == fen / replications
    for table in ("latency", "checkout_time"):
        for percentile in ("p50", "p95", "p99"):
            found_mean = estimate(parse_metric(f"{table}.{percentile}"), result).mean
            assert found_mean is not None
            assert round(found_mean) == document[table][percentile]
    hhi = estimate(parse_metric("hhi"), result).mean
    assert hhi is not None
    assert math.isclose(hhi, document["hhi"], rel_tol=1e-12)


def test_waits_and_utilisation_are_those_of_the_report(ran: Ran) -> None:
    result = results_of(ran("queue"))[0]
    pressure = cases_of(ran("queue"))[0]["pressure"]
    wait = pressure["wait"]
    assert wait["p90"] > 0
    assert round(estimate(parse_metric("wait.p90"), result).mean or 0.0) == wait["p90"]
    assert estimate(parse_metric("wait.mean"), result).mean == wait["mean"]
    busy = estimate(parse_metric("utilisation.red_pay"), result).mean
    assert busy == pressure["stations"]["red_pay"]["utilisation"]
    refused = series(parse_metric("queue_full"), result)
    assert sum(refused.numerators) == pressure["counters"]["queue_full"] > 0


def test_windows_of_waits_and_utilisation_make_up_the_whole(ran: Ran) -> None:
    result = results_of(ran("queue"))[0]
    windows = ["until=20:01", "from=20:01"]
    waits = [series(parse_metric(f"wait.mean[{window}]"), result) for window in windows]
    whole = series(parse_metric("wait.mean"), result)
    assert [sum(pair) for pair in zip(*(w.numerators for w in waits), strict=True)] == list(
        whole.numerators
    )
    below = [w.denominators or () for w in waits]
    assert tuple(map(sum, zip(*below, strict=True))) == whole.denominators
    busy = [series(parse_metric(f"utilisation.red_pay[{window}]"), result) for window in windows]
    held = series(parse_metric("utilisation.red_pay"), result)
    assert [sum(pair) for pair in zip(*(b.numerators for b in busy), strict=True)] == list(
        held.numerators
    )
    assert all(0 < n <= 60_000_000 for part in busy for n in part.numerators)
    assert {n for part in busy for n in part.denominators or ()} == {60_000_000}
    fine = estimate(parse_metric("wait.p90"), result).mean
    coarse = estimate(parse_metric("wait.p90[from=20:00]"), result).mean
    assert fine is not None
    assert coarse == pytest.approx(fine, rel=0.07)


def test_moved_and_new_sales_are_those_of_the_report(ran: Ran) -> None:
    first, second = results_of(ran("compare_two"))
    sales = sales_change(first, second)
    replications = len(first.tallies)
    for name in ("moved", "new"):
        metric = parse_metric(f"{name}_sales")
        assert difference(metric, first, second).mean == sales[name] / replications
        assert estimate(metric, second).mean is None
    assert sales["moved"] > 0 < sales["new"]


@pytest.mark.parametrize("window", ["", "[from=20:00, until=21:00]"])
@pytest.mark.parametrize(
    ("percent", "us"), [("p50", 200_000), ("p95", 250_000), ("p99", 250_000), ("p99.9", 250_000)]
)
def test_a_constant_latency_is_told_exactly_in_a_window_too(
    ran: Ran, percent: str, us: int, window: str
) -> None:
    # Every answer of red_pay takes 200 ms, every answer of blue_pay 250 ms.
    first, second = results_of(ran("compare_two"))
    metric = parse_metric(f"latency.{percent}{window}")
    found = estimate(metric, second)
    assert (found.low, found.mean, found.high) == (us, us, us)
    change = contrast(Reading(metric, first), Reading(metric, second))
    assert change.low == change.mean == change.high


def test_every_metric_is_judged_by_values_that_stand_for_its_estimate(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    for text in ("success_rate", "paid", "latency.p95", "hhi", "net_income.blue_pay", "wait.mean"):
        metric = parse_metric(text)
        found, judged = estimate(metric, result), judged_values(metric, result)
        assert judged.shape == (len(result.tallies),)
        if found.mean is not None:
            assert judged.mean() == pytest.approx(found.mean, rel=0.02)


def test_the_interval_of_a_share_ends_where_shares_end(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    metric = parse_metric("lost.insufficient_funds[surface=web]")
    sums = series(metric, result)
    assert sums.denominators is not None
    raw = ratio_left_out([int(n) for n in sums.numerators], sums.denominators).estimate()
    assert raw.low is not None
    assert raw.low < 0  # three of 256, two of them in one replication
    assert estimate(metric, result).low == 0
    assert estimate(metric, result).high == raw.high


def test_the_parts_of_a_whole_cost_and_earn_the_same(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    labels = result.built.labels
    earned = [
        series(parse_metric(f"fees.{n}"), result) for n in fees_and_income.fee_earners(labels)
    ]
    borne = [
        series(parse_metric(f"fees_borne.{n}"), result) for n in fees_and_income.fee_payers(labels)
    ]
    for replication in range(len(result.tallies)):
        total = sum(part.numerators[replication] for part in earned)
        assert total == sum(part.numerators[replication] for part in borne) > 0


def test_values_are_one_for_each_replication_and_undefined_where_nothing_is_below(
    ran: Ran,
) -> None:
    result = results_of(ran("compare_two"))[0]
    values = per_replication_values(parse_metric("success_rate"), result)
    found = series(parse_metric("success_rate"), result)
    assert found.denominators is not None
    pairs = zip(found.numerators, found.denominators, strict=True)
    assert values.tolist() == [above / below for above, below in pairs]
    nothing = parse_metric("success_rate[merchant=red_mall, wallet=blue_pay]")
    assert np.isnan(per_replication_values(nothing, result)).all()
    assert estimate(nothing, result).mean is None


def test_two_metrics_of_one_regime_can_be_compared(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    town, village = (parse_metric(f"success_rate[segment={n}]") for n in ("town", "village"))
    found = contrast(Reading(village, result), Reading(town, result))
    apart = [estimate(metric, result).mean for metric in (town, village)]
    assert apart[0] is not None
    assert apart[1] is not None
    assert found.mean == apart[0] - apart[1]


def _examples(result: RegimeResult) -> list[str]:
    labels = result.built.labels
    parties = {
        PartyKind.NONE: "",
        PartyKind.WALLET: ".red_pay",
        PartyKind.ROUTE: ".stall→red_pay",
        PartyKind.EARNER: ".red_pay",
        PartyKind.BEARER: ".red_mall.stores",
        PartyKind.ACCOUNT: f".{labels.accounts[0]}",
        PartyKind.STATION: ".red_pay",
        PartyKind.CAUSE: ".impatient",
        PartyKind.PERCENTILE: ".p90",
        PartyKind.PERCENTILE_OR_MEAN: ".mean",
    }
    return [f"{name}{parties[measure.party]}" for name, measure in CATALOGUE.items()]


def test_every_metric_of_the_catalogue_can_be_asked_of_every_table_that_it_names(
    ran: Ran,
) -> None:
    result = results_of(ran("queue"))[0]
    member = {"merchant": "stall", "wallet": "red_pay", "surface": "web", "segment": "town"}
    member |= {"favourite": "none", "city_tier": "lower", "shopper": "new"}
    member |= {"route": "stall→red_pay"}
    for text in _examples(result):
        metric = parse_metric(text)
        assert len(series(metric, result).numerators) == len(result.tallies)
        for table in metric.measure.tables:
            if Axis.AMOUNT in table:
                continue  # the tallies were not counted by amount: see the tests of amounts
            keys = [f"{a}={member[a]}" if a in member else "until=20:01" for a in table]
            narrowed = series(parse_metric(f"{text}[{', '.join(keys)}]"), result)
            assert len(narrowed.numerators) == len(result.tallies)
