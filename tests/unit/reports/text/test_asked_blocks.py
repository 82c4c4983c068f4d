from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.verdicts import Verdict
from sandbox.reports.findings.english import IN_FULL, IN_SHORT
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Block, Heading, Paragraph, Table
from sandbox.reports.text.asked_blocks import POINTS_SHOWN, asked_tables

Made = Callable[..., Answer]


def split(blocks: list[Block]) -> tuple[list[Table], list[str]]:
    """Return the tables, and the texts around them."""
    found = [block for block in blocks if isinstance(block, Table)]
    return found, [b.text for b in blocks if isinstance(b, Paragraph | Heading)]


def tables(answer: Answer, *, in_full: bool = True) -> tuple[list[Table], list[str]]:
    return split(list(asked_tables(View(answer.document), in_full=in_full)))


def test_two_regimes_have_a_row_for_each_metric_with_interval_and_verdict(studied: Made) -> None:
    answer = studied("two_regimes")
    (table,), notes = tables(answer)
    headings = [column.heading for column in table.columns]
    assert headings == ["metric", "A", "B", "B – A", "verdict", "95 % interval"]
    assert [row[0] for row in table.rows] == list(answer.document["metrics"])
    assert [row[4] for row in table.rows] == ["better", "better", "better", "better", "worse"]
    assert notes == ["(amounts per replication of 1,000 checkouts)"]


def test_every_number_of_a_row_has_the_digits_of_its_metric(studied: Made) -> None:
    answer = studied("two_regimes")
    (table,), _ = tables(answer)
    view = View(answer.document)
    for row in table.rows:
        gauge = view.gauge(row[0])
        found = answer.document["points"][0]["contrasts"][0]["metrics"][row[0]]["difference"]
        assert row[3] == gauge.change(found["mean"])
        bounds = gauge.bounds(found["low"], found["high"])
        assert row[5] == ("exact" if found["low"] == found["high"] else bounds)


def test_one_metric_of_two_regimes_is_in_the_sentence_already(studied: Made) -> None:
    assert tables(studied("budget")) == ([], [])


def test_several_regimes_have_a_row_each_and_in_short_a_column(studied: Made) -> None:
    (whole,), _ = tables(studied("several_regimes"))
    assert [row[1] for row in whole.rows] == ["A", "B", "C", "D"] * 4
    assert [row[4] for row in whole.rows[:4]] == ["baseline", "identical", "better", "better"]
    (headline, others), _ = tables(studied("several_regimes"), in_full=False)
    assert len(headline.rows) == 4
    assert [column.heading for column in others.columns][1:] == ["A", "B – A", "C – A", "D – A"]
    # A decided difference needs no word, the others say theirs.
    assert [cell.split(" ")[1:] for cell in others.rows[0][2:]] == [["identical"], [], []]


def test_a_sweep_has_a_row_for_each_point_and_bars_below(studied: Made) -> None:
    (table,), (heading, note) = tables(studied("swept"))
    assert heading == "B against A by wallets.blue_pay.fee"
    assert [row[0] for row in table.rows] == ["0%", "2%", "8%", "20%", ""]
    assert table.rows[0][3] == "0 same"
    assert table.rows[-1][1:] == ["▄▄▄▄", "▄▄▄▄", "▁▂▄█"]
    assert note.startswith("(amounts per replication of 1,000 checkouts; same: practically")


def test_a_sweep_of_one_regime_shows_values(studied: Made) -> None:
    (table,), texts = tables(studied("one_regime_swept"))
    assert texts[0] == "by choice.goes_elsewhere and wallets.red_pay.latency"
    assert table.labels == 2
    assert table.rows[3][:3] == ["100%", "3s", "470"]


def test_a_long_sweep_is_cut_and_its_bars_are_not(studied: Made) -> None:
    document: dict[str, Any] = deepcopy(dict(studied("swept").document))
    document["points"] = [
        {**document["points"][k % 4], "settings": {"fee": f"{k}%"}} for k in range(24)
    ]
    (table,), texts = split(list(asked_tables(View(document))))
    assert len(table.rows) == POINTS_SHOWN + 1
    assert len(table.rows[-1][1]) == 24
    assert "8 more points are in --json; bars show all" in texts[-1]


def test_one_regime_has_values_with_intervals(studied: Made) -> None:
    (table,), (note,) = tables(studied("one_regime"))
    assert table.rows[0] == ["success_rate", "47.1 %", "44.2 to 50.1 %"]
    assert note == "(counts per replication of 1,000 checkouts)"


def test_a_short_word_is_explained_wherever_it_stands(ran: Made) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("compare_two").document))
    metrics = document["points"][0]["contrasts"][0]["metrics"]
    for verdict in Verdict:
        for found in metrics.values():
            found["verdict"] = verdict.value
        (table,), (note,) = split(list(asked_tables(View(document))))
        word = IN_SHORT.get(verdict, verdict.value)
        assert {row[4] for row in table.rows} == {word}
        explained = [full for key, full in IN_FULL.items() if word.endswith(key)]
        assert bool(explained) is (word != verdict.value)
        assert all(full in note for full in explained)


@pytest.mark.parametrize(
    ("low", "high", "text"), [(None, None, ""), (0.1, 0.1, "exact"), (0.05, 0.1, "+5.0 to +10.0")]
)
def test_an_interval_is_told_as_it_is(
    ran: Made, low: float | None, high: float | None, text: str
) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("compare_two").document))
    found = document["points"][0]["contrasts"][0]["metrics"]["success_rate"]["difference"]
    found |= {"mean": 0.1, "low": low, "high": high}
    (table,), _ = split(list(asked_tables(View(document))))
    assert table.rows[0][5] == text


def test_what_is_equal_in_a_few_replications_is_not_exact(studied: Made) -> None:
    (table,), _ = tables(studied("few_replications"))
    (row,) = [row for row in table.rows if row[0] == "open_rate"]
    assert row[3:] == ["+100.0", "undecided", ""]
