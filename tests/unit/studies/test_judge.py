from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.gates import Consequence, GateStatus
from sandbox.studies import what_if
from sandbox.studies.options import Options
from tests.house.tree import ROOT

GARDENS = ROOT / "tests" / "golden" / "reports" / "compare_two.yaml"
NOTHING = "success_rate[merchant=red_mall, wallet=blue_pay](walls) >= 0%"


def answer(folder: Path, *sections: str) -> Answer:
    file = folder / "x.study.yaml"
    text = "\n".join([f"study: {GARDENS}", *sections, ""])
    file.write_text(text, encoding="utf-8")
    loaded = what_if.load(file, ("traffic.checkouts=200",))
    return what_if.study(loaded, Options(jobs=1, has_assumption_range=False))


@pytest.mark.parametrize("undecided", Consequence)
def test_a_gate_on_which_nothing_was_counted_fails_whatever_undecided_does(
    tmp_path: Path, undecided: Consequence
) -> None:
    sections = [f'expect: ["{NOTHING}"]', f"undecided: {undecided}", "replications: 5"]
    found = answer(tmp_path, *sections)
    assert [gate.status for gate in found.gates] == [GateStatus.FAIL]
    assert found.gates[0].detail == "nothing was counted that it could be computed from"
    assert found.has_failed


@pytest.mark.parametrize(
    ("replications", "status"), [(4, GateStatus.UNDECIDED), (5, GateStatus.PASS)]
)
def test_a_gate_needs_as_many_replications_as_a_verdict(
    tmp_path: Path, replications: int, status: GateStatus
) -> None:
    gate = "success_rate(doors) - success_rate(walls) >= 2pp"
    found = answer(tmp_path, f'expect: ["{gate}"]', f"replications: {replications}")
    assert [each.status for each in found.gates] == [status]


def test_a_constant_is_decided_from_five_replications_on_however_often_it_is_looked_at(
    tmp_path: Path,
) -> None:
    # As many arrive each time.
    sections = ['expect: ["checkouts(walls) >= 100"]', "budget: {checkouts: 1000000}"]
    few = answer(tmp_path, *sections, "replications: 4")
    enough = answer(tmp_path, *sections, "replications: 5")
    assert [gate.status for gate in few.gates] == [GateStatus.UNDECIDED]
    assert [gate.status for gate in enough.gates] == [GateStatus.PASS]


def test_expectations_share_one_error(tmp_path: Path) -> None:
    gate = "success_rate(doors) >= 10%"
    alone = answer(tmp_path, f'expect: ["{gate}"]', "replications: 5")
    among = answer(
        tmp_path, f'expect: ["{gate}", "paid(doors) >= 1", "paid(walls) >= 1"]', "replications: 5"
    )
    assert alone.question is not None
    assert among.question is not None
    assert alone.question.rule.gates == 0.95
    assert among.question.rule.gates == pytest.approx(1 - 0.05 / 3)
    assert alone.gates[0].detail != among.gates[0].detail
