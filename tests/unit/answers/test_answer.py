from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from sandbox.answers import table
from sandbox.answers.answer import Answer
from sandbox.answers.gates import Consequence, GateOutcome, GateStatus

Made = Callable[..., Answer]


def test_a_repr_is_short_whatever_was_asked(ran: Made, studied: Made) -> None:
    for answer in (ran("compare_two"), studied("swept")):
        assert len(repr(answer)) < 500
    long = replace(
        ran("compare_two"), document={**ran("compare_two").document, "question": "x" * 9_999}
    )
    assert len(repr(long)) < 500
    assert repr(ran("compare_two")).startswith("<Answer to 'Does the mall sell more")


def test_it_gives_its_document_and_its_rows(ran: Made) -> None:
    answer = ran("compare_two")
    assert answer.as_json() is answer.document
    assert answer.to_rows() == table.rows(answer.document)
    assert json.loads(json.dumps(answer.document)) == answer.document


def test_a_notebook_shows_what_its_display_makes_of_the_document(ran: Made) -> None:
    answer = ran("compare_two")
    assert answer._repr_html_() == ""
    shown = replace(answer, display=lambda document: f"<p>{document['name']}</p>")
    assert shown._repr_html_() == "<p>compare_two</p>"


@pytest.mark.parametrize(
    ("status", "undecided", "has_failed"),
    [
        (GateStatus.PASS, Consequence.FAIL, False),
        (GateStatus.FAIL, Consequence.PASS, True),
        (GateStatus.UNDECIDED, Consequence.WARN, False),
        (GateStatus.UNDECIDED, Consequence.FAIL, True),
    ],
)
def test_it_fails_as_its_gates_do(
    status: GateStatus, undecided: Consequence, has_failed: bool
) -> None:
    gates = (GateOutcome("a", GateStatus.PASS, "b"), GateOutcome("c", status, "d"))
    assert Answer({}, gates=gates, undecided=undecided).has_failed is has_failed
