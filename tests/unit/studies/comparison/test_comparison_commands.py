from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.studies.comparison.comparison import compare
from sandbox.studies.comparison.comparison_commands import run_command
from sandbox.studies.store.stored_runs import OpenRun, open_run

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


def parted(first: OpenRun, second: OpenRun) -> dict[str, Any]:
    """Return where the last pair parts."""
    found: dict[str, Any] = compare(first, second).document["points"][-1]["divergence"]
    return found


def test_a_small_edition_cannot_be_explained(store: StoreRun) -> None:
    first = open_run(str(store("a", smoke=True, replications=2)))
    second = open_run(str(store("b", HARDER, smoke=True, replications=2)))
    assert parted(first, second)["explain"] == {"a": "", "b": ""}
    assert run_command(first).endswith(" --smoke")


def test_a_walk_is_explained_without_a_regime(store: StoreRun) -> None:
    harder = "cashier.cancelled=30%"
    first = open_run(str(store("a", scenario="walk.yaml", replications=2)))
    second = open_run(str(store("b", harder, scenario="walk.yaml", replications=2)))
    assert "--regime" not in parted(first, second)["explain"]["a"]
    assert "--regime" not in run_command(first)


def test_a_document_alone_names_no_command(base: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    alone.write_bytes((base / "result.json").read_bytes())
    assert run_command(open_run(str(alone))) == ""
