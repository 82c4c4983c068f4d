from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.errors import UsageError
from sandbox.metrics.tally import total
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import build_world
from sandbox.studies import what_if
from sandbox.studies.options import Options
from sandbox.studies.store import manifests
from sandbox.studies.store.keys import tables_hash
from sandbox.studies.store.manifests import (
    MANIFEST,
    REPLICATIONS,
    SCENARIO,
    read_json,
    read_manifest,
    store_answer,
)
from sandbox.studies.store.store import Store

StoreRun = Callable[..., Path]


def test_a_stored_run_says_what_was_run(base: Path) -> None:
    manifest = read_manifest(base)
    assert (manifest.scenario, manifest.seed, manifest.replications) == ("compare_two", 1, 3)
    assert manifest.overrides == ("traffic.checkouts=300",)
    assert [regime.name for regime in manifest.regimes] == ["walls", "doors"]
    assert manifest.has_replications
    assert not any(regime.is_walk for regime in manifest.regimes)
    assert "wallets" in manifest.resolved_scenario


def test_the_tables_can_be_rebuilt_from_the_folder_alone(base: Path) -> None:
    manifest = read_manifest(base)
    document = load(manifest.target_in(base), manifest.overrides).document
    for regime in manifest.regimes:
        assert tables_hash(build_world(document, regime.name).world) == regime.tables


def test_the_store_holds_what_was_counted(base: Path) -> None:
    manifest = read_manifest(base)
    store = Store(base / REPLICATIONS)
    for regime in manifest.regimes:
        found = store.find(manifest.keys(regime))
        assert [key.replication for key in found] == [0, 1, 2]
        assert total([s.tally for s in found.values()]).checksum() == regime.checksum


def test_files_of_other_folders_keep_their_way_to_each_other(
    tmp_path: Path, store: StoreRun
) -> None:
    world = (tmp_path / "worlds" / "tiny.yaml", "extends: blank\ntitle: Tiny ¥\n")
    question = (tmp_path / "asked" / "here" / "q.yaml", "# Why?\nextends: ../../worlds/tiny\n")
    for path, text in (world, question):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    folder = store("out", scenario=str(question[0]), replications=1)
    manifest = read_manifest(folder)
    assert manifest.target == "asked/here/q.yaml"
    assert (folder / SCENARIO / "worlds" / "tiny.yaml").read_text(encoding="utf-8") == world[1]
    back = load(manifest.target_in(folder), manifest.overrides)
    assert (back.document.title, back.question) == ("Tiny ¥", "Why?")


def test_a_packaged_world_needs_no_file(store: StoreRun) -> None:
    loaded = load("blank", ("traffic.checkouts=50",))
    study = what_if.as_study(loaded)
    folder = store("out")
    store_answer(folder, study, what_if.run(loaded, Options(replications=1, jobs=1)))
    manifest = read_manifest(folder)
    assert (manifest.target, manifest.target_in(folder)) == ("", "blank")


def test_a_walk_is_no_regime(store: StoreRun) -> None:
    (regime,) = read_manifest(store("walk", scenario="walk.yaml", replications=1)).regimes
    assert (regime.name, regime.is_walk) == ("walk", True)


def test_a_longer_answer_adds_what_is_missing(store: StoreRun) -> None:
    folder = store("out", replications=2)
    store("out", replications=3, resume=True)
    assert [case.replications for case in Store(folder / REPLICATIONS).cases()] == [3, 3]
    assert read_manifest(folder).replications == 3
    assert read_manifest(folder).has_replications


def test_an_answer_without_its_replications_says_so(store: StoreRun) -> None:
    folder = store("out", replications=1, store=None)
    assert not read_manifest(folder).has_replications
    assert (folder / SCENARIO / "compare_two.yaml").exists()


def test_without_duckdb_the_rest_is_stored(
    store: StoreRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    folder = store("out", replications=1, store=None)
    assert not read_manifest(folder).has_replications
    assert not (folder / REPLICATIONS).exists()


def test_an_answer_that_is_not_whole_has_no_manifest(
    store: StoreRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store("out", replications=1)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(manifests, "write_manifest", fail)
    with pytest.raises(OSError, match="disk full"):
        store("out", replications=2)
    assert not (folder / MANIFEST).exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "study"}, "holds a study, not an answer"),
        ({"format": 1, "kind": "run"}, "was stored by version 0.1.0, whose answers are read no"),
        ({"format": 99}, r"manifest\.json has format 99, known is 2"),
        ({"regimes": [{"name": "walls"}]}, r"manifest\.json is damaged"),
        ({"seed": None, "regimes": None}, r"manifest\.json is damaged"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_a_usage_error(
    base: Path, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    document = json.loads((base / MANIFEST).read_text(encoding="utf-8"))
    text = json.dumps({**document, **change})
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "is no JSON document", "a run that was interrupted leaves an empty file"),
        ("{", "is no JSON document", ""),
        ("[1]", "is no JSON document of a run", ""),
    ],
)
def test_a_file_that_is_no_document_is_a_usage_error(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        read_json(path)
    assert caught.value.hint == hint
    with pytest.raises(UsageError, match=r"cannot read .*: no such file"):
        read_json(tmp_path / "y.json")
