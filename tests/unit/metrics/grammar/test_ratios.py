from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.errors import ExpressionError
from sandbox.metrics.checks import check_metric
from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_catalogue import CATALOGUE, MoreIs
from sandbox.metrics.metric_units import Unit
from sandbox.metrics.values import difference, estimate, series
from sandbox.statistics.estimates import RatioCounts, ratio, ratio_difference
from tests.regimes import results_of

Ran = Callable[..., Answer]


def test_a_ratio_divides_sums_and_its_interval_leaves_one_replication_out(ran: Ran) -> None:
    first, second = results_of(ran("compare_two"))
    metric = parse_metric("fees.red_pay / paid_amount[merchant=red_mall]")
    sides = [
        [[int(n) for n in series(parse_metric(text), result).numerators] for text in texts]
        for texts in [("fees.red_pay", "paid_amount[merchant=red_mall]")]
        for result in (first, second)
    ]
    (above, below), other = sides
    assert estimate(metric, first).mean == sum(above) / sum(below) > 0
    assert estimate(metric, first).low == ratio(above, below).low
    found = difference(metric, first, second)
    wanted = ratio_difference(RatioCounts(above, below), RatioCounts(*other))
    assert (found.mean, found.low, found.high) == (wanted.mean, wanted.low, wanted.high)


@pytest.mark.parametrize(
    ("text", "unit", "more_is", "phrase"),
    [
        ("attempts / paid", Unit.PLAIN, MoreIs.NEITHER, "attempts to paid checkouts"),
        (
            "fees.pay / paid_amount",
            Unit.SHARE,
            MoreIs.NEITHER,
            "fees of pay to sales",
        ),
        (
            "lost_amount / paid_amount",
            Unit.SHARE,
            MoreIs.WORSE,
            "lost sales to sales",
        ),
        (
            "paid / queries",
            Unit.PLAIN,
            MoreIs.BETTER,
            "paid checkouts to status queries",
        ),
        ("fees.pay / paid", Unit.FEN, MoreIs.NEITHER, "fees of pay to paid checkouts"),
        (
            "queries / attempts",
            Unit.PLAIN,
            MoreIs.NEITHER,
            "status queries to attempts",
        ),
    ],
)
def test_unit_direction_and_phrase_follow_from_both_sides(
    text: str, unit: Unit, more_is: MoreIs, phrase: str
) -> None:
    metric = parse_metric(text)
    assert (metric.unit, metric.more_is, metric.measure.phrase) == (
        unit,
        more_is,
        f"the ratio of {phrase}",
    )
    assert parse_metric(f"({text})") == parse_metric(str(metric)) == metric


def test_what_a_ratio_is_of_is_told_without_replications() -> None:
    assert parse_metric("attempts / paid").measure.of == "attempts / paid checkouts"


def test_a_ratio_of_amounts_may_be_more_than_the_whole_and_less_than_nothing(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[0]
    found = estimate(parse_metric("lost_amount / paid_amount"), result)
    assert found.mean is not None
    assert found.high is not None
    assert found.high > 1
    shoppers = estimate(parse_metric("net_income.shoppers / paid_amount"), result)
    assert shoppers.mean is not None
    assert shoppers.mean < 0


def test_nothing_below_the_line_is_no_ratio(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[0]
    assert estimate(parse_metric("paid / queue_full"), result).mean is None


def test_every_pair_of_the_catalogue_is_a_ratio_or_refused_with_a_reason() -> None:
    plain = [name for name, measure in CATALOGUE.items() if not measure.party]
    for above in plain:
        for below in plain:
            units = CATALOGUE[above].unit, CATALOGUE[below].unit
            contrast = CATALOGUE[above].is_contrast or CATALOGUE[below].is_contrast
            additive = set(units) <= {Unit.COUNT, Unit.FEN} and not contrast
            try:
                parse_metric(f"{above} / {below}")
            except ExpressionError:
                assert not additive or units == (Unit.COUNT, Unit.FEN)
            else:
                assert additive
                assert units != (Unit.COUNT, Unit.FEN)


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        (
            "success_rate / paid",
            "`success_rate` is no count or amount, so it has no place in a ratio",
            0,
        ),
        ("paid / wait.p95", "`wait` is no count or amount, so it has no place in a ratio", 7),
        ("paid / new_sales", "`new_sales` is no count or amount, so it has no place in a ratio", 7),
        (
            "paid / paid_amount",
            "`paid` is a count and `paid_amount` an amount, so no unit fits",
            7,
        ),
        ("paid /", "the name of a metric is missing before the end", 6),
        ("paid / piad", "unknown metric `piad`", 7),
        ("(paid / attempts", "`)` is missing before the end", 16),
        ("paid / attempts / paid", "`/ paid` follows the metric, where the text must end", 16),
    ],
)
def test_what_is_no_ratio_is_told_with_its_place(text: str, message: str, start: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_metric(text)
    (mistake,) = caught.value.mistakes
    assert (mistake.message, mistake.start) == (message, start)


def test_both_sides_are_checked_against_the_world(ran: Ran) -> None:
    built = results_of(ran("compare_two"))[0].built
    mistakes = check_metric(parse_metric("fees.zz / paid_amount[merchant=yy]"), built)
    assert [mistake.start for mistake in mistakes] == [5, 22]
