from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Paragraph, Table
from sandbox.reports.text.walk import stages

Ran = Callable[..., Answer]


def test_a_stage_shows_its_step_on_the_same_shoppers(ran: Ran) -> None:
    document = ran("walk").document
    table, note = stages(View(document))
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == ["walls", "doors"]
    assert list(table.rows[0][4:]) == ["", "", ""]
    (step,) = document["points"][0]["stages"]
    change = step["success_rate"]["difference"]
    shown, verdict, bounds = table.rows[1][4:]
    assert float(shown) == pytest.approx(100 * change["mean"], abs=0.051)
    assert verdict == step["success_rate"]["verdict"] == "better"
    low, high = (float(end) for end in bounds.split(" to "))
    assert (low, high) == pytest.approx((100 * change["low"], 100 * change["high"]), abs=0.051)
    # It is not what the means of both stages differ by: other shoppers came, at other times.
    before, after = (float(row[3].removesuffix(" %")) for row in table.rows)
    assert abs(after - before - float(shown)) > 0.2
    assert isinstance(note, Paragraph)
    assert "on the same shoppers" in note.text


def test_nobody_walks_in_a_comparison(ran: Ran) -> None:
    assert list(stages(View(ran("compare_two").document))) == []
