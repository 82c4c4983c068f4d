from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.errors import UsageError
from sandbox.scenario.loading import load
from sandbox.statistics.estimates import Estimate, SampleSizes, independent_difference
from sandbox.studies import what_if
from sandbox.studies.comparison.comparison import compare
from sandbox.studies.options import Options
from sandbox.studies.store.manifests import MANIFEST, REPLICATIONS, RESULT
from sandbox.studies.store.store import Store
from sandbox.studies.store.stored_runs import open_run

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"
GARDENS = Path(__file__).parents[3] / "golden" / "reports"


def compared(first: Path, second: Path) -> dict[str, Any]:
    return dict(compare(open_run(str(first)), open_run(str(second))).document)


def success(point: dict[str, Any]) -> dict[str, Any]:
    """Return the difference in success, with its verdict, of a pair."""
    found: dict[str, Any] = point["contrasts"][0]["metrics"]["success_rate"]
    return found


def test_answers_of_one_seed_are_paired_regime_by_regime(store: StoreRun) -> None:
    found = compared(store("easy", replications=5), store("harder", HARDER, replications=5))
    walls, doors = found["points"]
    assert [point["pair"]["regimes"] for point in (walls, doors)] == [
        ["walls", "walls"],
        ["doors", "doors"],
    ]
    assert doors["pair"]["paired"]
    assert doors["pair"]["replications"] == [5, 5]
    assert doors["pair"]["because"] == "same shoppers, same luck"
    # Behind the walls nobody pays with it: other tables, and the same endings.
    assert success(walls)["verdict"] == "no checkout differed"
    assert success(doors)["verdict"] == "worse"
    assert found["scenario_difference"] == [
        {"path": "wallets.blue_pay.declines.insufficient_funds", "before": "1%", "after": "40%"}
    ]
    assert found["warnings"] == []
    # What changed about a wallet is asked about that wallet.
    assert {"share.blue_pay", "fees.blue_pay"} <= set(found["metrics"])


def test_the_paired_interval_is_that_of_one_question_about_both(store: StoreRun) -> None:
    # The same two regimes, once stored apart and once asked together.
    apart = [store(name, regimes=(name,), replications=5) for name in ("walls", "doors")]
    [point] = compared(*apart)["points"]
    loaded = load(GARDENS / "compare_two.yaml", ("traffic.checkouts=300",))
    together = what_if.run(loaded, Options(replications=5, jobs=1, has_assumption_range=False))
    [contrast] = together.document["points"][0]["contrasts"]
    assert point["contrasts"][0]["metrics"] == contrast["metrics"]
    assert (point["contrasts"][0]["baseline"], point["contrasts"][0]["regime"]) == (
        "walls",
        "doors",
    )
    assert point["divergence"] is not None


def test_an_answer_is_identical_with_itself(base: Path) -> None:
    found = compared(base, base)
    assert {success(point)["verdict"] for point in found["points"]} == {"identical"}
    assert found["scenario_difference"] == []
    assert all(point["divergence"] is None for point in found["points"])


def test_a_longer_answer_is_compared_over_what_both_have(base: Path, store: StoreRun) -> None:
    found = compared(base, store("longer", replications=5))
    for point in found["points"]:
        assert success(point)["verdict"] == "identical"
        assert (point["replications"], point["pair"]["replications"]) == (3, [3, 3])
        one, other = point["cases"]
        assert one["outcomes"] == other["outcomes"]
        assert one["checkouts"] == other["checkouts"] == 900


def test_other_seeds_are_independent(base: Path, store: StoreRun) -> None:
    found = compared(base, store("other", seed=2))
    level = found["metrics"]["success_rate"]["confidence"]
    for point in found["points"]:
        assert not point["pair"]["paired"]
        assert point["pair"]["because"] == "their seeds are 1 and 2"
        sides = [
            Estimate(
                **{end: case["metrics"]["success_rate"][end] for end in ("mean", "low", "high")}
            )
            for case in point["cases"]
        ]
        difference = success(point)["difference"]
        expected = independent_difference(
            sides[0], sides[1], SampleSizes(3, 3), difference["of"], level
        )
        assert difference == expected.as_json()
        assert success(point)["variance_cut"] is None
        assert point["divergence"] is None


