from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.success_section import success

Made = Callable[[str], Material]


def test_members_whose_success_changes_most_come_first(material: Made) -> None:
    made = material("compare_two")
    section = success(made)
    assert section is not None
    for figure in section.figures:
        changes = [abs(float(row[-1].text)) for row in figure.grid.rows]
        assert changes == sorted(changes, reverse=True)
        assert len(changes) > 1


def test_of_one_regime_the_largest_come_first(material: Made) -> None:
    section = success(material("one_regime"))
    assert section is not None
    for figure in section.figures:
        sizes = [int(row[1].value or 0) for row in figure.grid.rows]
        assert sizes == sorted(sizes, reverse=True)


def test_where_nobody_pays_there_is_no_part(material: Made) -> None:
    assert success(material("service")) is None
