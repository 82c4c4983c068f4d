from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.reports.page import Block, Heading, Paragraph, Table
from sandbox.reports.study_tables import POINTS_SHOWN, letter, tables
from sandbox.studies.study_results import StudyResult
from sandbox.studies.sweeps import Point

Studied = Callable[[str], StudyResult]


def split(blocks: list[Block]) -> tuple[list[Table], list[str]]:
    """Return the tables, and the texts around them."""
    found = [block for block in blocks if isinstance(block, Table)]
    return found, [b.text for b in blocks if isinstance(b, Paragraph | Heading)]


def test_two_regimes_have_a_row_for_each_metric(studied: Studied) -> None:
    result = studied("two_regimes")
    (table,), notes = split(list(tables(result)))
    assert [row[0] for row in table.rows] == [str(metric) for metric in result.metrics]
    verdicts = ["better", "better", "better", "close", "worse"]
    assert [row[-1] for row in table.rows] == verdicts
    assert notes == ["(amounts per replication of 1,000 checkouts; close: too close to call)"]


def test_several_regimes_have_a_row_each_and_the_other_metrics_a_column_each(
    studied: Studied,
) -> None:
    (headline, others), _ = split(list(tables(studied("several_regimes"))))
    assert [row[:2] for row in headline.rows] == [
        ["A", "walls"],
        ["B", "same_walls"],
        ["C", "wallet"],
        ["D", "doors"],
    ]
    assert [row[-1] for row in headline.rows] == ["baseline", "identical", "better", "better"]
    assert [column.heading for column in others.columns][1:] == ["A", "B – A", "C – A", "D – A"]
    # A decided difference needs no word, the others say theirs.
    assert [cell.split(" ")[1:] for cell in others.rows[0][2:]] == [["identical"], [], []]


def test_a_sweep_has_a_row_for_each_point_and_bars_below(studied: Studied) -> None:
    (table,), (heading, note) = split(list(tables(studied("swept"))))
    assert heading == "B against A by wallets.blue_pay.fee"
    assert [row[0] for row in table.rows] == ["0%", "2%", "8%", "20%", ""]
    assert table.rows[0][3] == "0 undecided"
    assert table.rows[-1][1:] == ["▄▄▄▄", "▄▄▄▄", "▁▂▄█"]
    assert note == "(amounts per replication of 1,000 checkouts)"


def test_a_sweep_of_one_regime_shows_values(studied: Studied) -> None:
    (table,), texts = split(list(tables(studied("one_regime_swept"))))
    assert texts[0] == "by choice.goes_elsewhere and wallets.red_pay.latency"
    assert table.labels == 2
    assert table.rows[3][:3] == ["100%", "3s", "470"]


def test_a_long_sweep_is_cut_and_its_bars_are_not(studied: Studied) -> None:
    swept = studied("swept")
    points = tuple(
        replace(swept.points[k % 4], point=Point((("fee", f"{k}%"),))) for k in range(24)
    )
    (table,), texts = split(list(tables(replace(swept, points=points))))
    assert len(table.rows) == POINTS_SHOWN + 1
    assert len(table.rows[-1][1]) == 24
    assert "8 more points are in --json; bars show all" in texts[-1]


def test_one_regime_has_values_with_intervals(studied: Studied) -> None:
    (table,), (note,) = split(list(tables(studied("one_regime"))))
    assert table.rows[0] == ["success_rate", "47.1 %", "44.2 to 50.1 %"]
    assert note == "(counts per replication of 1,000 checkouts)"


def test_regimes_beyond_the_alphabet_have_numbers() -> None:
    assert (letter(0), letter(25), letter(26)) == ("A", "Z", "26")
