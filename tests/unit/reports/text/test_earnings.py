from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Table
from sandbox.reports.text.earnings import earnings

Ran = Callable[..., Answer]


def table_of(answer: Answer, most: int = 3, **changes: object) -> Table:
    table = earnings(View({**answer.document, **changes}), most)
    assert table is not None
    return table


def rows_of(table: Table, what: str) -> dict[str, list[str]]:
    found, kind = {}, ""
    for first, name, *cells in table.rows:
        kind = first or kind
        if kind == what:
            found[name] = list(cells)
    return found


def yuan(cell: str) -> float:
    return float(cell.replace(",", ""))


def test_fees_earned_are_those_borne(ran: Ran) -> None:
    table = table_of(ran("compare_two"))
    earned = sum(yuan(cells[0]) for cells in rows_of(table, "fees earned").values())
    borne = sum(yuan(cells[0]) for cells in rows_of(table, "fees borne").values())
    assert abs(earned - borne) <= 2  # each cell is rounded to a yuan


def test_money_is_per_thousand_checkouts(ran: Ran) -> None:
    answer = ran("compare_two")
    case = answer.document["points"][0]["cases"][1]
    stall = rows_of(table_of(answer), "net income")["stall"]
    per_thousand = case["net_income_minor"]["stall"] / 100 / (case["checkouts"] / 1_000)
    assert yuan(stall[1]) == round(per_thousand)


def test_those_whose_amount_changes_most_come_first(ran: Ran) -> None:
    table = table_of(ran("compare_two"), 99)
    for what in ("fees earned", "fees borne", "net income"):
        changes = [abs(yuan(cells[2])) for cells in rows_of(table, what).values()]
        assert changes == sorted(changes, reverse=True)


def test_without_money_there_is_no_table(ran: Ran) -> None:
    assert earnings(View(ran("service").document)) is None


def test_a_short_table_takes_the_others_together(ran: Ran) -> None:
    short = table_of(ran("compare_two"), 1, named=[], own=[])
    assert list(rows_of(short, "fees earned")) == ["blue_pay", "2 more"]
    whole = rows_of(table_of(ran("compare_two"), 99), "fees earned")
    for column in (0, 1):
        sums = [
            sum(yuan(cells[column]) for cells in rows.values())
            for rows in (whole, rows_of(short, "fees earned"))
        ]
        assert abs(sums[0] - sums[1]) <= 2


def test_a_named_party_and_its_stores_are_never_one_of_more(ran: Ran) -> None:
    table = table_of(ran("compare_two"), 0, named=["red_mall", "red_pay"])
    assert "red_pay" in rows_of(table, "fees earned")
    assert {"red_mall", "red_mall.stores"} <= set(rows_of(table, "net income"))
