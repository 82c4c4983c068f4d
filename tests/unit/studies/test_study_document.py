from __future__ import annotations

import json
from collections.abc import Callable

from sandbox.answers.run_document import regime_json
from sandbox.scenario.study_loading import LoadedStudy
from sandbox.studies.runs import REPLICATIONS, RunOptions, run
from sandbox.studies.study_document import study_json
from sandbox.studies.study_results import StudyResult
from sandbox.studies.sweeps import document_of

Studied = Callable[[str], StudyResult]


def ordinary_run(study: LoadedStudy, result: StudyResult) -> list[dict[str, object]]:
    """Return the first point's regimes as an ordinary run of the same scenario tells them."""
    document = document_of(study, result.points[0].point)
    base = study.base
    loaded = type(base)(**{**{f: getattr(base, f) for f in base.__slots__}, "document": document})
    names = tuple(case.regime for case in result.points[0].cases)
    seed = result.plan.seed
    found = run(loaded, RunOptions(regimes=names, seed=seed, replications=REPLICATIONS))
    return [regime_json(found, regime) for regime in found.regimes]


def test_the_detail_is_what_an_ordinary_run_tells(studied: Studied) -> None:
    for name in ("two_regimes", "swept"):
        result = studied(name)
        told = study_json(result)["detail"]
        assert told["replications"] == REPLICATIONS
        for mine, theirs in zip(told["runs"], ordinary_run(result.study, result), strict=True):
            assert mine == {**theirs, "question": mine["question"]}


def test_sums_of_a_point_are_those_of_its_replications(studied: Studied) -> None:
    document = study_json(studied("two_regimes"))
    (point,) = document["points"]
    assert point["replications"] == document["detail"]["replications"] == REPLICATIONS
    for whole, part in zip(point["runs"], document["detail"]["runs"], strict=True):
        for key in ("checkouts", "outcomes", "fees", "fees_borne", "net_income", "checksum"):
            assert whole[key] == part[key]


def test_additional_sales_are_moved_or_new(studied: Studied) -> None:
    document = study_json(studied("two_regimes"))
    first, second = (run["outcomes"]["paid"] for run in document["points"][0]["runs"])
    sales = document["points"][0]["differences"][0]["sales"]
    assert sales["additional"] == second - first
    assert sales["moved"] + sales["new"] == sales["additional"]


def test_equal_studies_give_equal_bytes_and_the_checksum_covers_all(studied: Studied) -> None:
    document = study_json(studied("two_regimes"))
    assert json.dumps(document) == json.dumps(study_json(studied("two_regimes")))
    assert document["checksum"] != study_json(studied("swept"))["checksum"]
