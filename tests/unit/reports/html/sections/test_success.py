from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.success import success

Made = Callable[[str], Material]


def test_every_regime_has_its_estimate_and_verdict(material: Made) -> None:
    made = material("compare_three")
    section = success(made)
    assert section is not None
    rows = section.figures[0].grid.rows
    assert [row[0].text for row in rows] == ["walls", "doors", "shut"]
    for regime, row in zip(made.regimes, rows, strict=True):
        rate = regime.found["success_rate"]
        assert [cell.value for cell in row[1:4]] == [rate["mean"], rate["low"], rate["high"]]
    assert [row[-1].text for row in rows][:2] == ["baseline", "better"]


def test_parts_are_ordered_by_size_and_small_ones_left_out(material: Made) -> None:
    section = success(material("compare_two"))
    assert section is not None
    by_surface = next(f for f in section.figures if f.name == "success-by-surface")
    sizes = [row[1].value for row in by_surface.grid.rows]
    assert sizes == sorted(sizes, key=lambda size: -int(size or 0))


def test_where_nobody_pays_openness_is_shown(material: Made) -> None:
    section = success(material("service"))
    assert section is not None
    (figure,) = section.figures
    assert figure.title == "Open rate"
