from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.contrast import (
    RATE_THRESHOLD,
    RELATIVE_THRESHOLD,
    MetricContrast,
    Pairing,
    contrast_of,
    looked_at,
    threshold_between,
    threshold_of,
    variance_cut,
)
from sandbox.answers.inference import Inference, Looks
from sandbox.answers.verdicts import Verdict
from sandbox.metrics import values
from sandbox.metrics.grammar.names import Metric, parse_metric
from sandbox.metrics.regime_result import RegimeResult
from sandbox.scenario.loading import load_text
from sandbox.statistics.estimates import Estimate
from sandbox.statistics.sequences import mixture_sequence
from tests.regimes import counted, results_of

Ran = Callable[..., Answer]
SUCCESS, PAID = parse_metric("success_rate"), parse_metric("paid")
FEES, INCOME = parse_metric("fees.red_pay"), parse_metric("net_income.red_mall")
# Every checkout pays the same, so a fee makes the same difference in each replication.
FEE_FALLS = """
extends: blank
traffic: {checkouts: 40}
merchants: {shop: {basket: ¥100}}
compare: [dear, cheap]
regimes:
  dear: {rules: [{name: dear, when: {wallet: pay}, set: {fee: 0.6%}}]}
  cheap: {rules: [{name: cheap, when: {wallet: pay}, set: {fee: 0.3%}}]}
"""


def rule(*metrics: Metric, looks: Looks = Looks.ONCE, **practically: Fraction) -> Inference:
    return Inference(looks, {str(m): 0.95 for m in metrics}, practically=practically)


@cache
def fee_falls(replications: int) -> tuple[RegimeResult, RegimeResult]:
    dear, cheap = counted(load_text(FEE_FALLS), replications=replications)
    return dear, cheap


def cut(pair: Pairing, count: int) -> Pairing:
    """Return the first replications of both."""
    sides = [replace(r, tallies=r.tallies[:count], count=0) for r in (pair.baseline, pair.other)]
    return replace(pair, baseline=sides[0], other=sides[1])


@pytest.fixture
def opening(ran: Ran) -> Pairing:
    """Return both gardens, in twenty-four replications."""
    walls, doors = results_of(ran("compare_two", ("replications=24", "traffic.checkouts=300")))
    return Pairing(walls, doors)


def test_looking_once_the_interval_is_that_of_the_paired_difference(opening: Pairing) -> None:
    found = contrast_of(SUCCESS, opening, rule(SUCCESS))
    assert found.difference == values.difference(SUCCESS, opening.baseline, opening.other, 0.95)
    assert found.verdict is Verdict.BETTER
    assert found.threshold == RATE_THRESHOLD == 0.0005
    assert not found.is_skewed


def test_looking_repeatedly_the_interval_is_wider_around_the_same_mean(opening: Pairing) -> None:
    once = contrast_of(SUCCESS, opening, rule(SUCCESS)).difference
    again = contrast_of(SUCCESS, opening, rule(SUCCESS, looks=Looks.REPEATEDLY)).difference
    assert again.mean == once.mean
    assert again.half_width is not None
    assert once.half_width is not None
    assert again.half_width > 1.3 * once.half_width
    judged = values.judged_values(SUCCESS, opening.other) - values.judged_values(
        SUCCESS, opening.baseline
    )
    assert again.half_width == pytest.approx(mixture_sequence(judged, 0.95).half_width)


@pytest.mark.parametrize(
    ("looks", "count", "verdict"),
    [
        (Looks.ONCE, 4, Verdict.UNDECIDED),
        (Looks.ONCE, 5, Verdict.BETTER),
        (Looks.REPEATEDLY, 19, Verdict.UNDECIDED),
        (Looks.REPEATEDLY, 20, Verdict.BETTER),
    ],
)
def test_a_verdict_needs_as_many_replications_as_its_rule_says(
    opening: Pairing, looks: Looks, count: int, verdict: Verdict
) -> None:
    assert contrast_of(SUCCESS, cut(opening, count), rule(SUCCESS, looks=looks)).verdict is verdict


@pytest.mark.parametrize("looks", Looks)
def test_a_difference_that_never_varies_is_decided_from_five_replications_on(looks: Looks) -> None:
    fees = parse_metric("fees.pay")
    income = parse_metric("net_income.shop")
    asked = rule(fees, income, looks=looks)
    few, enough = (Pairing(*fee_falls(count)) for count in (4, 5))
    assert contrast_of(fees, few, asked).verdict is Verdict.UNDECIDED
    fee, earned = contrast_of(fees, enough, asked), contrast_of(income, enough, asked)
    assert fee.difference.low == fee.difference.mean == fee.difference.high == -40 * 30
    assert fee.verdict is Verdict.WORSE
    assert earned.difference.low == earned.difference.mean == earned.difference.high == 40 * 30
    # Less than half a per cent of what flows through the account, yet surely above zero.
    assert earned.verdict is Verdict.PERHAPS_BETTER


