from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import sandbox
from sandbox.errors import UsageError
from sandbox.reports.doors.matrices import matrices
from sandbox.reports.doors.matrix_report import DoorQuestion, matrix_json
from sandbox.scenario.loading import Loaded
from sandbox.scenario.tables.build import build_world

Load = Callable[..., Loaded]


def test_matrices_hold_what_the_command_prints(loaded: Load) -> None:
    world = loaded("compare_two")
    found = matrices(world)
    built = build_world(world.document, "doors", whole_time=True)
    asked = DoorQuestion(built, world.document, world.document.period.from_)
    assert found.as_json()[1] == matrix_json("compare_two", asked)


def test_a_notebook_shows_them_with_their_rules(loaded: Load) -> None:
    found = sandbox.matrix(loaded("compare_two"))._repr_html_()
    assert "<h3>walls on 2024-01-01T20:00</h3>" in found
    assert found.count("<table>") >= 4
    assert "<strong>" in found
    captions = re.findall("<caption>(.*?)</caption>", found)
    assert len(set(captions)) == len(captions)
    assert "walls on 2024-01-01T20:00: links" in captions


def test_another_moment_and_regime_can_be_asked_for(loaded: Load) -> None:
    found = matrices(loaded("compare_two"), "2023-12-20", ("doors",))
    assert [matrix["at"] for matrix in found.as_json()] == ["2023-12-20"]
    with pytest.raises(UsageError, match="unknown regime `dors`"):
        matrices(loaded("compare_two"), None, ("dors",))
