from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.reports import console
from sandbox.reports.console import LEFT_OUT, LINES_MAX, run_report
from sandbox.reports.page import Heading, Paragraph, Table
from sandbox.reports.text import render
from sandbox.scenario.loading import Loaded

Ran = Callable[..., RunResult]


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


def test_what_a_screen_has_no_room_for_is_folded_and_said(
    ran: Ran, loaded: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, document = ran("compare_two"), loaded("compare_two").document
    short = run_report(run, document, "x")
    assert short[-1] == Paragraph(LEFT_OUT, indent=2)
    monkeypatch.setattr(console, "LINES_MAX", 100)
    whole = run_report(run, document, "x")
    assert not isinstance(whole[-1], Paragraph)
    assert "success by" in render(whole)
    assert len(render(whole).splitlines()) > LINES_MAX


def test_success_through_time_is_one_fact(ran: Ran, loaded: Callable[..., Loaded]) -> None:
    page = run_report(ran("compare_two"), loaded("compare_two").document, "x")
    facts = {row[0]: row[1] for block in page if isinstance(block, Table) for row in block.rows}
    assert facts["by time"].startswith("success A ")


def test_a_walk_has_a_row_for_each_stage(ran: Ran, loaded: Callable[..., Loaded]) -> None:
    page = run_report(ran("walk"), loaded("walk").document, "x")
    (stages,) = [b for b in page if isinstance(b, Table) and b.columns[0].heading == "from"]
    assert [row[1] for row in stages.rows] == ["walls", "doors"]
    before, after = (float(row[3].removesuffix(" %")) for row in stages.rows)
    assert float(stages.rows[1][5]) == pytest.approx(after - before, abs=0.11)
