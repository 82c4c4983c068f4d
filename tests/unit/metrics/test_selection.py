from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sandbox.answers.answer import Answer
from sandbox.metrics.metric_catalogue import Axis
from sandbox.metrics.selection import (
    EVERYTHING,
    Part,
    Selection,
    members,
    outcome_rows,
    tries,
)
from tests.regimes import results_of

Ran = Callable[..., Answer]


def test_a_selection_names_the_axes_that_it_narrows() -> None:
    assert EVERYTHING.axes == frozenset()
    assert Selection({Axis.WALLET: 1}, slice(0, 2)).axes == {Axis.WALLET, Axis.TIME}
    assert Selection({Axis.WALLET: 1}).along((Axis.MERCHANT, Axis.WALLET)) == (slice(None), 1)


@pytest.mark.parametrize("part", Part)
def test_the_members_of_an_axis_add_up_to_everything(ran: Ran, part: Part) -> None:
    result = results_of(ran("compare_two"))[1]
    whole = outcome_rows(result, EVERYTHING, part)
    for axis in (Axis.MERCHANT, Axis.WALLET, Axis.SURFACE):
        names = members(result.built, axis)
        parts = [outcome_rows(result, Selection({axis: k}), part) for k in range(len(names))]
        assert np.array_equal(np.sum(parts, axis=0), whole)
    buckets = range(result.built.world.settings.buckets)
    spans = [outcome_rows(result, Selection({}, slice(k, k + 1)), part) for k in buckets]
    assert np.array_equal(np.sum(spans, axis=0), whole)


def test_people_are_counted_where_they_buy(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    purchases = outcome_rows(result, EVERYTHING, Part.PURCHASES)
    for axis in (Axis.FAVOURITE, Axis.SEGMENT, Axis.CITY_TIER, Axis.SHOPPER):
        names = members(result.built, axis)
        parts = [outcome_rows(result, Selection({axis: k})) for k in range(len(names))]
        assert np.array_equal(np.sum(parts, axis=0), purchases)


def test_purchases_and_services_are_all_arrivals(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[0]
    parts = [outcome_rows(result, EVERYTHING, p) for p in (Part.PURCHASES, Part.SERVICES)]
    assert parts[1].sum() > 0
    assert np.array_equal(np.sum(parts, axis=0), outcome_rows(result))


def test_attempts_are_the_same_by_wallet_and_by_route(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[1]
    whole = tries(result)
    for axis, count in ((Axis.WALLET, 2), (Axis.ROUTE, len(result.built.routes))):
        parts = [tries(result, Selection({axis: k})) for k in range(count)]
        for replication, (begun, approved) in enumerate(whole):
            assert begun == sum(part[replication][0] for part in parts)
            assert approved == sum(part[replication][1] for part in parts)


def test_axes_that_no_table_has_together_are_a_defect(ran: Ran) -> None:
    where = Selection({Axis.SEGMENT: 0, Axis.WALLET: 0})
    with pytest.raises(KeyError):
        outcome_rows(results_of(ran("compare_two"))[0], where)
