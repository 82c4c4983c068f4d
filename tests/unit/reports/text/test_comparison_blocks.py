from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Block, Paragraph, Table
from sandbox.reports.text.answer_report import report
from sandbox.reports.text.comparison_blocks import blocks, differs, pairs
from sandbox.reports.text.layout import render
from sandbox.studies.comparison.comparison import compare
from sandbox.studies.store.stored_runs import open_run

Ran = Callable[..., Answer]
DEARER = ("wallets.blue_pay.fee=2%",)


@pytest.fixture
def compared(ran: Ran, tmp_path: Path) -> Callable[..., View]:
    """Compare what `--json` prints of two runs of a question, with changes of the document."""

    def made(name: str, **changes: object) -> View:
        places = []
        for number, overrides in enumerate(((), DEARER)):
            places.append(tmp_path / f"{number}.json")
            document = ran(name, overrides).document
            places[-1].write_text(json.dumps(document), encoding="utf-8")
        found = compare(*(open_run(str(place)) for place in places))
        return View({**found.document, **changes})

    return made


Compared = Callable[..., View]


def text_of(found: View) -> str:
    return render(report(found, HowMade("a.json (A) and b.json (B)", "sandbox compare")))


def paragraphs(found: list[Block]) -> list[str]:
    return [f"{b.lead} {b.text}".strip() for b in found if isinstance(b, Paragraph)]


def with_pair(found: View, **changes: object) -> View:
    points: list[dict[str, Any]] = [dict(point) for point in found.points]
    points[-1] |= changes
    return View({**found.document, "points": points})


def test_each_pair_has_its_sentence_and_says_which_it_is(compared: Compared) -> None:
    found = compared("compare_two")
    said = sentences(found)
    assert [each.lead.rpartition(" ")[2] for each in said] == ["(walls)", "(doors)"]
    assert all(f"{each.lead}:" in text_of(found) for each in said)


def test_the_page_begins_with_what_is_compared(compared: Compared) -> None:
    assert text_of(compared("one_regime")).startswith("a.json (A) and b.json (B)\n")


def test_both_answers_have_a_row(compared: Compared) -> None:
    first, *_ = blocks(compared("compare_two"))
    assert isinstance(first, Table)
    assert [row[:4] for row in first.rows] == [
        ["A", "compare_two", "1", "5"],
        ["B", "compare_two", "1", "5"],
    ]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (None, "What differs in the scenarios is not known: one of them is not stored."),
        ([], "The scenarios are the same."),
        ([{"path": "seed", "before": "1", "after": None}], "1 difference in the scenario\n"),
    ],
)
def test_what_differs_in_the_scenarios_is_told(
    compared: Compared, changes: list[dict[str, object]] | None, text: str
) -> None:
    assert text in text_of(compared("compare_two", scenario_difference=changes))


def test_many_differences_are_cut(compared: Compared) -> None:
    changes = [{"path": f"p{k}", "before": k, "after": k + 1} for k in range(25)]
    found = list(blocks(compared("compare_two", scenario_difference=changes)))
    assert "and 5 more, which --json lists" in paragraphs(found)


def test_the_first_difference_is_told_with_its_stories(compared: Compared) -> None:
    where = {
        "replication": 0,
        "checkout": 1_008,
        "arrives": "2024-01-01T20:00:15",
        "differs": {
            "outcome": {"a": "switch_refused", "b": "paid"},
            "wallet": {"a": None, "b": "blue_pay"},
            "attempts": {"a": 0, "b": 1},
        },
        "explain": {"a": "sandbox explain a", "b": "sandbox explain b"},
        "moves": {"rescued": {"switch_refused": 2, "link_blocked": 1}, "newly_lost": {}},
    }
    found = list(blocks(with_pair(compared("one_regime"), divergence=where)))
    (table,) = [b for b in found if isinstance(b, Table) and not b.columns[0].heading][1:]
    assert [list(row) for row in table.rows] == [
        ["outcome", "switch refused", "paid"],
        ["wallet", "–", "blue_pay"],
        ["attempts", "0", "1"],
    ]
    told = paragraphs(found)
    assert told[-4] == (
        "First difference: checkout 1,008 of replication 0, which arrives at 2024-01-01T20:00:15."
    )
    assert told[-3:-1] == ["sandbox explain a", "sandbox explain b"]
    assert told[-1] == (
        "In replication 0, 3 checkouts paid in B were lost in A (2 switch refused and "
        "1 link blocked)."
    )


def test_why_none_was_looked_for_is_told_of_pairs_only(compared: Compared) -> None:
    found = compared("one_regime")
    pair = found.points[0]["pair"]
    told = with_pair(found, no_divergence="they differ", pair={**pair, "paired": True})
    assert "First difference: not looked for, because they differ." in paragraphs(
        list(blocks(told))
    )
    # That independent answers have none follows from what is said of them already.
    apart = with_pair(found, no_divergence="they differ", pair={**pair, "paired": False})
    assert not any("First" in text for text in paragraphs(list(blocks(apart))))


def test_a_pair_in_which_nothing_differs_has_no_tables(compared: Compared) -> None:
    shut, opened = (pair for _, pair in pairs(compared("compare_two")))
    assert (differs(shut), differs(opened)) == (False, True)


def test_whether_replications_belong_together_is_a_fact(compared: Compared) -> None:
    assert "5 replications, taken to be independent:" in text_of(compared("one_regime"))
