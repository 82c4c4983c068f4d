from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.losses_section import losses

Made = Callable[[str], Material]


def test_every_ending_is_in_the_table_and_counts_add_up(material: Made) -> None:
    made = material("compare_two")
    section = losses(made)
    assert section is not None
    (figure,) = section.figures
    for column, regime in ((1, made.regimes[0]), (3, made.regimes[1])):
        counts = [row[column].value for row in figure.grid.rows if row[column].at]
        assert sum(int(count or 0) for count in counts) == regime.case["checkouts"]


def test_causes_that_change_most_come_first(material: Made) -> None:
    section = losses(material("compare_two"))
    assert section is not None
    rows = [row for row in section.figures[0].grid.rows if row[1].at or row[3].at]
    changes = [abs(float(row[5].text)) for row in rows if row[0].text not in ("paid", "opened")]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 0
