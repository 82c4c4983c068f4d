from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sandbox.answers.document import SCHEMA
from sandbox.cli.console import json_bytes
from sandbox.studies.comparison.comparison import compare
from sandbox.studies.comparison.comparison_document import side_json
from sandbox.studies.store.manifests import RESULT
from sandbox.studies.store.stored_runs import open_run

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


def test_a_comparison_says_what_it_compares(base: Path, store: StoreRun) -> None:
    document = compare(open_run(str(base)), open_run(str(store("harder", HARDER)))).document
    assert (document["schema"], document["kind"]) == (SCHEMA, "comparison")
    assert document["name"] == "compare_two and compare_two"
    assert document["a"]["seed"] == document["b"]["seed"] == document["seed"] == 1
    assert document["a"]["rules"] == document["b"]["rules"]
    assert document["b"]["command"] == (
        "sandbox run compare_two.yaml --regime walls --regime doors --seed 1 --replications 3 "
        f"--set traffic.checkouts=300 --set {HARDER}"
    )
    assert [regime["name"] for regime in document["regimes"]] == ["A", "B"]
    assert (document["currency"], document["minor_digits"]) == ("CNY", 2)
    json_bytes(document)


def test_documents_alone_have_the_same_head(base: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    alone.write_bytes((base / RESULT).read_bytes())
    whole = compare(open_run(str(base)), open_run(str(base))).document
    found = compare(open_run(str(alone)), open_run(str(alone))).document
    assert found.keys() == whole.keys()
    assert found["inference"].keys() == whole["inference"].keys()
    assert found["warnings"] == ["A has no manifest", "B has no manifest"]
    assert found["scenario_difference"] is None
    assert side_json(open_run(str(alone)))["command"] == ""
