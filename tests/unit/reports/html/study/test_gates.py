from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.study.gates import gates
from sandbox.reports.html.study.material import StudyMaterial

Studied = Callable[[str], StudyMaterial]


def test_expectations_are_told_with_what_came_of_them(study: Studied) -> None:
    made = study("compare")
    section = gates(made)
    assert section is not None
    (table,) = section.rest
    assert table.index("✓ pass") < table.index("✗ fail")
    assert all(gate["detail"].replace(">", "&gt;") in table for gate in made.document["expect"])
    assert ">at<" not in table


def test_points_are_named_where_there_are_several(study: Studied) -> None:
    section = gates(study("along"))
    assert section is not None
    assert ">at<" in section.rest[0]
    assert section.rest[0].count("segments.village.switch_willingness=") == 3


def test_without_expectations_there_is_no_part(study: Studied) -> None:
    assert gates(study("alone")) is None
