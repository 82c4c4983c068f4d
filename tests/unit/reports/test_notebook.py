from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.findings.view import View
from sandbox.reports.notebook import ROWS_SHOWN, answer_html

Made = Callable[..., Answer]


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html).replace("&#x27;", "'")


@pytest.mark.parametrize("name", ["compare_two", "compare_three", "one_regime", "walk"])
def test_it_says_what_every_report_says(ran: Made, name: str) -> None:
    document = ran(name).document
    for sentence in sentences(View(document)):
        told = plain(answer_html(document)).lower()
        assert f"{sentence.lead}: {sentence.text}".removeprefix(": ").lower() in told


def test_every_asked_metric_has_a_row(ran: Made) -> None:
    document = ran("compare_two").document
    found = answer_html(document)
    rows = re.findall('<th scope="row">(.*?)</th>', found)
    assert rows == list(document["metrics"])
    assert found.count("<table>") == 1
    heads = re.findall('<th scope="col">(.*?)</th>', found)
    assert heads == ["metric", "A", "B", "B – A", "verdict", "95 % interval"]


def test_points_of_a_sweep_have_rows_of_their_own(studied: Made) -> None:
    found = answer_html(studied("swept").document)
    assert "success_rate (fee=20%)" in found
    assert len(re.findall('<th scope="row">', found)) == 4 * 3


def test_a_long_sweep_is_cut(studied: Made) -> None:
    document = dict(studied("swept").document)
    document["points"] = [*document["points"]] * 5
    found = answer_html(document)
    assert len(re.findall('<th scope="row">', found)) == ROWS_SHOWN
    assert f"{60 - ROWS_SHOWN} more" in found


def test_text_of_a_scenario_is_no_markup(ran: Made) -> None:
    found = answer_html({**ran("one_regime").document, "question": "<script>alert(1)</script>"})
    assert "<script>" not in found
