from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.answer import Answer
from sandbox.answers.sales import moved_sales, sales_change
from sandbox.metrics.summaries import rates
from tests.regimes import results_of

Ran = Callable[..., Answer]


def test_additional_sales_are_counted_once(ran: Ran) -> None:
    walls, doors = results_of(ran("compare_two"))
    additional = sum(rates.paid_counts(doors)) - sum(rates.paid_counts(walls))
    found = sales_change(walls, doors)
    assert found["additional"] == additional != 0
    assert found["moved"] == moved_sales(walls, doors)
    assert found["new"] == additional - found["moved"]
    assert ran("compare_two").document["points"][0]["contrasts"][0]["sales"] == found


def test_the_way_back_is_the_same_with_the_other_sign(ran: Ran) -> None:
    walls, doors = results_of(ran("compare_two"))
    there, back = sales_change(walls, doors), sales_change(doors, walls)
    assert {key: -value for key, value in back.items()} == there


def test_a_regime_against_itself_changes_nothing(ran: Ran) -> None:
    walls, _ = results_of(ran("compare_two"))
    assert sales_change(walls, walls) == {"additional": 0, "moved": 0, "new": 0}
