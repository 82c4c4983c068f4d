from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.answers.answer import Answer
from sandbox.answers.expectations import (
    Expectation,
    GateStatus,
    Operator,
    Term,
    check_expectation,
    parse_expectation,
)
from sandbox.errors import ExpressionError
from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_units import Unit
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.summaries import rates
from sandbox.statistics.estimates import Estimate
from tests.regimes import results_of

Ran = Callable[..., Answer]

UPLIFT = "success_rate(doors) - success_rate(walls) >= 5pp"
EXAMPLES = (
    UPLIFT,
    "latency.p95[from=20:00, until=20:15](doors) < 400ms",
    "fees.red_pay(doors) - fees.red_pay(walls) > -¥1,000",
    "lost.no_common_wallet(walls) <= 12.5%",
)


def results(answer: Answer) -> dict[str, RegimeResult]:
    return {result.regime: result for result in results_of(answer)}


def test_an_expectation_is_read_part_by_part() -> None:
    metric = parse_metric("success_rate")
    found = parse_expectation(UPLIFT)
    assert found == Expectation(
        UPLIFT,
        Term(metric, "doors"),
        Term(metric, "walls"),
        Operator.AT_LEAST,
        Fraction(5, 100),
    )
    assert (found.unit, found.regimes) == (Unit.SHARE, ("doors", "walls"))


def test_a_name_with_a_hyphen_is_not_taken_for_a_difference() -> None:
    found = parse_expectation("fees.e-cny(full-interop)-fees.e-cny(walls)>=¥1")
    assert str(found.left) == "fees.e-cny(full-interop)"
    assert str(found.minus) == "fees.e-cny(walls)"


@pytest.mark.parametrize("text", EXAMPLES)
@given(data=st.data())
def test_blanks_between_the_parts_do_not_matter(text: str, data: st.DataObject) -> None:
    blanks = st.sampled_from(["", " ", "  ", "\n"])
    parts = text.split(" ") if "[" not in text else text.rsplit(" ", 2)
    spread = "".join(part + data.draw(blanks) for part in parts)
    first, second = parse_expectation(text), parse_expectation(spread)
    assert (first.left, first.minus, first.operator, first.bound) == (
        second.left,
        second.minus,
        second.operator,
        second.bound,
    )


@given(st.text(max_size=20), st.integers(0, 60), st.sampled_from(EXAMPLES))
def test_any_text_is_an_expectation_or_a_list_of_mistakes(noise: str, at: int, text: str) -> None:
    broken = text[:at] + noise + text[at:]
    for mistake in mistakes_in(broken):
        assert 0 <= mistake[1] <= len(broken)
        assert mistake[0]


def mistakes_in(text: str) -> list[tuple[str, int, int, str]]:
    try:
        parse_expectation(text)
    except ExpressionError as error:
        return [(m.message, m.start, m.width, m.hint) for m in error.mistakes]
    return []


FORM = "the form is METRIC(REGIME) - METRIC(REGIME) >= VALUE"


