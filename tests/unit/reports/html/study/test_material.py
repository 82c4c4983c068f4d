from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.reports.html.study.material import StudyMaterial, is_study_document

Studied = Callable[[str], StudyMaterial]


def test_points_lead_to_their_regimes(study: Studied) -> None:
    made = study("sweep")
    assert made.regimes == ["walls", "doors"]
    assert [point.root for point in made.points] == [f"/points/{k}" for k in range(4)]
    regime = made.points[3].regimes[1]
    assert (regime.at, regime.letter) == ("/points/3/runs/1", "B")
    assert made.whole.at(regime.at) == regime.found


def test_a_point_is_named_by_its_settings(study: Studied) -> None:
    made = study("sweep")
    assert made.paths == ["wallets.blue_pay.fee", "segments.village.switch_willingness"]
    text = "wallets.blue_pay.fee=1%, segments.village.switch_willingness=10%"
    assert made.setting(2) == made.place(2) == text
    along = study("along")
    assert (along.place(1), along.setting(1)) == ("50%", "segments.village.switch_willingness=50%")
    assert study("compare").setting(0) == "as it is"


def test_the_question_is_the_first_comment_or_the_name(study: Studied) -> None:
    made = study("compare")
    assert made.question == "Does it pay to open?"
    silent = StudyMaterial({**made.document, "question": "", "study": "who_gains"})
    assert silent.question == "Who gains"


@pytest.mark.parametrize("name", ["compare", "sweep", "alone"])
def test_the_document_of_a_study_is_known(study: Studied, name: str) -> None:
    assert is_study_document(study(name).document)


@pytest.mark.parametrize("document", [None, [], {}, {"runs": []}])
def test_anything_else_is_no_study(document: object) -> None:
    assert not is_study_document(document)


@pytest.mark.parametrize("points", [None, [], [{}], [1], "x"])
def test_broken_points_are_no_study(study: Studied, points: object) -> None:
    assert not is_study_document({**study("compare").document, "points": points})


@pytest.mark.parametrize("runs", [None, [], [{}], [1]])
def test_broken_runs_are_no_study(study: Studied, runs: object) -> None:
    document: dict[str, Any] = dict(study("compare").document)
    document["points"] = [{**document["points"][0], "runs": runs}]
    assert not is_study_document(document)
