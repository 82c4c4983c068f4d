from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.reports.breakdowns import Member, axis_of, is_telling, successes

Ran = Callable[..., RunResult]


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
    assert is_telling(members) is telling


def test_shares_of_arrivals_add_up_to_one(ran: Ran) -> None:
    axis = axis_of(ran("compare_two"), "surface")
    members = [axis.together(name, [name]) for name in axis.tables[0]]
    assert sum(found.share for found in members) == pytest.approx(1)


def test_members_together_are_weighted(ran: Ran) -> None:
    axis = axis_of(ran("compare_two"), "segment")
    town, village = (axis.together(name, [name]) for name in ("town", "village"))
    whole = axis.together("all", ["town", "village"])
    assert town.success[0] is not None
    assert village.success[0] is not None
    assert whole.success[0] is not None
    assert min(town.success[0], village.success[0]) < whole.success[0]
    assert whole.success[0] < max(town.success[0], village.success[0])


def test_a_service_succeeds_by_opening(ran: Ran) -> None:
    table = successes(ran("compare_two"), set())
    assert table is not None
    (row,) = [row for row in table.rows if row[1] == "pass"]
    assert row[3:] == ["0.0 %", "100.0 %", "+100.0"]


def test_a_party_of_the_scenario_itself_is_shown_however_small(ran: Ran) -> None:
    run = ran("one_regime")
    shown = [row[1] for row in successes(run, {"tiny_pay"}).rows]  # type: ignore[union-attr]  # there are rows
    assert "tiny_pay" in shown


def test_one_member_alone_is_no_table(ran: Ran) -> None:
    assert successes(ran("service"), set()) is None


def test_a_short_table_takes_the_smaller_members_together(ran: Ran) -> None:
    table = successes(ran("compare_two"), set(), 1)
    assert table is not None
    assert [row[1] for row in table.rows if row[0] == "surface"] == ["own_app"]
    assert any(row[1].endswith(" more") for row in table.rows)
