from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.errors import UsageError
from sandbox.metrics import rates
from sandbox.scenario.differences import Change
from sandbox.scenario.loading import load
from sandbox.statistics.estimates import Estimate, independent_difference
from sandbox.studies.comparison import Comparison, compare
from sandbox.studies.comparison_document import explain_command
from sandbox.studies.manifests import MANIFEST, REPLICATIONS, RESULT
from sandbox.studies.runs import RunOptions, run
from sandbox.studies.store import Store
from sandbox.studies.stored_runs import open_run

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"
GARDENS = Path(__file__).parents[2] / "golden" / "reports"


def compared(first: Path, second: Path) -> Comparison:
    return compare(open_run(str(first)), open_run(str(second)))


def test_runs_of_one_seed_are_paired_regime_by_regime(base: Path, store: StoreRun) -> None:
    found = compared(base, store("harder", HARDER))
    assert [(pair.first.name, pair.second.name) for pair in found.pairs] == [
        ("walls", "walls"),
        ("doors", "doors"),
    ]
    doors = found.pairs[1]
    assert (doors.replications, doors.because) == (3, "same shoppers, same luck")
    assert doors.verdict == "worse"
    assert found.scenario == (Change("wallets.blue_pay.declines.insufficient_funds", "1%", "40%"),)
    assert found.warnings == ()


def test_the_paired_interval_is_that_of_one_run_with_both(base: Path, store: StoreRun) -> None:
    # The same two regimes, once stored apart and once run together.
    found = compared(store("a", regimes=("walls",)), store("b", regimes=("doors",)))
    (pair,) = found.pairs
    loaded = load(GARDENS / "compare_two.yaml", ("traffic.checkouts=300",))
    together = run(loaded, RunOptions(replications=3, jobs=1)).regimes
    assert pair.changes["success_rate"] == rates.SUCCESS.difference(*together)
    assert (pair.first.name, pair.second.name) == ("walls", "doors")
    assert pair.divergence is not None
    assert list(open_run(str(base)).regimes) == ["walls", "doors"]


def test_a_run_is_identical_with_itself(base: Path) -> None:
    found = compared(base, base)
    assert {pair.verdict for pair in found.pairs} == {"identical"}
    assert found.scenario == ()
    assert all(pair.divergence is None for pair in found.pairs)


def test_a_longer_run_is_compared_over_what_both_have(base: Path, store: StoreRun) -> None:
    found = compared(base, store("longer", replications=5))
    for pair in found.pairs:
        assert (pair.verdict, pair.replications) == ("identical", 3)
        assert pair.first.document["outcomes"] == pair.second.document["outcomes"]


def test_other_seeds_are_independent(base: Path, store: StoreRun) -> None:
    found = compared(base, store("other", seed=2))
    for pair in found.pairs:
        assert (pair.replications, pair.because) == (0, "their seeds are 1 and 2")
        one, other = (
            Estimate(
                **{key: regime.document["success_rate"][key] for key in ("mean", "low", "high")}
            )
            for regime in (pair.first, pair.second)
        )
        expected = independent_difference(one, other, (3, 3), rates.SUCCESS.of)
        assert pair.changes["success_rate"] == expected
        assert expected.half_width
        assert pair.divergence is None


def test_other_shoppers_of_one_seed_are_paired_and_it_is_said(base: Path, store: StoreRun) -> None:
    found = compared(base, store("other", "audiences.everyone.favourites.red_pay=9"))
    assert found.pairs[0].replications == 3
    assert found.pairs[0].because == "same seed, although the shoppers differ"


def test_other_arrivals_cannot_be_matched(base: Path, store: StoreRun) -> None:
    found = compared(base, store("fewer", "traffic.checkouts=200"))
    assert found.pairs[0].divergence is None
    assert found.pairs[0].no_divergence == "their checkouts arrive at other times"


def test_documents_alone_are_independent_although_the_seed_is_the_same(
    base: Path, store: StoreRun, tmp_path: Path
) -> None:
    printed = shutil.copy(base / RESULT, tmp_path / "printed.json")
    found = compared(Path(printed), store("harder", HARDER))
    assert found.scenario is None
    assert found.pairs[1].replications == 0
    assert "not at hand, although the seed is the same" in found.pairs[1].because
    assert "A has no manifest" in found.warnings
    itself = compared(Path(printed), Path(printed))
    assert {pair.verdict for pair in itself.pairs} == {"identical"}


def test_one_replication_has_no_interval(store: StoreRun) -> None:
    found = compared(store("a", replications=1), store("b", HARDER, replications=1))
    assert found.pairs[1].verdict == "one replication only"


def test_runs_of_other_rules_are_paired_and_not_run_again(base: Path, store: StoreRun) -> None:
    folder = store("harder", HARDER)
    document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    # What an older version would have left: the same, under the hash of its rules.
    replications = Store(folder / REPLICATIONS)
    replications.write(
        replace(row, key=replace(row.key, rules="older"), version="0.0.9")
        for row in list(replications)
    )
    text = json.dumps({**document, "rules": "older", "version": "0.0.9"})
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    found = compared(base, folder)
    assert found.warnings == ("B was made by other rules than these (version 0.0.9)",)
    assert found.pairs[1].replications == 3
    assert found.pairs[1].no_divergence == "one of them cannot be run again by this version"


def test_what_a_reader_should_know_is_said_first(base: Path, store: StoreRun) -> None:
    found = compared(base, store("one", scenario="one_regime.yaml"))
    assert found.warnings == (
        "different scenarios: `compare_two` and `one_regime`",
        "A has regimes without a counterpart: it has walls, doors",
    )
    found = compared(base, store("scaled", "scale=10"))
    assert found.warnings == ("one simulated checkout stands for 1 in A and for 10 in B",)


def test_runs_without_a_common_regime_are_a_usage_error(base: Path, store: StoreRun) -> None:
    other = store("shut", scenario="compare_three.yaml", regimes=("shut",))
    with pytest.raises(UsageError) as caught:
        compared(base, other)
    assert "no regime is in both runs" in str(caught.value)
    assert "has `walls`, `doors`" in str(caught.value)
    assert caught.value.hint == "run each with one `--regime`, or with a common one"


def test_a_command_can_be_typed_as_it_stands(base: Path, store: StoreRun) -> None:
    found = compared(base, store("harder", HARDER))
    pair = found.pairs[1]
    assert pair.divergence is not None
    words = shlex.split(explain_command(found.second, pair.second, pair.divergence))
    assert words[:2] == ["sandbox", "explain"]
    assert Path(words[2]).is_file()
    assert words[3:9:2] == ["--checkout", "--replication", "--seed"]
    assert words[-5:] == ["doors", "--set", "traffic.checkouts=300", "--set", HARDER]
