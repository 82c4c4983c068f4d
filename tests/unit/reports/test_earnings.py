from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.run_results import RunResult
from sandbox.metrics import money
from sandbox.reports.earnings import earnings
from sandbox.reports.page import Table

Ran = Callable[..., RunResult]


def rows_of(table: Table | None, what: str) -> dict[str, list[str]]:
    assert table is not None
    found, kind = {}, ""
    for first, name, *cells in table.rows:
        kind = first or kind
        if kind == what:
            found[name] = list(cells)
    return found


def yuan(cell: str) -> float:
    return float(cell.replace(",", ""))


def test_fees_earned_are_those_borne(ran: Ran) -> None:
    table = earnings(ran("compare_two"))
    earned = sum(yuan(cells[0]) for cells in rows_of(table, "fees earned").values())
    borne = sum(yuan(cells[0]) for cells in rows_of(table, "fees borne").values())
    assert abs(earned - borne) <= 2  # each cell is rounded to a yuan


def test_money_is_per_thousand_checkouts(ran: Ran) -> None:
    run = ran("compare_two")
    fen = money.net_income(run.regimes[1])["stall"]
    stall = rows_of(earnings(run), "net income")["stall"]
    assert yuan(stall[1]) == round(fen / 100 / 4)


def test_rails_are_taken_together(ran: Ran) -> None:
    assert "rails" in rows_of(earnings(ran("compare_two")), "fees earned")
    assert "interbank" not in rows_of(earnings(ran("compare_two")), "fees earned")


def test_without_money_there_is_no_table(ran: Ran) -> None:
    assert earnings(ran("service")) is None


def test_a_short_table_takes_the_smaller_parties_together(ran: Ran) -> None:
    earned = rows_of(earnings(ran("compare_two"), 1), "fees earned")
    assert list(earned) == ["red_pay", "2 more"]
