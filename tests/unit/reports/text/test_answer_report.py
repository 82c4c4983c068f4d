from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Block, Heading, Paragraph, Table
from sandbox.reports.text import answer_report as module
from sandbox.reports.text.answer_report import DETAILS, LINES_MAX, report
from sandbox.reports.text.layout import render

Made = Callable[..., Answer]
HOW = HowMade("x.yaml", "sandbox run x.yaml")


def page_of(answer: Answer, **changes: object) -> list[Block]:
    return report(View({**answer.document, **changes}), HOW)


def kinds(page: list[Block]) -> list[str]:
    """Return the blocks of a report by what they are."""
    return [
        block.text.split(":")[0] if isinstance(block, Heading) else type(block).__name__
        for block in page
    ]


def facts_of(page: list[Block]) -> dict[str, str]:
    (table,) = [
        b for b in page if isinstance(b, Table) and any(row[0] == "again" for row in b.rows)
    ]
    return {row[0]: row[1] for row in table.rows}


def test_the_question_comes_first_and_without_its_remarks(ran: Made) -> None:
    assert page_of(ran("compare_two"))[0] == Heading("Does the mall sell more with its doors open?")


def test_a_question_without_words_begins_with_the_answer(studied: Made) -> None:
    assert kinds(page_of(studied("one_regime_swept")))[0] == "Paragraph"


def test_the_answer_is_that_of_the_findings(ran: Made) -> None:
    for name in ("compare_two", "compare_three", "walk", "one_regime"):
        view = View(ran(name).document)
        (said,) = sentences(view)
        (told,) = [b for b in report(view, HOW) if isinstance(b, Paragraph)][:1]
        assert told.lead.removesuffix(":") == said.lead
        assert told.text.lower() == said.text.lower()


@pytest.mark.parametrize("name", ["one_regime", "service", "walk", "queue", "identical"])
def test_a_report_fits_a_screen_where_it_can(ran: Made, name: str) -> None:
    assert len(render(page_of(ran(name))).splitlines()) <= LINES_MAX


def test_what_a_screen_has_no_room_for_is_folded_and_said(
    ran: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = page_of(ran("compare_two"))
    assert isinstance(short[-1], Paragraph)
    assert short[-1].text == "(what is left out here is in --json and --html)"
    monkeypatch.setattr(module, "LINES_MAX", 100)
    whole = page_of(ran("compare_two"))
    assert not isinstance(whole[-1], Paragraph)
    assert "success by" in render(whole)


def test_nothing_is_said_to_be_left_out_where_nothing_is(
    studied: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LINES_MAX", 5)
    assert isinstance(page_of(studied("swept"))[-1], Table)


@pytest.mark.parametrize("number", range(len(DETAILS)))
def test_a_named_party_is_in_a_table_whatever_the_room(
    ran: Made, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(module, "DETAILS", (DETAILS[number],))
    answer = ran("compare_two")
    labels = {cell for b in page_of(answer) if isinstance(b, Table) for r in b.rows for cell in r}
    for party in answer.document["named"]:
        assert any(label.rpartition(".")[2] == party or label == party for label in labels)


def test_a_party_of_the_scenario_itself_is_too(ran: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DETAILS", (DETAILS[-1],))
    found = [b.columns[0].heading for b in page_of(ran("one_regime")) if isinstance(b, Table)]
    assert "wallets" in found
    assert "tiny_pay" in render(page_of(ran("one_regime")))
    told = [b.columns[0].heading for b in page_of(ran("queue"), own=[]) if isinstance(b, Table)]
    assert "wallets" not in told


def test_failing_expectations_come_before_the_answer(studied: Made) -> None:
    page = page_of(studied("two_regimes"))
    assert kinds(page)[1] == "Expectations"
    answer = next(k for k, b in enumerate(page) if isinstance(b, Paragraph) and b.lead == "Better:")
    assert kinds(page).index("Expectations") < answer


def test_undecided_ones_come_first_only_where_they_break_the_build(studied: Made) -> None:
    answer = studied("few_replications")
    strict, mild = page_of(answer, undecided="fail"), page_of(answer)
    assert kinds(strict)[1] == "Expectation"
    assert kinds(mild)[1:3] == ["Paragraph", "Expectation"]
    assert "1 undecided, which fails here" in render(strict)
    assert "1 undecided, which only warns here" in render(mild)


def test_expectations_that_hold_are_one_fact(studied: Made) -> None:
    page = page_of(studied("swept"))
    assert "Expectations" not in kinds(page)
    assert facts_of(page)["expected"] == "all 2 expectations hold"


def test_what_was_looked_for_is_answered_before_the_comparison(studied: Made) -> None:
    found = {"cheapest": {"rules": ["mall_takes_blue_pay"], "cost": 1.0}}
    page = page_of(studied("budget"), found=found)
    leads = [block.lead for block in page if isinstance(block, Paragraph)]
    assert leads[:2] == ["cheapest:", "Undecided:"]


def test_success_through_time_is_one_fact(ran: Made) -> None:
    assert facts_of(page_of(ran("compare_two")))["by time"].startswith("success A ")


def test_a_route_has_a_table_where_there_are_several(ran: Made) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("one_regime").document))
    (case,) = document["points"][0]["cases"]
    route = {"attempts": 2, "approvals": 1, "approval_rate": 0.5, "share": 0.5}
    case["by_route"] = {"first": route, "second": route}
    headings = [b.columns[0].heading for b in report(View(document), HOW) if isinstance(b, Table)]
    assert "routes" in headings
