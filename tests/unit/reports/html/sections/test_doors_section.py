from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.doors_section import doors

Made = Callable[[str], Material]


def test_doors_stand_before_and_after_with_the_rules_that_decide(material: Made) -> None:
    section = doors(material("compare_two"))
    assert section is not None
    names = [figure.name for figure in section.figures]
    assert names == ["links-1", "links-2", "wallets-1", "wallets-2", "codes-1", "codes-2"]
    rules = {row[3].text for figure in section.figures for row in figure.grid.rows}
    assert len(rules) > 3
    assert "no rule, the default" in rules


def test_what_differs_is_counted_and_marked(material: Made) -> None:
    made = material("compare_two")
    section = doors(made)
    assert section is not None
    marked = sum(row[4].text == "changed" for f in section.figures for row in f.grid.rows)
    assert marked > 0
    assert "Doors that differ from Nothing opens that need not: " in section.lead[0]
    before = [f for f in section.figures if f.name.endswith("-1")]
    assert not any(row[4].text for figure in before for row in figure.grid.rows)


def test_a_walk_is_shown_at_its_start_and_its_end(material: Made) -> None:
    section = doors(material("walk"))
    assert section is not None
    says = [figure.says for figure in section.figures if figure.name.startswith("wallets")]
    assert says[0].endswith("on 2023-12-15.")
    assert "2024-02-14" in says[1]


def test_a_lone_regime_has_nothing_to_differ_from(material: Made) -> None:
    section = doors(material("one_regime"))
    assert section is not None
    assert section.lead == []
