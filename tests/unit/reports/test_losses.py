from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.reports import losses
from sandbox.reports.losses import MENU_ASSUMPTION, endings, sales
from sandbox.vocabulary import Outcome

Ran = Callable[..., RunResult]


def share(cell: str) -> float:
    return float(cell.removesuffix(" %"))


def test_the_shares_of_all_ends_add_up(ran: Ran) -> None:
    table = endings(ran("compare_two"))
    for column in (1, 2):
        parts = [share(row[column]) for row in table.rows if not row[0].startswith("  ")]
        assert abs(sum(parts) - 100) <= 0.05 * (len(Outcome) + 1)


def test_the_change_is_that_of_the_shares(ran: Ran) -> None:
    for row in endings(ran("compare_two")).rows:
        assert abs(share(row[2]) - share(row[1]) - float(row[3])) < 0.1001


def test_three_regimes_leave_no_room_for_a_change(ran: Ran) -> None:
    headings = [column.heading for column in endings(ran("compare_three")).columns]
    assert headings == ["where they end", "A", "B", "C", ""]


def test_additional_sales_are_new_or_moved(ran: Ran) -> None:
    run = ran("compare_two")
    facts = dict(sales(run))
    numbers = [int(word.replace(",", "")) for word in facts["sales"].split() if word[0].isdigit()]
    additional, new, moved = numbers
    walls, doors = run.regimes
    paid = [int(r.counts("by_stage")[:, Outcome.PAID].sum()) for r in (walls, doors)]
    assert additional == paid[1] - paid[0] == new + moved


def test_a_menu_gain_comes_with_its_assumption(ran: Ran) -> None:
    assert dict(sales(ran("compare_two")))["assumed"] == f"by construction, {MENU_ASSUMPTION}"
    assert "assumed" not in dict(sales(ran("identical")))
    assert "assumed" not in dict(sales(ran("compare_two", ("compare=[doors, walls]",))))


def test_lost_sales_are_told_as_such(ran: Ran) -> None:
    told = dict(sales(ran("compare_two", ("compare=[doors, walls]",))))["sales"]
    assert "fewer are paid" in told
    assert "lost to all" in told


def test_where_nobody_pays_there_are_no_sales(ran: Ran) -> None:
    assert dict(sales(ran("service"))) == {}


def test_causes_that_change_most_stay_and_the_others_are_summed(ran: Ran) -> None:
    whole, short = endings(ran("compare_two")), endings(ran("compare_two"), 3)
    names = [row[0] for row in short.rows]
    assert names[:2] == ["paid", "opened"]
    assert set(names[2:-1]) == {"link blocked", "link abandoned", "no common wallet"}
    assert names[-1].endswith(" more causes")
    for column in (1, 2):
        sums = [sum(share(row[column]) for row in table.rows) for table in (whole, short)]
        assert abs(sums[0] - sums[1]) < 0.5


def test_one_cause_alone_keeps_its_name(ran: Ran) -> None:
    run = ran("compare_two")
    lost = [row[0] for row in endings(run).rows if row[0] not in ("paid", "opened", "other causes")]
    assert [row[0] for row in endings(run, len(lost) - 1).rows] == [
        row[0] for row in endings(run).rows
    ]


def test_one_regime_keeps_its_largest_causes(ran: Ran) -> None:
    table = endings(ran("one_regime"), 1)
    assert [row[0] for row in table.rows][1] == "no common wallet"


def test_many_regimes_leave_no_room_for_meanings(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losses, "MEANING_REGIMES", 2)
    table = endings(ran("compare_three"))
    assert [column.heading for column in table.columns] == ["where they end", "A", "B", "C"]
    assert {len(row) for row in table.rows} == {4}
