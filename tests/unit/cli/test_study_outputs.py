from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.cli.study_outputs import Outputs, ToldStudy
from sandbox.errors import UsageError
from sandbox.reports.study import Asked
from sandbox.studies.study_results import StudyResult

NOWHERE = Outputs(folder=None, html=None, junit=None, github=False, store=None)


def test_nothing_wanted_is_nothing_written(
    studied: Callable[[str], StudyResult], capsys: pytest.CaptureFixture[str]
) -> None:
    NOWHERE.prepare()
    ToldStudy(studied("two_regimes"), Asked("x.yaml")).tell(NOWHERE, as_json=False)
    told = capsys.readouterr()
    assert told.out
    assert not told.err


def test_a_store_keeps_what_each_study_found_last(
    studied: Callable[[str], StudyResult], tmp_path: Path
) -> None:
    kept = Outputs(folder=None, html=None, junit=None, github=False, store=tmp_path)
    for name in ("two_regimes", "several_regimes", "two_regimes"):
        ToldStudy(studied(name), Asked(f"{name}.yaml")).tell(kept, as_json=False)
    files = sorted(tmp_path.glob("reports/*/study.json"))
    assert [file.parent.name for file in files] == ["several_regimes", "two_regimes"]
    names = [json.loads(file.read_text(encoding="utf-8"))["study"] for file in files]
    assert names == ["several_regimes", "two_regimes"]


def test_places_that_take_no_file_are_found_out_before(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for wanted in ({"folder": tmp_path / "file"}, {"junit": tmp_path / "no" / "x.xml"}):
        fields = {"folder": None, "html": None, "junit": None, "store": None, **wanted}
        with pytest.raises(UsageError, match="cannot write"):
            Outputs(github=False, **fields).prepare()
