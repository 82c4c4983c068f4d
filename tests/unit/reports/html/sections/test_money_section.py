from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.reports.findings.cases import OUTSIDERS
from sandbox.reports.html.figures import Figure
from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.money_section import money, yuan
from sandbox.units import format_money

Made = Callable[[str], Material]


def rows_of(figure: Figure) -> list[dict[str, Any]]:
    """Return the data behind the bars of a chart."""
    spec = figure.spec if "data" in figure.spec else figure.spec["layer"][0]
    rows: list[dict[str, Any]] = spec["data"]["values"]
    return rows


def test_fees_are_told_to_the_fen_and_those_that_change_most_come_first(material: Made) -> None:
    made = material("compare_two")
    section = money(made)
    assert section is not None
    fees = section.figures[0]
    tables = [regime.case["fees_minor"] for regime in made.regimes]
    sizes = [regime.case["checkouts"] for regime in made.regimes]
    changes = []
    for row in fees.grid.rows:
        name = row[3].at.rpartition("/")[2]
        assert row[0].text == made.party(name)
        assert (row[3].text, row[3].value) == (format_money(tables[1][name]), tables[1][name])
        found = [table[name] / size for table, size in zip(tables, sizes, strict=True)]
        changes.append(abs(found[1] - found[0]))
    assert len(changes) > 1
    assert changes == sorted(changes, reverse=True)


def test_a_row_has_one_precision() -> None:
    assert yuan([1234.5, 0.25]) == ["1,234.50", "0.25"]
    assert yuan([1234.5, 12.25]) == ["1,234", "12"]
    assert yuan([-0.001, 20.0]) == ["0.00", "20.00"]


def test_parties_that_were_asked_about_are_in_the_chart(material: Made) -> None:
    made = material("compare_two")
    few = {f"p{k}": 1000 * k for k in range(30)}
    (point,) = made.document["points"]
    cases = [{**case, "fees_minor": few} for case in point["cases"]]
    document = {**made.document, "points": [{**point, "cases": cases}], "named": ["p1"], "own": []}
    section = money(Material(document))
    assert section is not None
    drawn = {row["name"] for row in rows_of(section.figures[0])}
    assert drawn == {"p1", *(f"p{k}" for k in range(20, 30))}
    assert len(section.figures[0].grid.rows) == 29


def test_outsiders_and_fee_earners_are_no_businesses(material: Made) -> None:
    section = money(material("compare_two"))
    assert section is not None
    income = next(figure for figure in section.figures if figure.name == "net-income")
    names = {row[1].at.rpartition("/")[2] for row in income.grid.rows}
    assert names.isdisjoint({*OUTSIDERS, "red_pay", "blue_pay"})
    assert "red_mall" in names


def test_additional_sales_are_split(material: Made) -> None:
    made = material("compare_two")
    section = money(made)
    assert section is not None
    (row,) = section.figures[-1].grid.rows
    sales = made.contrasts[0]["sales"]
    assert [cell.value for cell in row[1:]] == [sales["additional"], sales["new"], sales["moved"]]


def test_without_money_there_is_no_part(material: Made) -> None:
    assert money(material("service")) is None
