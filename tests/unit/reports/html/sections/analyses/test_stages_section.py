from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.analyses.stages_section import stages

Made = Callable[[str], Material]


def test_each_stage_is_told_with_what_the_step_to_it_does(material: Made) -> None:
    made = material("walk")
    section = stages(made)
    assert section is not None
    (figure,) = section.figures
    first, *others = figure.grid.rows
    assert [cell.text for cell in first[4:]] == [""] * 4
    assert len(others) == len(made.point["stages"]) > 0
    for row, step in zip(others, made.point["stages"], strict=True):
        change = step["success_rate"]["difference"]
        assert [cell.value for cell in row[4:7]] == [change[e] for e in ("mean", "low", "high")]
        assert step["success_rate"]["verdict"] in row[7].text


def test_where_nobody_walks_there_is_no_part(material: Made) -> None:
    assert stages(material("compare_two")) is None
