from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.wallets_section import wallets

Made = Callable[[str], Material]


def test_shares_and_concentration_are_those_of_the_document(material: Made) -> None:
    made = material("compare_two")
    section = wallets(made)
    assert section is not None
    *shares, last = section.figures[0].grid.rows
    assert len(shares) == 2
    for row in shares:
        name = row[2].at.rpartition("/")[2]
        assert row[0].text == made.party(name)
        expected = [r.case["wallet_shares"].get(name) for r in made.regimes]
        assert [cell.value for cell in row[1:]] == expected
    assert [cell.value for cell in last[1:]] == [r.case["hhi"] for r in made.regimes]
    assert f"{made.regimes[0].case['hhi']:.2f} under Nothing opens" in section.lead[0]


def test_flows_between_ecosystems_are_drawn_where_there_is_more_than_one(material: Made) -> None:
    section = wallets(material("compare_two"))
    assert section is not None
    assert "ecosystems-2" in [figure.name for figure in section.figures]


def test_where_nobody_pays_there_is_no_part(material: Made) -> None:
    assert wallets(material("service")) is None
