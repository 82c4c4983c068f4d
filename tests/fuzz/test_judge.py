"""The judge can say no: each kind of wrong answer is a finding."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sandbox.engines import agreement
from sandbox.engines.agreement import Told
from tests.fuzz import judge
from tests.fuzz.faces import said, shown
from tests.fuzz.judge import Answer, hidden_characters, judged
from tests.fuzz.mutation import Case
from tests.fuzz.trees import Tree

ROOT = Path(__file__).resolve().parents[2]
BLANK: Tree = {"extends": "blank"}
SCRIPT = """
import os, signal
from sandbox.engines.compiled.kernel import kernel
from tests.fuzz import judge, workers
from tests.fuzz.mutation import Case

answer = judge._answer

def faulty(case, path):
    match case.tree.get("seed"):
        case "1":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "2":
            bytearray(2 << 30)
        case "3":
            while True:
                pass
    return answer(case, path)

kernel()
judge._answer = faulty
trees = [{"seed": "0"}, {"seed": "1"}, {"seed": "2"}, {"seed": "3"}, {"scale": "x"}]
tasks = [workers.Task(k, Case({"extends": "blank", **tree})) for k, tree in enumerate(trees)]
team = [workers.Worker(workers.Limits(seconds=4, megabytes=512))]
for task, verdict in workers.judge_all(tasks, team):
    print(task.number, verdict.answer.name, verdict.kind)
team[0].end()
"""


def test_a_valid_world_is_run_on_both_engines(tmp_path: Path) -> None:
    assert judged(Case(BLANK), tmp_path) == (Answer.AGREED, "", "")


def test_a_mistake_is_refused(tmp_path: Path) -> None:
    assert judged(Case({"extends": "blank", "scale": "x"}), tmp_path).answer is Answer.REFUSED


def test_engines_that_disagree_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_off(engine: object, world: object, key: object) -> Told:
        told = judge_told(engine, world, key)  # type: ignore[arg-type]  # handed on as they come
        if getattr(engine, "name", "") == "compiled":
            told.record["counters"][0] += 1
        return told

    judge_told = agreement.told_by
    monkeypatch.setattr(judge, "told_by", one_off)
    verdict = judged(Case(BLANK), tmp_path)
    assert verdict.answer is Answer.FINDING
    assert verdict.kind.startswith("the engines disagree: counters")


def test_a_ledger_that_lost_a_fen_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def poorer(engine: object, world: object, key: object) -> Told:
        told = judge_told(engine, world, key)  # type: ignore[arg-type]  # handed on as they come
        cells = np.array(told.record["balances"])
        cells[0] -= 1
        return Told(told.settings, {**told.record, "balances": cells}, told.rows)

    judge_told = agreement.told_by
    monkeypatch.setattr(judge, "told_by", poorer)
    assert judged(Case(BLANK), tmp_path).kind == "the ledger does not sum to zero"


def test_a_traceback_is_found_and_named_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "_small", lambda document, regime, _count: document / regime)
    assert judged(Case(BLANK), tmp_path).kind.startswith("TypeError in ")


def test_a_case_that_ends_its_process_is_found_and_others_go_on() -> None:
    command = [sys.executable, "-c", SCRIPT]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line.strip() for line in answer.stdout.splitlines()]
    assert len(lines) == 5, answer.stderr
    assert lines[:2] == ["0 AGREED", "1 FINDING died by SIGSEGV"]
    assert lines[2].startswith("2 FINDING MemoryError in ")
    assert lines[3:] == ["3 FINDING too slow", "4 REFUSED"]


def test_commands_are_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text("extends: blank\nscale: x\n", encoding="utf-8")
    answer = said(["validate", "case.yaml"])
    assert answer.code == 3
    assert "`scale`" in answer.talk
    assert shown(["validate", "case.yaml"]) is None


def test_hidden_characters_are_seen() -> None:
    assert hidden_characters("a\tb\n淘宝 ¥5") == ""
    assert hidden_characters("a\x1b[2J\u202e") == "\\x1b\\u202e"
