from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.model.tables.people_tables import AudienceTable
from sandbox.scenario.loading import load
from sandbox.scenario.tables import people
from sandbox.scenario.tables.build import build_regimes, build_world
from sandbox.scenario.tables.people import build_audiences

SCENARIO = Path(__file__).parents[4] / "scenarios" / "taobao_accepts_wechat_pay.yaml"
REGIMES = ("walled_garden", None, "full_interop")


def test_regimes_that_are_built_together_are_those_that_are_built_alone() -> None:
    document = load(SCENARIO).document
    document = document.model_copy(update={"compare": None, "regime": "links_2021_11_29"})
    together = build_regimes(document, REGIMES)
    assert [built.regime for built in together] == [
        "walled_garden",
        "links_2021_11_29",
        "full_interop",
    ]
    alone = [build_world(document, regime) for regime in REGIMES]
    assert [built.world for built in together] == [built.world for built in alone]


def test_who_may_come_is_built_once_for_all_regimes(monkeypatch: pytest.MonkeyPatch) -> None:
    document = load(SCENARIO).document
    built: list[AudienceTable] = []

    def noting(*given: object) -> AudienceTable:
        built.append(build_audiences(*given))  # type: ignore[arg-type]  # handed on as they came
        return built[-1]

    monkeypatch.setattr(people, "build_audiences", noting)
    worlds = [one.world for one in build_regimes(document, REGIMES[::2])]
    assert len(built) == 1
    assert all(world.audiences is built[0] for world in worlds)
