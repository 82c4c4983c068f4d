from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.metrics.values import difference, parse_metric
from sandbox.studies.scheduler import Scheduler
from sandbox.studies.searches.uplift_shares import split
from tests.regimes import counted
from tests.unit.studies.asked import study_of

ASKED = "attribute: {from: walls, to: doors}\n"


def test_the_shares_add_up_to_what_an_ordinary_run_finds(tmp_path: Path) -> None:
    study = study_of(tmp_path, ASKED)
    found = split(study, Scheduler(3, "compiled"), 4)
    assert found is not None
    walls, doors = counted(study.base, replications=4, seed=3)
    whole = difference(parse_metric("success_rate"), walls, doors).mean
    # Pseudo-values differ from the ratio of sums by the bias of the jackknife.
    assert found.uplift.uplift.mean == pytest.approx(whole, abs=1e-5)
    shares = [share.mean for share in found.uplift.shares.values()]
    assert sum(mean for mean in shares if mean is not None) == pytest.approx(
        found.uplift.uplift.mean, abs=1e-12
    )
    assert len(shares) > 1
    assert found.uplift.is_exact


def test_rules_in_no_part_stand_as_in_the_second_regime(tmp_path: Path) -> None:
    every = split(study_of(tmp_path, ASKED), Scheduler(3, "compiled"), 2)
    assert every is not None
    first, second, *others = every.parts
    parts = f"{{one: [{first}], other: [{second}]}}"
    sections = f"attribute: {{from: walls, to: doors, parts: {parts}}}\n"
    found = split(study_of(tmp_path, sections), Scheduler(3, "compiled"), 2)
    assert found is not None
    assert set(found.unlisted_rules) == set(others)
    assert found.as_json()["unlisted"] == list(found.unlisted_rules)


def test_a_study_that_does_not_ask_gets_no_split(tmp_path: Path) -> None:
    assert split(study_of(tmp_path, ""), Scheduler(3, "compiled"), 2) is None
