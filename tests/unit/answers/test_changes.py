from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.changes import contrast_json, moved_sales, sales_change
from sandbox.answers.run_results import RunResult
from sandbox.metrics import rates


def test_additional_sales_are_counted_once(ran: Callable[..., RunResult]) -> None:
    walls, doors = ran("compare_two").regimes
    additional = sum(rates.paid(doors)) - sum(rates.paid(walls))
    found = sales_change(walls, doors)
    assert found["additional"] == additional != 0
    assert found["moved"] == moved_sales(walls, doors)
    assert found["new"] == additional - found["moved"]
    assert contrast_json(walls, doors)["sales"] == found


def test_the_way_back_is_the_same_with_the_other_sign(ran: Callable[..., RunResult]) -> None:
    walls, doors = ran("compare_two").regimes
    there, back = sales_change(walls, doors), sales_change(doors, walls)
    assert {key: -value for key, value in back.items()} == there


def test_a_regime_against_itself_changes_nothing(ran: Callable[..., RunResult]) -> None:
    walls, _ = ran("compare_two").regimes
    found = contrast_json(walls, walls)
    assert found["outcomes"] == found["fees"] == found["net_income"] == {}
    assert found["success_rate"]["mean"] == 0
