from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from sandbox.errors import UsageError
from sandbox.metrics.summaries import rates
from sandbox.studies.store.manifests import MANIFEST, REPLICATIONS, RESULT, SCENARIO
from sandbox.studies.store.stored_runs import open_run


def copied(base: Path, folder: Path) -> Path:
    return shutil.copytree(base, folder / "copy")


def changed(path: Path, **values: object) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, **values}), encoding="utf-8")


@pytest.mark.parametrize("inside", ["", RESULT, MANIFEST])
def test_a_run_is_opened_by_its_folder_or_by_a_file_in_it(base: Path, inside: str) -> None:
    opened = open_run(str(base / inside))
    assert (opened.seed, opened.replications, list(opened.regimes)) == (1, 3, ["walls", "doors"])
    assert opened.remarks == ()
    for regime in opened.regimes.values():
        assert regime.can_repeat
        assert regime.result is not None
        success = rates.SUCCESS.estimate(regime.result).as_json()
        assert success == regime.document["success_rate"]


def test_a_document_alone_is_a_run_without_replications(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "printed.json"
    shutil.copy(base / RESULT, path)
    opened = open_run(str(path))
    assert opened.manifest is None
    assert opened.remarks == ("has no manifest",)
    assert all(regime.result is None for regime in opened.regimes.values())


def test_a_run_of_other_rules_is_opened_and_not_repeated(base: Path, tmp_path: Path) -> None:
    folder = copied(base, tmp_path)
    changed(folder / MANIFEST, rules="0" * 64, version="0.0.9")
    opened = open_run(str(folder))
    assert opened.remarks[0] == "was made by other rules than these (version 0.0.9)"
    assert not any(regime.can_repeat for regime in opened.regimes.values())


def test_a_run_whose_world_has_changed_is_not_repeated(base: Path, tmp_path: Path) -> None:
    folder = copied(base, tmp_path)
    path = folder / SCENARIO / "gardens.yaml"
    text = path.read_text(encoding="utf-8").replace("fee: 0.38%", "fee: 0.39%")
    path.write_text(text, encoding="utf-8")
    opened = open_run(str(folder))
    assert opened.remarks == (
        "has a world that this version builds otherwise (walls)",
        "has a world that this version builds otherwise (doors)",
    )
    assert not any(regime.can_repeat for regime in opened.regimes.values())
    assert all(regime.result is not None for regime in opened.regimes.values())


def test_missing_replications_are_said(base: Path, tmp_path: Path) -> None:
    folder = copied(base, tmp_path)
    shutil.rmtree(folder / REPLICATIONS)
    opened = open_run(str(folder))
    assert opened.remarks[0] == "has no replications that fit its world (walls)"
    assert all(regime.result is None for regime in opened.regimes.values())


def test_missing_duckdb_and_a_broken_scenario_are_said(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(base, tmp_path)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "duckdb", None)
        assert open_run(str(folder)).remarks == ("has replications that only DuckDB can read",)
    (folder / SCENARIO / "gardens.yaml").unlink()
    (remark,) = open_run(str(folder)).remarks
    assert remark.startswith("cannot be rebuilt: `extends` names `gardens.yaml`")


def test_files_of_different_runs_are_refused(base: Path, tmp_path: Path) -> None:
    folder = copied(base, tmp_path)
    result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    result["points"][0]["cases"][0]["checksum"] = "0"
    (folder / RESULT).write_text(json.dumps(result), encoding="utf-8")
    with pytest.raises(UsageError, match=r"a manifest and a result\.json of different answers"):
        open_run(str(folder))


def test_what_is_no_stored_run_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no stored answer") as caught:
        open_run(str(tmp_path / "nowhere"))
    assert caught.value.hint == "store an answer with `sandbox run FILE --out DIR`"
    with pytest.raises(UsageError, match="is not a stored answer"):
        open_run(str(tmp_path))
    (tmp_path / RESULT).write_text('{"seed": 1}', encoding="utf-8")
    with pytest.raises(UsageError, match="is not an answer"):
        open_run(str(tmp_path))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"success_rate": {}, "seed": 1}, "was written by version 0.1.0"),
        ({"runs": [], "differences": []}, "was written by version 0.1.0"),
        ({"study": "x", "points": []}, "was written by version 0.1.0"),
        ({"schema": 3, "points": [], "version": "9"}, "has schema 3, known is 2"),
    ],
)
def test_answers_of_other_versions_are_refused(
    tmp_path: Path, document: dict[str, object], message: str
) -> None:
    (tmp_path / RESULT).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        open_run(str(tmp_path))
    assert caught.value.hint
