from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Table
from sandbox.reports.text.wallet_blocks import wallets

Ran = Callable[..., Answer]


def table_of(answer: Answer, most: int = 99, **changes: object) -> Table:
    table = wallets(View({**answer.document, **changes}), most)
    assert table is not None
    return table


def test_shares_of_payments_and_their_concentration(ran: Ran) -> None:
    answer = ran("compare_two")
    *rows, hhi = table_of(answer).rows
    assert {row[0] for row in rows} == {"red_pay", "blue_pay"}
    cases = answer.document["points"][0]["cases"]
    assert hhi[1:3] == [f"{case['hhi']:.2f}" for case in cases]


def test_a_wallet_that_nobody_tried_has_no_success(ran: Ran) -> None:
    (row,) = [row for row in table_of(ran("compare_two")).rows if row[0] == "blue_pay"]
    assert row[1] == "0.0 %"
    assert row[3] == "–"


def test_those_whose_share_changes_most_come_first(ran: Ran) -> None:
    rows = table_of(ran("compare_three")).rows[:-1]
    spreads = [
        max(shares) - min(shares)
        for shares in ([float(cell.removesuffix(" %")) for cell in row[1:]] for row in rows)
    ]
    assert spreads == sorted(spreads, reverse=True)


def test_small_wallets_are_taken_together_unless_they_are_the_question(ran: Ran) -> None:
    tiny = ("wallets.tiny_pay.held_by=0.2%", "wallets.tiny_pay.favourite_of=0.2%")
    answer = ran("one_regime", tiny)
    assert "tiny_pay" in answer.document["own"]
    apart = table_of(answer, 0)
    assert [row[0] for row in apart.rows] == ["red_pay", "tiny_pay", "HHI (0 to 1)"]


def test_a_named_wallet_is_never_one_of_more(ran: Ran) -> None:
    answer = ran("compare_two")
    for most in (0, 1, 99):
        for name in ("red_pay", "blue_pay"):
            rows = [row[0] for row in table_of(answer, most, named=[name], own=[]).rows]
            assert name in rows


def test_three_regimes_have_room_for_shares_only(ran: Ran) -> None:
    table = table_of(ran("compare_three"))
    assert [column.heading for column in table.columns[1:]] == ["share A", "share B", "share C"]
    assert {len(row) for row in table.rows} == {4}


def test_without_payments_there_is_no_table(ran: Ran) -> None:
    assert wallets(View(ran("service").document)) is None
