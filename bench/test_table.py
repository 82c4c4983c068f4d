"""The table that the README shows can be printed, at a size that takes no time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.figures import FIGURES, Row, memory, millions, power, seconds
from bench.stopwatch import Times
from bench.table import as_table, machine
from bench.workloads import ROOT, SMOKE

SLOW_TO_START = {"first_and_cached_start", "start_up"}  # measured by test_start.py in this session


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in SLOW_TO_START])
def test_every_figure_can_be_measured(name: str) -> None:
    row = FIGURES[name](SMOKE)
    assert row.what
    assert any(sign.isdigit() for sign in row.figure)


def test_memory_is_told_with_its_checkouts() -> None:
    row = memory(4)
    assert row.what == "peak memory, 10⁴ checkouts, no trace"
    assert 50 < int(row.figure.split()[0]) < 400


def test_figures_are_medians_with_the_best_in_brackets() -> None:
    times = Times((2.0, 1.0, 4.0))
    assert millions(4e6, times) == "2.00 million (4.00)"
    assert seconds(times) == "2.00 s (1.00)"
    assert seconds(Times((2.0,))) == "2.00 s"
    assert power(10) == "10¹⁰"


def test_rows_are_lines_of_markdown() -> None:
    assert as_table([Row("speed", "3", "2")]).splitlines() == [
        "| what | figure | asked: at least, aim |",
        "| --- | --- | --- |",
        "| speed | 3 | 2 |",
    ]


def test_the_machine_is_told_without_its_name() -> None:
    assert "cores" in machine()
    assert f"Python {sys.version_info.major}." in machine()


def test_an_unknown_figure_is_refused_with_the_known_ones() -> None:
    command = [sys.executable, "-m", "bench.table", "nonsense"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "no figure nonsense; figures: canonical, " in answer.stderr
