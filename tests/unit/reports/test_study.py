from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sandbox.reports import study
from sandbox.reports.page import Heading, Paragraph, Table
from sandbox.reports.study import Asked, study_report
from sandbox.studies.study_results import StudyResult

Studied = Callable[[str], StudyResult]


def kinds(result: StudyResult) -> list[str]:
    """Return the blocks of a report by what they are."""
    return [
        block.text.split(":")[0] if isinstance(block, Heading) else type(block).__name__
        for block in study_report(result, Asked("study.yaml"))
    ]


def test_question_and_answer_come_first_and_the_basis_last(studied: Studied) -> None:
    page = study_report(studied("swept"), Asked("study.yaml"))
    assert isinstance(page[0], Heading)
    assert page[0].text == "Up to which fee is Blue Pay welcome at the mall?"
    assert isinstance(page[1], Paragraph)
    assert page[1].lead == "Better at every point:"
    assert isinstance(page[-1], Table)
    assert page[-1].rows[-1][0] == "again"


def test_expectations_stand_before_the_tables_unless_all_hold(studied: Studied) -> None:
    failing, holding = kinds(studied("two_regimes")), kinds(studied("swept"))
    assert failing.index("Expectations") < failing.index("Table")
    assert holding.index("Expectations") > holding.index("Table")


def test_expectations_that_hold_are_one_fact_where_a_screen_is_full(
    studied: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "LINES_MAX", 10)
    page = study_report(studied("swept"), Asked("study.yaml"))
    assert "Expectations" not in kinds(studied("swept"))
    assert isinstance(page[-1], Table)
    assert page[-1].rows[0][0] == "expected"
    assert page[-1].rows[0][1] in ("the expectation holds", "all 2 expectations hold")
    assert "Expectations" in kinds(studied("two_regimes"))


def test_a_study_without_a_question_begins_with_the_answer(studied: Studied) -> None:
    assert kinds(studied("one_regime_swept"))[0] == "Paragraph"


def test_what_was_looked_for_is_answered_before_the_comparison(studied: Studied) -> None:
    class Found:
        def as_json(self) -> dict[str, object]:
            return {"rules": ["mall_takes_blue_pay"], "cost": 1.0}

    found = replace(studied("two_regimes"), found={"cheapest": Found()})
    page = study_report(found, Asked("study.yaml"))
    assert isinstance(page[1], Paragraph)
    assert page[1].lead == "cheapest:"
