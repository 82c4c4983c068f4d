from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.errors import ExpressionError
from sandbox.metrics.checks import check_metric, locate
from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_catalogue import Axis
from sandbox.metrics.selection import Selection
from sandbox.vocabulary import NOBODY
from tests.regimes import results_of

Ran = Callable[..., Answer]


def test_names_become_indices_and_times_become_buckets(ran: Ran) -> None:
    built = results_of(ran("compare_two"))[0].built
    target = locate(parse_metric("attempts[wallet=blue_pay, from=20:10, until=20:15]"), built)
    assert target.where == Selection({Axis.WALLET: 1}, slice(10, 15))
    assert target.party == NOBODY
    party = locate(parse_metric("net_income.red_mall.stores"), built).party
    assert built.labels.accounts[party] == "red_mall.stores"


def test_a_station_is_found_by_the_name_of_its_wallet(ran: Ran) -> None:
    built = results_of(ran("queue"))[0].built
    station = built.world.stations.of_wallet[built.labels.wallets["red_pay"]]
    assert locate(parse_metric("utilisation.red_pay"), built).party == station


@pytest.mark.parametrize(
    ("text", "message", "start", "hint"),
    [
        (
            "fees.redpay",
            "there is no wallet, acquirer or rail `redpay`",
            5,
            "the nearest is `red_pay`",
        ),
        (
            "fees.red_mall",
            "there is no wallet, acquirer or rail `red_mall`",
            5,
            "the nearest is `red_pay`",
        ),
        (
            "fees_borne.zz",
            "there is no payer of fees `zz`",
            11,
            "known here: red_mall, red_mall.stores, shoppers, stall, suppliers",
        ),
        ("net_income.stal", "there is no account `stal`", 11, "the nearest is `stall`"),
        ("share.bluepay", "there is no wallet `bluepay`", 6, "the nearest is `blue_pay`"),
        (
            "utilisation.red_pay",
            "there is no place with a capacity `red_pay`",
            12,
            "this world has none",
        ),
        (
            "paid[merchant=red_male]",
            "there is no merchant `red_male`",
            5,
            "the nearest is `red_mall`",
        ),
        (
            "attempts[wallet=none]",
            "there is no wallet `none`",
            9,
            "known here: blue_pay, red_pay",
        ),
        (
            "paid[from=20:00:30]",
            "`from` is `20:00:30`, inside a time bucket",
            5,
            (
                "the boundaries beside it are 2024-01-01T20:00 and 2024-01-01T20:01;"
                " `buckets:` in the scenario sets their length, here 1 min"
            ),
        ),
    ],
)
def test_what_the_world_does_not_have_is_told_with_its_place(
    ran: Ran, text: str, message: str, start: int, hint: str
) -> None:
    built = results_of(ran("compare_two"))[0].built
    (mistake,) = check_metric(parse_metric(text), built)
    assert (mistake.message, mistake.start, mistake.hint) == (message, start, hint)


def test_all_mistakes_come_at_once(ran: Ran) -> None:
    built = results_of(ran("compare_two"))[0].built
    text = "paid[merchant=zz, wallet=yy]"
    with pytest.raises(ExpressionError) as caught:
        locate(parse_metric(text), built)
    assert [mistake.start for mistake in caught.value.mistakes] == [5, 18]
    assert caught.value.text == text


def test_purchases_without_a_wallet_can_be_asked_for(ran: Ran) -> None:
    built = results_of(ran("compare_two"))[0].built
    assert check_metric(parse_metric("checkouts[wallet=none]"), built) == ()
