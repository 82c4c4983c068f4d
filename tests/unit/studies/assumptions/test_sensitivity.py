from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.metrics.values import difference, parse_metric
from sandbox.scenario.loading import load
from sandbox.statistics.screening import Tornado
from sandbox.studies.assumptions.sensitivity import SensitivityResult, analyse
from sandbox.studies.scheduler import Scheduler
from tests.regimes import counted
from tests.unit.studies.asked import GARDENS, study_of

WILLING = "segments.town.switch_willingness"


def analysed(folder: Path, sections: str) -> SensitivityResult:
    study = study_of(folder, f"sensitivity: {{{sections}}}\n")
    found = analyse(study, Scheduler(3, "compiled"), 4)
    assert found is not None
    return found


def test_the_ends_of_a_tornado_are_those_of_ordinary_runs(tmp_path: Path) -> None:
    found = analysed(tmp_path, "method: tornado").measures
    assert isinstance(found, Tornado)
    (swing,) = [each for each in found.swings if each.assumption == WILLING]
    for value, end in (("40%", swing.at_low), ("80%", swing.at_high)):
        loaded = load(GARDENS, (f"{WILLING}={value}",))
        walls, doors = counted(loaded, replications=4, seed=3)
        mean = difference(parse_metric("success_rate"), walls, doors).mean
        assert end.mean == pytest.approx(mean, abs=1e-5)


@pytest.mark.parametrize(("method", "key"), [("morris", "effects"), ("sobol", "indices")])
def test_what_moves_nothing_has_no_effect_and_no_share(
    tmp_path: Path, method: str, key: str
) -> None:
    paths = f"[{WILLING}, merchants.red_mall.take]"
    found = analysed(tmp_path, f"method: {method}, assumptions: {paths}, samples: 32")
    listed = found.as_json()[key]
    assert [each["assumption"] for each in listed] == [WILLING, "merchants.red_mall.take"]
    last = listed[-1]["mu_star" if method == "morris" else "total"]["mean"]
    assert last == pytest.approx(0, abs=1e-12)


def test_a_study_that_does_not_ask_gets_no_analysis(tmp_path: Path) -> None:
    assert analyse(study_of(tmp_path, ""), Scheduler(3, "compiled"), 2) is None
