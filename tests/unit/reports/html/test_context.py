from __future__ import annotations

import json
from collections.abc import Callable

from sandbox.answers.answer import Answer
from sandbox.reports.findings.how import HowMade
from sandbox.reports.html.context import _dates, _outages, context_json
from sandbox.reports.html.material import Material
from sandbox.scenario.loading import Loaded, load
from sandbox.scenario.tables.build import build_world
from tests.house.tree import ROOT

Made = Callable[[str], Material]
Load = Callable[..., Loaded]
Answered = Callable[[str], Answer]


def test_a_context_is_plain_json(material: Made) -> None:
    for name in ("compare_three", "walk", "queue", "service"):
        context = material(name).context
        assert json.loads(json.dumps(context, allow_nan=False)) == context


def test_every_regime_has_its_doors_and_a_walk_two_moments(material: Made) -> None:
    compared = material("compare_two").context["matrices"]
    assert [matrix["regime"] for matrix in compared] == ["walls", "doors"]
    walked = material("walk").context["matrices"]
    assert [matrix["regime"] for matrix in walked] == ["walls", "doors"]
    assert walked[0]["at"] == "2023-12-15"


def test_dates_within_the_horizon_are_told(loaded: Load) -> None:
    found = list(_dates(build_world(loaded("walk").document)))
    assert {"at": "2024-01-01", "title": "doors begins", "regime": "walk"} in found
    assert all("2023-12-15" < date["at"] < "2024-02-15" for date in found)


def test_only_outages_that_touch_the_horizon_are_told() -> None:
    document = load(ROOT / "scenarios" / "alipay_down_at_peak.yaml").document
    assert len(document.outages) > 1
    (found,) = _outages(document)
    assert (found["name"], found["from"]) == ("alipay_2015_05_27", "2024-11-01T20:00")


def test_an_answer_that_was_read_again_is_told_by_its_document_alone(
    answered: Answered, loaded: Load
) -> None:
    document = answered("compare_two").document
    found = context_json(Answer(document), loaded("compare_two"), HowMade("x", "y"))
    assert found == {
        "checksums": [document["checksum"]],
        "how": {"target": "x", "command": "y", "world": ""},
    }
