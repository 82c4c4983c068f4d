from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.text.endings import endings
from sandbox.vocabulary import Outcome

Ran = Callable[..., Answer]


def view(answer: Answer) -> View:
    return View(answer.document)


def share(cell: str) -> float:
    return float(cell.removesuffix(" %"))


def test_the_shares_of_all_ends_add_up(ran: Ran) -> None:
    table = endings(view(ran("compare_two")))
    for column in (1, 2):
        parts = [share(row[column]) for row in table.rows if not row[0].startswith("  ")]
        assert abs(sum(parts) - 100) <= 0.05 * (len(Outcome) + 1)


def test_the_change_is_that_of_the_shares(ran: Ran) -> None:
    for row in endings(view(ran("compare_two"))).rows:
        assert abs(share(row[2]) - share(row[1]) - float(row[3])) < 0.1001


def test_causes_stand_by_the_size_of_their_change(ran: Ran) -> None:
    rows = endings(view(ran("compare_two"))).rows
    assert [row[0] for row in rows[:2]] == ["paid", "opened"]
    changes = [abs(float(row[3])) for row in rows[2:] if row[0] != "other causes"]
    assert changes == sorted(changes, reverse=True)


def test_causes_of_one_regime_stand_by_their_size(ran: Ran) -> None:
    rows = endings(view(ran("one_regime"))).rows
    shares = [share(row[1]) for row in rows[1:] if row[0] != "other causes"]
    assert shares == sorted(shares, reverse=True)


def test_three_regimes_leave_no_room_for_a_change(ran: Ran) -> None:
    headings = [column.heading for column in endings(view(ran("compare_three"))).columns]
    assert headings == ["where they end", "A", "B", "C", ""]


def test_many_regimes_leave_no_room_for_meanings(ran: Ran) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("compare_three").document))
    document["points"][0]["cases"] *= 2
    table = endings(View({**document, "metrics": {}}))
    assert [column.heading for column in table.columns] == ["where they end", *"ABCDEF"]
    assert {len(row) for row in table.rows} == {7}


def test_causes_that_change_most_stay_and_the_others_are_summed(ran: Ran) -> None:
    whole, short = endings(view(ran("compare_two"))), endings(view(ran("compare_two")), 3)
    names = [row[0] for row in short.rows]
    assert names[2:-1] == ["link blocked", "link abandoned", "no common wallet"]
    assert names[-1].endswith(" more causes")
    for column in (1, 2):
        sums = [sum(share(row[column]) for row in table.rows) for table in (whole, short)]
        assert abs(sums[0] - sums[1]) < 0.5


def test_one_cause_alone_keeps_its_name(ran: Ran) -> None:
    found = view(ran("compare_two"))
    kept = ("paid", "opened", "other causes")
    lost = [row[0] for row in endings(found).rows if row[0] not in kept]
    shown = [row[0] for row in endings(found, len(lost) - 1).rows]
    assert shown == [row[0] for row in endings(found).rows]


def test_what_is_exactly_89_99_per_cent_is_never_90(ran: Ran) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("one_regime").document))
    (case,) = document["points"][0]["cases"]
    exact = {"mean": 0.8999, "low": 0.8999, "high": 0.8999}
    case |= {"checkouts": 10_000, "success_rate": exact}
    case["outcomes"] = {"paid": 8_999, "cancelled": 1_001}
    case["metrics"]["success_rate"] = exact
    cells = [row[1] for row in endings(View(document)).rows]
    assert cells == ["89.99 %", "10.01 %"]


def test_later_tries_are_a_part_of_what_is_paid(ran: Ran) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("one_regime").document))
    (case,) = document["points"][0]["cases"]
    case["paid_after"] |= {"retry": case["checkouts"] // 10}
    rows = endings(View(document)).rows
    assert rows[1][:2] == ["  not at first try", "10.0 %"]