@pytest.mark.parametrize(
    ("text", "message", "start", "width", "hint"),
    [
        (
            "succes_rate(a) >= 5%",
            "unknown metric `succes_rate`",
            0,
            11,
            "the nearest metric is `success_rate`",
        ),
        ("success_rate >= 1", "`(REGIME)` is missing before `>= 1`", 13, 4, FORM),
        ("paid(a >= 1", "`)` is missing before the end", 11, 1, ""),
        ("paid() >= 1", "the name of a regime is missing before `) >= 1`", 5, 6, ""),
        ("paid(a) 5", "`-` or one of >=, <=, >, < is missing before `5`", 8, 1, FORM),
        (
            "paid(a) >= ",
            "a value is missing before the end",
            11,
            1,
            "for example 5pp, 90%, ¥1000, 250ms or 12",
        ),
        ("paid(a) > 1 or 2", "`1 or 2` must be a number", 10, 6, ""),
        (
            "success_rate(a) >= 90",
            "`90` must be between 0 % and 100 %",
            19,
            2,
            "",
        ),
        (
            "success_rate(a) - success_rate(b) >= 5%",
            "`5%` must be in percentage points such as 5pp",
            37,
            2,
            "",
        ),
        ("fees.x(a) >= 100", "`100` must be an amount such as ¥338.60", 13, 3, ""),
        (
            "paid(a) = 5",
            "`=` cannot be decided by an interval",
            8,
            1,
            "write >= or <=; `find` asks where a value is reached",
        ),
        (
            "paid(a) - paid_amount(b) >= 5",
            "`paid` and `paid_amount` are not measured in the same unit",
            10,
            11,
            "count and amount",
        ),
        (
            "moved_sales(a) >= 1",
            "`moved_sales` means something only as a difference of two regimes",
            0,
            11,
            "write moved_sales(REGIME) - moved_sales(BASELINE)",
        ),
        (
            "paid(a) - new_sales(b) >= 1",
            "`new_sales` means something only as a difference of two regimes",
            10,
            9,
            "write new_sales(REGIME) - new_sales(BASELINE)",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_help(
    text: str, message: str, start: int, width: int, hint: str
) -> None:
    assert mistakes_in(text) == [(message, start, width, hint)]


def test_all_mistakes_come_at_once() -> None:
    found = mistakes_in("fees(a) - fes(b) = x")
    assert [start for _, start, _, _ in found] == [0, 10, 17]


def test_where_a_value_is_reached_may_be_asked_for_elsewhere() -> None:
    found = parse_expectation("net_income.x(a) - net_income.x(b) = 0", may_equal=True)
    assert (found.operator, found.bound) == (Operator.EQUAL, Fraction(0))


@pytest.mark.parametrize(
    ("operator", "low", "high", "status"),
    [
        (">=", 5, 9, GateStatus.PASS),
        (">=", 4.9, 9, GateStatus.UNDECIDED),
        (">=", 1, 5, GateStatus.UNDECIDED),
        (">=", 1, 4.9, GateStatus.FAIL),
        (">", 5.1, 9, GateStatus.PASS),
        (">", 5, 9, GateStatus.UNDECIDED),
        (">", 1, 5, GateStatus.FAIL),
        ("<=", 1, 5, GateStatus.PASS),
        ("<=", 5, 9, GateStatus.UNDECIDED),
        ("<=", 5.1, 9, GateStatus.FAIL),
        ("<", 1, 4.9, GateStatus.PASS),
        ("<", 1, 5, GateStatus.UNDECIDED),
        ("<", 5, 9, GateStatus.FAIL),
        ("=", 5, 5, GateStatus.PASS),
        ("=", 1, 9, GateStatus.UNDECIDED),
        ("=", 6, 9, GateStatus.FAIL),
    ],
)
def test_only_a_whole_interval_decides(
    operator: str, low: float, high: float, status: GateStatus
) -> None:
    expectation = parse_expectation(f"paid(a) {operator} 5", may_equal=True)
    assert expectation.judge(Estimate((low + high) / 2, low, high)) is status


@given(
    st.sampled_from([">=", ">", "<=", "<"]),
    st.tuples(st.floats(-9, 9), st.floats(-9, 9)).map(sorted),
    st.floats(0, 1),
)
def test_what_an_interval_decides_every_value_in_it_decides_alike(
    operator: str, bounds: list[float], where: float
) -> None:
    low, high = bounds
    expectation = parse_expectation(f"paid(a) - paid(b) {operator} 1.5")
    whole = expectation.judge(Estimate(low, low, high))
    value = min(max(low + where * (high - low), low), high)
    alone = expectation.judge(Estimate(value, value, value))
    assert alone is not GateStatus.UNDECIDED
    assert whole in (alone, GateStatus.UNDECIDED)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_share_that_meets_its_bound_exactly_holds(tenths: int) -> None:
    share = tenths / 10
    expectation = parse_expectation(f"success_rate(a) >= {tenths}0%")
    assert expectation.judge(Estimate(share, share, share)) is GateStatus.PASS


def test_without_an_interval_nothing_is_decided_and_without_anything_counted_it_fails() -> None:
    expectation = parse_expectation("paid(a) >= 5")
    assert expectation.judge(Estimate(9.0, None, None)) is GateStatus.UNDECIDED
    assert expectation.detail(Estimate(9.0, None, None)) == "9, no interval; wanted >= 5"
    nothing = Estimate(None, None, None)
    assert expectation.judge(nothing) is GateStatus.FAIL
    assert expectation.detail(nothing) == "nothing was counted that it could be computed from"


@pytest.mark.parametrize(
    ("text", "interval", "detail"),
    [
        (UPLIFT, (0.08, 0.071, 0.089), "+8.0 pp (+7.1 pp to +8.9 pp); wanted >= +5.0 pp"),
        # One digit would show a failed bound as met.
        (UPLIFT, (0.06, 0.04996, 0.07), "+6.000 pp (+4.996 pp to +7.000 pp); wanted >= +5.000 pp"),
        (UPLIFT, (0.06, 0.05, 0.07), "+6.0 pp (+5.0 pp to +7.0 pp); wanted >= +5.0 pp"),
        # A value that rounds to the bound is not shown as the bound.
        (
            "success_rate(a) > 89.99%",
            (0.8999, 0.8999, 0.8999),
            "89.99 % (89.99 % to 89.99 %); wanted > 89.99 %",
        ),
        (
            "success_rate(a) >= 90%",
            (0.8999, 0.8999, 0.8999),
            "89.99 % (89.99 % to 89.99 %); wanted >= 90.00 %",
        ),
        (
            "fees.x(a) < ¥1k",
            (90_000, 80_000, 99_950),
            "¥900.00 (¥800.00 to ¥999.50); wanted < ¥1,000.00",
        ),
    ],
)
def test_the_answer_shows_the_interval_and_the_bound_apart(
    text: str, interval: tuple[float, float, float], detail: str
) -> None:
    assert parse_expectation(text).detail(Estimate(*interval)) == detail


def test_a_difference_is_measured_on_common_random_numbers(ran: Ran) -> None:
    run = ran("compare_two")
    first, second = results_of(run)
    expectation = parse_expectation(UPLIFT)
    found = expectation.estimate(results(run))
    assert found.as_json() == rates.SUCCESS.difference(first, second).as_json()
    outcome = expectation.outcome(found)
    assert (outcome.text, outcome.status) == (UPLIFT, GateStatus.PASS)
    assert outcome.detail == "+18.4 pp (+17.7 pp to +19.1 pp); wanted >= +5.0 pp"


def test_a_metric_of_one_regime_is_measured_alone(ran: Ran) -> None:
    run = ran("compare_two")
    found = parse_expectation("success_rate(doors) >= 99%")
    interval = found.estimate(results(run))
    assert interval == rates.SUCCESS.estimate(results_of(run)[1])
    assert found.judge(interval) is GateStatus.FAIL


def test_replications_are_paired_one_by_one(ran: Ran) -> None:
    run = ran("compare_two")
    both = results(run)
    apart = [parse_expectation(f"paid({n}) >= 0").values(both) for n in ("walls", "doors")]
    found = parse_expectation("paid(doors) - paid(walls) >= 0").values(both)
    assert np.array_equal(found, apart[1] - apart[0])
    assert [int(value) for value in apart[1]] == rates.paid_counts(results_of(run)[1])


def test_what_the_study_does_not_have_is_told_all_at_once_with_places(ran: Ran) -> None:
    worlds = {name: result.built for name, result in results(ran("compare_two")).items()}
    text = "fees.redpay(dors) - fees.zz(walls) >= ¥1"
    found = check_expectation(parse_expectation(text), worlds)
    assert [(text[m.start : m.start + m.width], m.message, m.hint) for m in found] == [
        ("dors", "the study compares no regime `dors`", "the nearest is `doors`"),
        (
            "redpay",
            "there is no wallet, acquirer or rail `redpay`",
            "the nearest is `red_pay`",
        ),
        (
            "zz",
            "there is no wallet, acquirer or rail `zz`",
            "known here: blue_pay, interbank, on_us, red_pay",
        ),
    ]
    assert check_expectation(parse_expectation(UPLIFT), worlds) == ()


def test_a_regime_that_nothing_is_like_is_answered_with_the_list(ran: Ran) -> None:
    worlds = {name: result.built for name, result in results(ran("compare_two")).items()}
    (mistake,) = check_expectation(parse_expectation("paid(zz) > 1"), worlds)
    assert mistake.hint == "compared here: doors, walls"


def test_a_ratio_stands_in_parentheses_before_its_regime() -> None:
    found = parse_expectation("(attempts / paid)(open) - (attempts / paid)(shut) <= 0.1")
    assert (found.unit, found.bound) == (Unit.PLAIN, Fraction(1, 10))
    assert str(found.left) == "(attempts / paid)(open)"
    assert parse_expectation("attempts / paid(open) <= 2").left == found.left
    assert parse_expectation("(lost_amount / paid_amount)(open) <= 150%").bound == Fraction(3, 2)
    with pytest.raises(ExpressionError) as caught:
        parse_expectation("attempts(open) / paid(open) <= 2")
    assert caught.value.mistakes[0].hint == "a ratio under a regime is (A / B)(REGIME)"
