"""A failing statistical test says which seed it failed under."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT

STATISTICAL = """
def test_lucky(seed):
    assert seed == 7

def test_exact():
    assert False
"""


def test_the_seed_is_printed_on_failure_and_can_be_given(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(STATISTICAL, encoding="utf-8")
    assert "repeat with --seed 8" in run_pytest(tmp_path, "--seed=8")
    assert "repeat with" not in run_pytest(tmp_path, "--seed=7")


def run_pytest(place: Path, *arguments: str) -> str:
    plain = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-c",
        str(place / "none.ini"),
    ]
    (place / "none.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [*plain, *arguments, str(place)]
    answer = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    return answer.stdout
