from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.losses import losses, moves

Made = Callable[[str], Material]


def test_every_ending_is_in_the_table_and_counts_add_up(material: Made) -> None:
    made = material("compare_two")
    section = losses(made)
    assert section is not None
    (figure,) = section.figures
    for column, regime in ((1, made.regimes[0]), (3, made.regimes[1])):
        counts = [row[column].value for row in figure.grid.rows]
        assert sum(int(count or 0) for count in counts) == regime.found["checkouts"]


def test_moves_are_shown_where_they_are_known(material: Made) -> None:
    made = material("compare_two")
    assert moves(made) is None
    (difference,) = made.document["differences"]
    known = {"switch_refused": {"paid": 5, "switch_refused": 2}, "paid": {"paid": 90}}
    document = {**made.document, "differences": [{**difference, "moves": known}]}
    section = moves(Material(document))
    assert section is not None
    (figure,) = section.figures
    assert [[cell.text for cell in row] for row in figure.grid.rows] == [
        ["paid", "paid", "90"],
        ["switch refused", "paid", "5"],
        ["switch refused", "switch refused", "2"],
    ]
