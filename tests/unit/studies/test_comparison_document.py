from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.cli.streams import json_bytes
from sandbox.studies.comparison import compare
from sandbox.studies.comparison_document import comparison_json, explain_command, run_command, sums
from sandbox.studies.stored_runs import open_run

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


def test_sums_are_compared_per_replication_and_equal_ones_left_out() -> None:
    found = sums({"a": 10, "b": 4, "gone": 5}, {"a": 20, "b": 9, "new": 2}, (5, 10))
    assert found == {
        "b": {"a": 4, "b": 9, "difference_per_replication": 0.9 - 0.8},
        "gone": {"a": 5, "b": 0, "difference_per_replication": -1.0},
        "new": {"a": 0, "b": 2, "difference_per_replication": 0.2},
    }


def outcomes_of(pair: dict[str, Any], side: str) -> int:
    return int(pair["outcomes"]["insufficient_funds"][side])


def test_the_document_of_a_comparison_has_every_answer(base: Path, store: StoreRun) -> None:
    found = compare(open_run(str(base)), open_run(str(store("harder", HARDER))))
    document = comparison_json(found)
    assert document["a"]["seed"] == document["b"]["seed"] == 1
    assert document["a"]["rules"] == document["b"]["rules"]
    assert document["b"]["command"] == (
        "sandbox run compare_two.yaml --regime walls --regime doors --seed 1 --replications 3 "
        f"--set traffic.checkouts=300 --set {HARDER}"
    )
    assert document["scenario_difference"] == [
        {
            "path": "wallets.blue_pay.declines.insufficient_funds",
            "before": "1%",
            "after": "40%",
        }
    ]
    walls, doors = document["differences"]
    assert (walls["verdict"], walls["outcomes"], walls["first_divergence"]) == (
        "identical",
        {},
        None,
    )
    assert doors["paired"]
    assert [run["checkouts"] for run in doors["runs"]] == [900, 900]
    assert doors["runs"][1]["outcomes"]["insufficient_funds"] == outcomes_of(doors, "b")
    assert doors["metrics"]["success_rate"]["difference"] == doors["success_rate"]
    assert doors["success_rate"]["high"] < 0
    outcomes = doors["outcomes"]
    assert outcomes["paid"]["difference_per_replication"] < 0
    assert abs(sum(row["difference_per_replication"] for row in outcomes.values())) < 1e-9
    where = doors["first_divergence"]
    assert where["differs"]["outcome"] == {"a": "paid", "b": "insufficient_funds"}
    assert where["flow"]["newly_lost"].keys() == {"insufficient_funds"}
    assert where["flow"]["checkouts"] == 300
    json_bytes(document)


def test_a_small_edition_cannot_be_explained(store: StoreRun) -> None:
    found = compare(
        open_run(str(store("a", smoke=True, replications=2))),
        open_run(str(store("b", HARDER, smoke=True, replications=2))),
    )
    pair = found.pairs[1]
    assert pair.divergence is not None
    assert explain_command(found.first, pair.first, pair.divergence) == ""
    assert run_command(found.first).endswith(" --smoke")


def test_a_walk_is_explained_without_a_regime(store: StoreRun) -> None:
    found = compare(
        open_run(str(store("a", scenario="walk.yaml", replications=2))),
        open_run(str(store("b", "cashier.cancelled=30%", scenario="walk.yaml", replications=2))),
    )
    (pair,) = found.pairs
    assert pair.divergence is not None
    assert "--regime" not in explain_command(found.first, pair.first, pair.divergence)
    assert "--regime" not in run_command(found.first)


def test_only_paired_replications_are_in_the_sums(base: Path, store: StoreRun) -> None:
    longer = store("longer", HARDER, replications=5)
    (_, doors) = comparison_json(compare(open_run(str(base)), open_run(str(longer))))["differences"]
    assert [run["replications"] for run in doors["runs"]] == [3, 3]
    assert [run["checkouts"] for run in doors["runs"]] == [900, 900]


def test_a_document_alone_names_no_command(base: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    alone.write_bytes((base / "result.json").read_bytes())
    assert run_command(open_run(str(alone))) == ""