def test_other_shoppers_of_one_seed_are_paired_and_it_is_said(base: Path, store: StoreRun) -> None:
    found = compared(base, store("other", "audiences.everyone.favourites.red_pay=9"))
    assert found["points"][0]["pair"]["paired"]
    assert found["points"][0]["pair"]["because"] == "same seed, although the shoppers differ"


def test_other_arrivals_cannot_be_matched(base: Path, store: StoreRun) -> None:
    [point, _] = compared(base, store("fewer", "traffic.checkouts=200"))["points"]
    assert point["divergence"] is None
    assert point["no_divergence"] == "their checkouts arrive at other times"


def test_documents_alone_are_independent_although_the_seed_is_the_same(
    base: Path, store: StoreRun, tmp_path: Path
) -> None:
    printed = shutil.copy(base / RESULT, tmp_path / "printed.json")
    found = compared(Path(printed), store("harder", HARDER))
    assert found["scenario_difference"] is None
    assert not found["points"][1]["pair"]["paired"]
    assert "not at hand, although the seed is the same" in found["points"][1]["pair"]["because"]
    assert "A has no manifest" in found["warnings"]
    assert success(found["points"][1])["difference"]["mean"] < 0


def test_few_replications_leave_it_undecided(store: StoreRun) -> None:
    one = compared(store("a", replications=1), store("b", HARDER, replications=1))
    assert success(one["points"][1])["verdict"] == "undecided"
    assert success(one["points"][1])["difference"]["low"] is None


def test_answers_of_other_rules_are_paired_and_not_run_again(base: Path, store: StoreRun) -> None:
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
    assert found["warnings"] == ["B was made by other rules than these (version 0.0.9)"]
    assert found["points"][1]["pair"]["replications"] == [3, 3]
    assert found["points"][1]["no_divergence"] == "one of them cannot be run again by this version"


def test_what_a_reader_should_know_is_said_first(base: Path, store: StoreRun) -> None:
    found = compared(base, store("one", scenario="one_regime.yaml"))
    assert found["warnings"] == [
        "different scenarios: `compare_two` and `one_regime`",
        "A has regimes without a counterpart: it has walls, doors",
    ]
    found = compared(base, store("scaled", "scale=10"))
    assert found["warnings"] == ["one simulated checkout stands for 1 in A and for 10 in B"]


def test_where_they_part_is_told_with_its_moves_and_commands(base: Path, store: StoreRun) -> None:
    found = compared(base, store("harder", HARDER))
    where = found["points"][1]["divergence"]
    assert where["differs"]["outcome"] == {"a": "paid", "b": "insufficient_funds"}
    assert where["moves"]["newly_lost"].keys() == {"insufficient_funds"}
    assert where["moves"]["checkouts"] == 300
    words = shlex.split(where["explain"]["b"])
    assert words[:2] == ["sandbox", "explain"]
    assert Path(words[2]).is_file()
    assert words[3:9:2] == ["--checkout", "--replication", "--seed"]
    assert words[-5:] == ["doors", "--set", "traffic.checkouts=300", "--set", HARDER]


def test_answers_without_a_common_regime_are_a_usage_error(base: Path, store: StoreRun) -> None:
    other = store("shut", scenario="compare_three.yaml", regimes=("shut",))
    with pytest.raises(UsageError) as caught:
        compared(base, other)
    assert "no regime is in both" in str(caught.value)
    assert "has `walls`, `doors`" in str(caught.value)
    assert caught.value.hint == "run each with one `--regime`, or with a common one"


def test_looking_repeatedly_on_one_side_is_looking_repeatedly(base: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(base, tmp_path / "again")
    document = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    document["inference"]["looks"] = "repeatedly"
    (folder / RESULT).write_text(json.dumps(document), encoding="utf-8")
    inference = compared(base, folder)["inference"]
    assert (inference["looks"], inference["replications_least"]) == ("repeatedly", 20)


def test_what_a_user_calls_practically_nothing_is_kept(store: StoreRun) -> None:
    one, other = (
        store(n, "practically={success_rate: 90pp}", *more)
        for n, more in (("a", ()), ("b", (HARDER,)))
    )
    found = compared(one, other)
    assert found["inference"]["practically"] == {"success_rate": 0.9}
    assert success(found["points"][1])["threshold"] == 0.9
