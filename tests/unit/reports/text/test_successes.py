from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.text.successes import Member, axis_of, differs_enough, successes

Ran = Callable[..., Answer]


def view(answer: Answer, **changes: object) -> View:
    return View({**answer.document, **changes})


def member(*success: float | None) -> Member:
    return Member("x", 0.5, success)


@pytest.mark.parametrize(
    ("members", "telling"),
    [
        ([member(0.5)], False),
        ([member(0.5), member(0.57)], False),
        ([member(0.5), member(0.6)], True),
        ([member(0.5, 0.5), member(0.5, 0.59)], True),
        ([member(None, 0.5), member(0.5, 0.6)], False),
    ],
)
def test_an_axis_tells_something_where_its_members_differ(
    members: list[Member], telling: bool
) -> None:
    assert differs_enough(members) is telling


def test_shares_of_arrivals_add_up_to_one(ran: Ran) -> None:
    axis = axis_of(view(ran("compare_two")), "surface")
    members = [axis.together(name, [name]) for name in axis.tables[0]]
    assert sum(found.share for found in members) == pytest.approx(1)


def test_members_together_are_weighted(ran: Ran) -> None:
    axis = axis_of(view(ran("compare_two")), "segment")
    town, village = (axis.together(name, [name]).success[0] for name in ("town", "village"))
    whole = axis.together("all", ["town", "village"]).success[0]
    assert town is not None
    assert village is not None
    assert whole is not None
    assert min(town, village) < whole < max(town, village)


def test_a_service_succeeds_by_opening(ran: Ran) -> None:
    table = successes(view(ran("compare_two")))
    assert table is not None
    (row,) = [row for row in table.rows if row[1] == "pass"]
    assert row[3:] == ["0.0 %", "100.0 %", "+100.0"]


def test_members_stand_by_the_size_of_their_change(ran: Ran) -> None:
    table = successes(view(ran("compare_two")))
    assert table is not None
    axes: list[list[float]] = []
    for row in table.rows:
        if row[0]:
            axes.append([])
        if not row[1].endswith(" more"):
            axes[-1].append(abs(float(row[5])))
    assert axes
    assert all(changes == sorted(changes, reverse=True) for changes in axes)


def test_a_party_of_the_question_is_shown_however_small(ran: Ran) -> None:
    table = successes(view(ran("one_regime"), named=["tiny_pay"]), 0)
    assert table is not None
    assert "tiny_pay" in [row[1] for row in table.rows]


def test_one_member_alone_is_no_table(ran: Ran) -> None:
    assert successes(view(ran("service"))) is None


def test_a_short_table_takes_the_smaller_members_together(ran: Ran) -> None:
    table = successes(view(ran("compare_two"), named=[], own=[]), 1)
    assert table is not None
    assert any(row[1].endswith(" more") for row in table.rows)
    kinds = [row[0] for row in table.rows if row[0]]
    assert len(table.rows) <= 2 * len(kinds)
