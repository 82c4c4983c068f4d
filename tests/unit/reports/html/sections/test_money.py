from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.earnings import OUTSIDERS
from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.money import money
from sandbox.reports.phrases import per_thousand
from sandbox.units import format_money

Made = Callable[[str], Material]


def test_fees_are_told_to_the_fen_and_per_thousand(material: Made) -> None:
    made = material("compare_two")
    section = money(made)
    assert section is not None
    fees = section.figures[0]
    run = made.regimes[1].found
    for row in fees.grid.rows:
        fen = run["fees"][row[0].text]
        assert (row[3].text, row[3].value) == (format_money(fen), fen)
        assert row[4].text == per_thousand(fen, run["checkouts"])


def test_outsiders_and_fee_earners_are_no_businesses(material: Made) -> None:
    section = money(material("compare_two"))
    assert section is not None
    income = next(figure for figure in section.figures if figure.name == "net-income")
    names = {row[0].text for row in income.grid.rows}
    assert names.isdisjoint({*OUTSIDERS, "red_pay", "blue_pay"})
    assert "red_mall" in names


def test_additional_sales_are_split(material: Made) -> None:
    made = material("compare_two")
    section = money(made)
    assert section is not None
    (row,) = section.figures[-1].grid.rows
    sales = made.document["differences"][0]["sales"]
    assert [cell.value for cell in row[1:]] == [sales["additional"], sales["new"], sales["moved"]]


def test_without_money_there_is_no_part(material: Made) -> None:
    assert money(material("service")) is None
