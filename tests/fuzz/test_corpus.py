"""What was found once stays mended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.corpus import CORPUS, entries, keep, read_entry
from tests.fuzz.judge import Answer, Verdict
from tests.fuzz.mutation import Case
from tests.fuzz.trees import Quoted

ROOT = Path(__file__).resolve().parents[2]
CI_SEED = "20240927"


def campaign(*arguments: str, checks_indices: bool) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NUMBA_BOUNDSCHECK": str(int(checks_indices))}
    command = [sys.executable, "-m", "tests.fuzz", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_no_entry_of_the_corpus_is_a_finding_again() -> None:
    assert entries()
    answer = campaign("--minutes", "0", checks_indices=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.slow
def test_a_bounded_number_of_mutants_shows_nothing_new(tmp_path: Path) -> None:
    for path in entries():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    bounds = ("--mutants", "4000", "--minutes", "1.5", "--seed", CI_SEED)
    answer = campaign(*bounds, "--corpus", str(tmp_path), checks_indices=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "mutants" in answer.stdout


def test_an_entry_is_read_as_it_was_kept(tmp_path: Path) -> None:
    case = Case({"a": {"b": [Quoted("\x1b[2J"), "5s"]}}, ("--set", "a.b='x y'"))
    path = keep(case, Verdict(Answer.FINDING, "too slow: x"), 7, tmp_path)
    assert read_entry(path) == case
    assert path.read_text(encoding="utf-8").startswith("# seed 7: too slow: x\n")
    assert path.name.startswith("too_slow_x_")


def test_every_entry_says_what_it_was() -> None:
    assert all(path.read_text(encoding="utf-8").startswith("# ") for path in entries(CORPUS))
