from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import ExpressionError, Mistake
from sandbox.metrics.grammar.names import CAUSES, Metric, parse_metric
from sandbox.metrics.grammar.ratios import is_additive
from sandbox.metrics.metric_catalogue import CATALOGUE, KEYS, Axis, PartyKind
from sandbox.metrics.metric_units import Unit

AMOUNT_BANDS = [(), (("amount>=", "¥2"),), (("amount>", "¥2"), ("amount<=", "¥1,000.50"))]
NAMES = st.from_regex(r"[a-z\u4e00-\u4e9f_][a-z0-9_.-]{0,8}", fullmatch=True)
VALUES = {
    key: st.sampled_from(["20:00", "2024-11-11T00:10+08:00"]) if axis is Axis.TIME else NAMES
    for key, axis in KEYS.items()
    if axis is not Axis.AMOUNT
}


def _parties(kind: PartyKind) -> st.SearchStrategy[str]:
    percentiles = st.integers(1, 999).map(lambda tenths: f"p{tenths // 10}.{tenths % 10}")
    match kind:
        case PartyKind.NONE:
            return st.just("")
        case PartyKind.CAUSE:
            return st.sampled_from(CAUSES)
        case PartyKind.PERCENTILE:
            return percentiles
        case PartyKind.PERCENTILE_OR_MEAN:
            return percentiles | st.just("mean")
        case _:
            return NAMES


@st.composite
def metrics(draw: st.DrawFn) -> Metric:
    name = draw(st.sampled_from(sorted(CATALOGUE)))
    measure = CATALOGUE[name]
    table = draw(st.sampled_from(measure.tables)) if measure.tables else ()
    keys = [k for k in VALUES if KEYS[k] in table and draw(st.booleans())]
    filters = tuple((key, draw(VALUES[key])) for key in keys)
    if Axis.AMOUNT in table:
        filters = draw(st.sampled_from(AMOUNT_BANDS))
    return Metric(name, draw(_parties(measure.party)), filters)


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    try:
        parse_metric(text)
    except ExpressionError as error:
        return error.mistakes
    return ()


@given(metrics())
def test_a_metric_comes_back_from_its_text(metric: Metric) -> None:
    assert parse_metric(str(metric)) == metric


@given(metrics(), st.text(max_size=30))
def test_any_text_is_a_metric_or_a_list_of_mistakes_inside_it(metric: Metric, noise: str) -> None:
    for text in (noise, f"{metric}{noise}", f"{str(metric)[:-1]}{noise}"):
        assert all(0 <= m.start < m.start + m.width <= len(text) + 1 for m in mistakes_in(text))


@given(metrics(), metrics())
def test_a_ratio_comes_back_from_its_text(above: Metric, below: Metric) -> None:
    ratio = replace(above, over=below)
    units = above.unit, below.unit
    if (
        is_additive(above.measure)
        and is_additive(below.measure)
        and units != (Unit.COUNT, Unit.FEN)
    ):
        assert parse_metric(str(ratio)) == ratio
    else:
        assert mistakes_in(str(ratio))


def test_a_metric_counts_from_a_moment_on_where_it_knows_time() -> None:
    def since(text: str) -> str:
        return str(parse_metric(text).since("20:05"))

    assert since("attempts[wallet=a]") == "attempts[wallet=a, from=20:05]"
    assert since("attempts / paid") == "attempts[from=20:05] / paid[from=20:05]"
    assert since("wait.p95") == "wait.p95[from=20:05]"
    for text in ("paid[until=20:00]", "paid[merchant=a]", "net_income.a", "attempts / refunds"):
        assert since(text) == "None"


def test_blanks_and_the_order_of_filters_do_not_matter() -> None:
    first = parse_metric("success_rate[ wallet = red_pay ,merchant=red_mall ]")
    assert first == parse_metric("success_rate[merchant=red_mall, wallet=red_pay]")
    assert str(first) == "success_rate[merchant=red_mall, wallet=red_pay]"


def test_a_metric_knows_its_unit_and_percentage() -> None:
    assert parse_metric("latency.p99.9").percent == Fraction(999, 10)
    assert parse_metric("wait.mean").percent is None
    assert parse_metric("fees.taobao.stores").party == "taobao.stores"
    assert parse_metric("lost.no_common_wallet").unit is Unit.SHARE
    assert parse_metric("net_income.p95").percent is None


def test_the_places_of_parts_are_remembered() -> None:
    text = "lost.impatient[merchant=stall]"
    metric = parse_metric(text)
    spans = {part: text[start : start + width] for part, (start, width) in metric.spans}
    assert spans == {"name": "lost", "party": "impatient", "merchant": "merchant=stall"}


@pytest.mark.parametrize(
    ("text", "message", "start", "hint"),
    [
        ("", "the name of a metric is missing before the end", 0, "for example success_rate or"),
        ("succes_rate", "unknown metric `succes_rate`", 0, "the nearest metric is `success_rate`"),
        ("qqqq", "unknown metric `qqqq`", 0, "metrics: approval_rate, approvals,"),
        ("fees", "`fees` needs a wallet, acquirer or rail behind a dot", 0, "for example fees."),
        ("fees.", "a name behind the dot is missing before the end", 5, ""),
        ("hhi.x", "`hhi` takes nothing behind a dot, here `x`", 4, "narrow it in brackets by m"),
        ("latency.95", "`95` is no percentile", 8, "for example latency.p95"),
        ("latency.p0", "`p0` is no percentile", 8, "for example latency.p95"),
        ("latency.p100", "`p100` is no percentile", 8, "for example latency.p95"),
        ("latency.mean", "`mean` is no percentile", 8, "for example latency.p95"),
        ("wait.x", "`x` is no percentile or mean", 5, "for example wait.p95"),
        ("lost.no_wallet", "unknown outcome `no_wallet`", 5, "the nearest is `no_common_wallet`"),
        ("lost.paid", "unknown outcome `paid`", 5, "outcomes: "),
        ("paid[merchnt=a]", "unknown filter `merchnt`", 5, "the nearest is `merchant`"),
        ("paid[zz=a]", "unknown filter `zz`", 5, "known here: merchant, wallet, "),
        ("paid[from=1:00, from=2:00]", "`from` is given twice", 16, ""),
        (
            "reversals[wallet=a]",
            "`reversals` cannot be narrowed by `wallet`",
            10,
            "it cannot be na",
        ),
        (
            "latency.p50[wallet=a]",
            "`latency` cannot be narrowed by `wallet`",
            12,
            "it can be narrowed by from and until",
        ),
        (
            "attempts[route=a, wallet=b]",
            "`attempts` cannot be narrowed by `wallet` and `route` together",
            9,
            "it can be narrowed by wallet with from and until; route with from and until",
        ),
        ("paid[merchant=a", "`,` or `]` is missing before the end", 15, ""),
        ("paid[merchant=]", "the value of `merchant` is missing before `]`", 14, ""),
        ("paid[merchant]", "`KEY=VALUE` is missing before `]`", 13, "for example [merchant="),
        ("paid]", "`]` follows the metric, where the text must end", 4, ""),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_help(
    text: str, message: str, start: int, hint: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_metric(text)
    (mistake,) = caught.value.mistakes
    assert (mistake.message, mistake.start) == (message, start)
    assert mistake.hint.startswith(hint)
    assert bool(mistake.hint) == bool(hint)


def test_all_mistakes_come_at_once() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_metric("lost.no_wallet[merchnt=a, route=b]")
    assert [mistake.start for mistake in caught.value.mistakes] == [5, 15, 26]
