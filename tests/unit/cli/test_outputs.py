from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.answers.answer import Answer
from sandbox.cli.outputs import Outputs, prepare_page, tell
from sandbox.errors import MissingExtraError, UsageError
from sandbox.reports.findings.how import HowMade
from sandbox.studies import what_if
from tests.unit.conftest import STUDIES

Studied = Callable[[str], Answer]
NOWHERE = Outputs(folder=None, html=None)


def told(answer: Answer, outputs: Outputs) -> None:
    study = what_if.load(STUDIES / f"{answer.document['name']}.yaml")
    tell(answer, study, HowMade("x.yaml", "sandbox study x.yaml"), outputs, as_json=False)


def test_nothing_wanted_is_nothing_written(
    studied: Studied, capsys: pytest.CaptureFixture[str]
) -> None:
    NOWHERE.prepare()
    told(studied("two_regimes"), NOWHERE)
    printed = capsys.readouterr()
    assert printed.out
    assert not printed.err


def test_a_store_keeps_what_each_study_found_last(studied: Studied, tmp_path: Path) -> None:
    kept = Outputs(folder=None, html=None, store=tmp_path)
    for name in ("two_regimes", "several_regimes", "two_regimes"):
        told(studied(name), kept)
    files = sorted(tmp_path.glob("reports/*/result.json"))
    assert [file.parent.name for file in files] == ["several_regimes", "two_regimes"]
    names = [json.loads(file.read_text(encoding="utf-8"))["name"] for file in files]
    assert names == ["several_regimes", "two_regimes"]


def test_places_that_take_no_file_are_found_out_before(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for wanted in (
        Outputs(folder=tmp_path / "file", html=None),
        Outputs(folder=None, html=None, junit=tmp_path / "no" / "x.xml"),
    ):
        with pytest.raises(UsageError, match="cannot write"):
            wanted.prepare()


def test_a_place_that_takes_no_page_is_found_out_before(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        prepare_page(tmp_path / "nowhere" / "x.html")


def test_missing_libraries_are_found_out_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError):
        prepare_page(tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()
