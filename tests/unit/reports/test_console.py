from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.measures.results import RunResult
from sandbox.reports.console import run_report
from sandbox.reports.page import Heading, Table
from sandbox.reports.text import render
from sandbox.scenario.loading import Loaded

Ran = Callable[..., RunResult]
LINES_MAX = 52  # a screen and a bit; a product manager reads no more


def test_the_question_comes_first_and_without_its_remarks(
    ran: Ran, loaded: Callable[..., Loaded]
) -> None:
    page = run_report(ran("compare_two"), loaded("compare_two").document, "x")
    assert page[0] == Heading("Does the mall sell more with its doors open?")


@pytest.mark.parametrize(
    "name", ["compare_two", "compare_three", "one_regime", "service", "walk", "queue"]
)
def test_a_report_is_short(ran: Ran, loaded: Callable[..., Loaded], name: str) -> None:
    text = render(run_report(ran(name), loaded(name).document, f"{name}.yaml"))
    assert len(text.splitlines()) <= LINES_MAX


def test_a_walk_has_a_row_for_each_stage(ran: Ran, loaded: Callable[..., Loaded]) -> None:
    page = run_report(ran("walk"), loaded("walk").document, "x")
    (stages,) = [b for b in page if isinstance(b, Table) and b.columns[0].heading == "from"]
    assert [row[1] for row in stages.rows] == ["walls", "doors"]
    before, after = (float(row[3].removesuffix(" %")) for row in stages.rows)
    assert float(stages.rows[1][5]) == pytest.approx(after - before, abs=0.11)
