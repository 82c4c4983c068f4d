from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.answers.answer import Answer
from sandbox.chance.streams import stream_key
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.errors import ExpressionError
from sandbox.metrics.checks import check_metric
from sandbox.metrics.grammar.amounts import bands_of, edges_of
from sandbox.metrics.grammar.names import amount_edges_of, parse_metric
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import tally_of
from sandbox.metrics.values import estimate, series
from sandbox.scenario.tables.amount_bands import with_amount_edges
from tests.regimes import results_of
from tests.unit.metrics.traced import checkouts

Ran = Callable[..., Answer]

EMPTY = "the band is empty: it begins where it ends, or higher"
# Band → which amounts, fen, it holds.
BANDS: dict[str, Callable[[int], bool]] = {
    "amount>=¥100": lambda fen: fen >= 100_00,
    "amount>¥100": lambda fen: fen > 100_00,
    "amount<¥100": lambda fen: fen < 100_00,
    "amount<=¥100": lambda fen: fen <= 100_00,
    "amount>=¥20, amount<¥1,000": lambda fen: 20_00 <= fen < 1_000_00,
    "amount>¥99.99, amount<=¥100": lambda fen: fen == 100_00,
}


@pytest.fixture(scope="module")
def banded() -> dict[int, RegimeResult]:
    """Keep results that count by the edges of all bands."""
    return {}


@pytest.fixture
def result(ran: Ran, banded: dict[int, RegimeResult]) -> RegimeResult:
    run = ran("compare_two")
    if not banded:
        metrics = [parse_metric(f"paid[{band}]") for band in BANDS]
        built = results_of(run)[1].built
        world = with_amount_edges(built.world, amount_edges_of(metrics))
        records = [
            ReferenceEngine().simulate(world, stream_key(run.document["seed"], number))
            for number in range(2)
        ]
        settings = world.settings
        banded[0] = RegimeResult(
            replace(built, world=world), tuple(tally_of(each, settings) for each in records)
        )
    return banded[0]


@pytest.mark.parametrize("band", BANDS)
def test_a_band_counts_the_purchases_with_its_amounts(
    ran: Ran, result: RegimeResult, band: str
) -> None:
    rows = [
        [row for row in part if row["destination"] != "pass" and BANDS[band](row["amount_fen"])]
        for part in checkouts(result, ran("compare_two").document["seed"])
    ]
    count = [len(part) for part in rows]
    paid = [sum(row["outcome"] == "paid" for row in part) for part in rows]
    lost = [sum(row["outcome"] == "no_common_wallet" for row in part) for part in rows]
    found = series(parse_metric(f"success_rate[{band}]"), result)
    assert (list(found.numerators), list(found.denominators or ())) == (paid, count)
    assert list(series(parse_metric(f"checkouts[{band}]"), result).numerators) == count
    assert list(series(parse_metric(f"paid[{band}]"), result).numerators) == paid
    of_lost = series(parse_metric(f"lost.no_common_wallet[{band}]"), result)
    assert list(of_lost.numerators) == lost


def test_a_world_that_was_not_built_for_a_band_says_so_and_the_check_lets_it_pass(
    ran: Ran,
) -> None:
    result = results_of(ran("compare_two"))[0]
    metric = parse_metric("success_rate[amount>=¥100, amount<=¥1,000]")
    assert check_metric(metric, result.built) == ()
    with pytest.raises(ExpressionError) as caught:
        estimate(metric, result)
    (mistake,) = caught.value.mistakes
    message = "purchases were not counted by amount at ¥100.00 and ¥1,000.01"
    assert (mistake.message, mistake.start) == (message, 13)
    assert "metrics:" in mistake.hint


def test_the_edges_of_all_metrics_rise_and_come_once() -> None:
    texts = ["paid[amount>=¥5]", "paid", "checkouts[amount<¥5]", "lost.impatient[amount>¥1]"]
    ratio = parse_metric("paid[amount>=¥2] / checkouts[amount>=¥9]")
    assert ratio.amount_edges == (200, 900)
    assert amount_edges_of([*map(parse_metric, texts), ratio]) == (101, 200, 500, 900)


@given(st.sets(st.integers(0, 40)), st.integers(0, 40), st.integers(1, 40), st.integers(0, 90))
def test_bands_between_edges_hold_what_the_band_holds(
    others: set[int], low: int, width: int, amount: int
) -> None:
    filters = {"amount>=": f"¥{low / 100:.2f}", "amount<": f"¥{(low + width) / 100:.2f}"}
    edges = sorted({*others, *edges_of(filters)})
    bands = bands_of(filters, edges)
    assert bands is not None
    band = sum(edge <= amount for edge in edges)
    assert (bands.start <= band < bands.stop) == (low <= amount < low + width)


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        ("paid[amount=¥5]", "`amount` takes a band, here `=`", 11),
        ("paid[merchant>=a]", "`merchant` takes `=`, here `>=`", 13),
        ("paid[amount>=5 apples]", "`amount` is `5 apples`, must be an amount such as ¥338.60", 5),
        ("paid[amount>=¥1, amount>¥2]", "the band has two lower ends", 17),
        ("paid[amount<¥1, amount<=¥2]", "the band has two upper ends", 16),
        (
            "paid[amount>=¥5, amount<¥5]",
            "the band is empty: it begins where it ends, or higher",
            17,
        ),
        ("paid[amount<¥0]", "the band is empty: it begins where it ends, or higher", 5),
        ("fees.a[amount<¥9]", "`fees` cannot be narrowed by `amount`", 7),
        (
            "paid[merchant=a, amount<¥9]",
            "`paid` cannot be narrowed by `merchant` and `amount` together",
            5,
        ),
        ("paid[amount<¥9, amount<¥9]", "`amount<` is given twice", 16),
    ],
)
def test_what_is_no_band_is_told_with_its_place(text: str, message: str, start: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_metric(text)
    (mistake,) = caught.value.mistakes
    assert (mistake.message, mistake.start) == (message, start)


def test_a_group_of_digits_does_not_end_an_amount() -> None:
    metric = parse_metric("paid[ amount >= ¥1,000 ,amount<¥1,000,000 ]")
    assert metric.amount_edges == (100_000, 100_000_000)
    assert str(metric) == "paid[amount>=¥1,000, amount<¥1,000,000]"
