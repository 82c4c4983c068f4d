from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.study.answer import study_answer
from sandbox.reports.html.study.material import StudyMaterial

Studied = Callable[[str], StudyMaterial]


def test_the_head_asks_answers_and_names_its_basis(study: Studied) -> None:
    head = study_answer(study("compare"))
    assert "<h1>Does it pay to open?</h1>" in head
    assert head.index("Better") < head.index("Worse") < head.index("<dl")
    assert "12,000 checkouts: 3 regimes, 20 replications each" in head
    assert "of 2 expectations 1 hold and 1 fail" in head
    assert head.count('class="tile-number"') == 3


def test_a_sweep_names_its_points_and_has_no_tiles(study: Studied) -> None:
    head = study_answer(study("sweep"))
    assert "32,000 checkouts: 4 points × 2 regimes, 20 replications each" in head
    assert "tile-number" not in head


def test_a_document_alone_has_an_answer_too(study: Studied) -> None:
    head = study_answer(StudyMaterial(study("alone").document))
    assert "95 % interval" in head
    assert "hold together" not in head


def test_what_qualifies_the_numbers_is_said(study: Studied) -> None:
    document = dict(study("compare").document)
    document |= {"scale": 100, "reproducible": False}
    document["warm_up"] = {"until_us": 5, "share": 0.125, "settled": False}
    document["points"] = [{**document["points"][0], "stopped_by": "time"}]
    head = study_answer(StudyMaterial(document))
    assert "one simulated checkout stands for 100" in head
    assert "another run may make more or fewer replications" in head
    assert "the first 12.5 % of the horizon is left out; the series had not settled" in head
    assert "20 replications each, until the time was up" in head