def test_where_no_checkout_ended_otherwise_only_what_follows_from_endings_is_unchanged() -> None:
    pair = replace(Pairing(*fee_falls(5)), is_unchanged=True)
    texts = ("success_rate", "paid", "lost.insufficient_funds", "fees.pay")
    metrics = [parse_metric(text) for text in texts]
    found = {str(m): contrast_of(m, pair, rule(*metrics)).verdict for m in metrics}
    assert found.pop("fees.pay") is Verdict.WORSE
    assert set(found.values()) == {Verdict.UNCHANGED}


def test_equal_tables_are_identical_whatever_is_asked() -> None:
    pair = replace(Pairing(*fee_falls(1)), is_identical=True, is_unchanged=True)
    fees = parse_metric("fees.pay")
    assert contrast_of(fees, pair, rule(fees)).verdict is Verdict.IDENTICAL


def test_what_has_nothing_in_common_is_compared_as_independent(opening: Pairing) -> None:
    together = contrast_of(SUCCESS, opening, rule(SUCCESS))
    apart = contrast_of(SUCCESS, replace(opening, is_paired=False), rule(SUCCESS))
    assert apart.difference.mean == pytest.approx(together.difference.mean)
    assert together.difference.half_width is not None
    assert apart.difference.half_width is not None
    assert apart.difference.half_width > together.difference.half_width
    assert apart.variance_cut is None
    assert together.variance_cut is not None
    assert together.variance_cut > 1


def test_income_is_measured_against_what_flows_through_the_account(opening: Pairing) -> None:
    flow = max(values.gross_volume(INCOME, each) for each in (opening.baseline, opening.other))
    earned = values.level(INCOME, opening.other)
    assert earned is not None
    assert flow > earned > 0
    found = threshold_of(INCOME, opening, rule(INCOME))
    assert found == pytest.approx(RELATIVE_THRESHOLD * flow)


def test_other_values_are_measured_against_the_larger_of_both(opening: Pairing) -> None:
    levels = [values.level(FEES, each) for each in (opening.baseline, opening.other)]
    known = [level for level in levels if level is not None]
    assert len(known) == 2
    assert threshold_of(FEES, opening, rule(FEES)) == pytest.approx(0.005 * max(known))
    assert threshold_between(PAID, [None, -400.0, 100.0]) == pytest.approx(2.0)
    assert threshold_between(PAID, [None, None]) == 0
    assert threshold_between(SUCCESS, [0.9, 0.1]) == RATE_THRESHOLD


def test_what_the_user_calls_practically_nothing_is_the_threshold(opening: Pairing) -> None:
    asked = rule(SUCCESS, success_rate=Fraction(1, 2))
    found = contrast_of(SUCCESS, opening, asked)
    assert found.threshold == 0.5
    assert found.verdict is Verdict.PERHAPS_BETTER
    change = replace(opening, other=opening.baseline)
    assert contrast_of(SUCCESS, change, asked).verdict is Verdict.SAME


def test_nothing_counted_is_undecided(opening: Pairing) -> None:
    nothing = parse_metric("success_rate[merchant=red_mall, wallet=blue_pay]")
    found: MetricContrast = contrast_of(nothing, opening, rule(nothing))
    assert found.difference.mean is None
    assert found.verdict is Verdict.UNDECIDED


def test_an_estimate_lies_in_the_interval_that_is_looked_at_repeatedly() -> None:
    judged = np.arange(30.0)
    whole = Estimate(15.2, 14.0, 16.0)
    found, is_skewed = looked_at(whole, judged, rule(looks=Looks.REPEATEDLY), 0.95)
    assert not is_skewed
    assert found.low is not None
    assert found.high is not None
    assert found.low + found.high == pytest.approx(2 * 15.2)
    assert looked_at(whole, judged, rule(), 0.95) == (whole, False)
    one, _ = looked_at(whole, judged[:1], rule(looks=Looks.REPEATEDLY), 0.95)
    assert (one.mean, one.low, one.high) == (15.2, None, None)


NOISE = np.tile([-1.0, 1.0], 20)
BASELINE = np.arange(40.0)


def test_pairing_cuts_the_variance_by_what_both_have_in_common() -> None:
    # Both vary with variance 136.67, their difference with 1600 / 39 / 40 = 1.0256.
    independent = BASELINE.var(ddof=1) + (BASELINE + NOISE).var(ddof=1)
    assert variance_cut(BASELINE, BASELINE + NOISE) == pytest.approx(independent / (40 / 39))
    assert variance_cut(BASELINE, -BASELINE) == pytest.approx(0.5)


def test_a_difference_that_does_not_vary_has_no_variance_cut() -> None:
    assert variance_cut(BASELINE, BASELINE + 1) is None
    assert variance_cut(BASELINE[:1], BASELINE[1:2]) is None
    assert variance_cut(BASELINE, BASELINE[:3]) is None
