from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.run_results import RunResult
from sandbox.metrics.ecosystems import concentration
from sandbox.reports.wallets import wallets

Ran = Callable[..., RunResult]


def test_shares_of_payments_and_their_concentration(ran: Ran) -> None:
    run = ran("compare_two")
    table = wallets(run, set())
    assert table is not None
    *rows, hhi = table.rows
    assert [row[0] for row in rows] == ["red_pay", "blue_pay"]
    assert rows[0][1] == "100.0 %"
    assert hhi[1:3] == [f"{concentration(result):.2f}" for result in run.regimes]


def test_a_wallet_that_nobody_tried_has_no_success(ran: Ran) -> None:
    table = wallets(ran("compare_two"), set())
    assert table is not None
    assert table.rows[1][3] == "–"


def test_small_wallets_are_taken_together_unless_they_are_the_question(ran: Ran) -> None:
    run = ran("one_regime", ("wallets.tiny_pay.held_by=0.2%", "wallets.tiny_pay.favourite_of=0.2%"))
    together, apart = wallets(run, set()), wallets(run, {"tiny_pay"})
    assert together is not None
    assert apart is not None
    assert [row[0] for row in together.rows] == ["red_pay", "1 more", "HHI (0 to 1)"]
    assert [row[0] for row in apart.rows] == ["red_pay", "tiny_pay", "HHI (0 to 1)"]


def test_three_regimes_have_room_for_shares_only(ran: Ran) -> None:
    table = wallets(ran("compare_three"), set())
    assert table is not None
    assert [column.heading for column in table.columns[1:]] == ["share A", "share B", "share C"]
    assert {len(row) for row in table.rows} == {4}


def test_without_payments_there_is_no_table(ran: Ran) -> None:
    assert wallets(ran("service"), set()) is None


def test_a_short_table_takes_the_smaller_wallets_together(ran: Ran) -> None:
    table = wallets(ran("compare_two"), set(), 1)
    assert table is not None
    assert [row[0] for row in table.rows] == ["red_pay", "1 more", "HHI (0 to 1)"]
