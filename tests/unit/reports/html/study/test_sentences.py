from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.reports.html.study.material import StudyMaterial
from sandbox.reports.html.study.sentences import SENTENCES_MAX, concluded, sentences

Studied = Callable[[str], StudyMaterial]


def changed(made: StudyMaterial, **changes: Any) -> StudyMaterial:  # noqa: ANN401 -- any JSON
    """Return a study whose first difference in the headline says something else."""
    document = json.loads(json.dumps(made.document))
    difference = document["points"][0]["differences"][0]
    found = difference["metrics"][made.headline]
    for key, value in changes.items():
        (difference if key == "assumption_range" else found)[key] = value
    return StudyMaterial(document, made.context)


def test_each_regime_has_a_sentence_with_band_and_verdict(study: Studied) -> None:
    made = study("compare")
    better, worse = sentences(made)
    assert (better.verdict, worse.verdict) == ("better", "worse")
    scale = made.scale("success_rate")
    found = made.document["points"][0]["differences"][0]["metrics"]["success_rate"]
    assert better.text.startswith("`doors` raises `success_rate` from ")
    assert scale.change(found["difference"]["mean"]) in better.text
    assert better.text.endswith(f"(band {scale.bounds(found['band'], is_change=True)}).")
    assert worse.text.startswith("`shut` lowers `success_rate` from ")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("identical", "has the same resolved rules as `walls`"),
        ("too close to call", "contains 0."),
        ("undecided", "its spread is unknown."),
    ],
)
def test_each_verdict_has_words_of_its_own(study: Studied, verdict: str, words: str) -> None:
    said = sentences(changed(study("compare"), verdict=verdict))[0]
    assert said.verdict == verdict
    assert words in said.text


def test_too_few_replications_are_said_to_be_too_few(study: Studied) -> None:
    made = study("compare")
    found = made.document["points"][0]["differences"][0]["metrics"]["success_rate"]
    band = {**found["band"], "replications": 3}
    said = sentences(changed(made, verdict="undecided", band=band))[0]
    assert said.text.endswith("too few replications for a verdict.")


def test_a_verdict_that_assumptions_overturn_depends_on_them(study: Studied) -> None:
    made = study("compare")
    over = {"low": -0.02, "high": 0.4, "driver": "segments.town"}
    said = sentences(changed(made, assumption_range=over))[0]
    assert said.verdict == "depends on segments.town"
    assert said.text.endswith(" -2.0 to +40.0 pp; `segments.town` matters most.")
    firm = changed(made, assumption_range={"low": 0.1, "high": 0.4, "driver": ""})
    assert sentences(firm)[0].verdict == "better"
    assert sentences(firm)[0].text.endswith("it is +10.0 to +40.0 pp.")


def test_less_of_a_loss_is_better_over_all_assumptions(study: Studied) -> None:
    made = study("compare")
    difference = made.document["points"][0]["differences"][0]
    band = {"mean": -0.2, "low": -0.3, "high": -0.1, "replications": 20, "skewed": False}
    metrics = {"lost.switch_refused": {"band": band, "verdict": "better"}}
    over = {"low": -0.4, "high": -0.1, "driver": "x"}
    fallen = {**difference, "metrics": metrics, "assumption_range": over}
    assert concluded(fallen, "lost.switch_refused") == "better"


def test_along_a_sweep_verdicts_are_counted(study: Studied) -> None:
    made = study("along")
    (said,) = sentences(made)
    assert said.verdict == "better"
    text = "is better at 3 of 3 values of `segments.village.switch_willingness`: +"
    assert text in said.text
    over = {"low": 0.0, "high": 0.3, "driver": "x"}
    doubtful = sentences(changed(made, verdict="worse", assumption_range=over))[0]
    assert doubtful.verdict == "depends on the setting"
    assert "is worse at 1 and better at 2 of 3 values" in doubtful.text
    assert doubtful.text.endswith("it is 0.0 to +30.0 pp; `x` matters most.")


def test_one_regime_is_told_by_its_values(study: Studied) -> None:
    first, second = sentences(study("alone"))
    assert first.verdict == second.verdict == ""
    assert first.text.startswith("Under `doors`, `success_rate` is ")
    assert "(95 % interval " in second.text
    (along,) = sentences(study("alone_along"))
    assert along.text.startswith("Over 2 values of `segments.village.switch_willingness`, ")
    assert " at `10%` to " in along.text or " at `90%` to " in along.text


def test_a_study_of_many_metrics_answers_with_its_headline(study: Studied) -> None:
    made = study("compare")
    assert len(made.metrics) * 2 > SENTENCES_MAX
    assert all("`success_rate`" in said.text for said in sentences(made))
    assert len(sentences(study("sweep"))) == 2
