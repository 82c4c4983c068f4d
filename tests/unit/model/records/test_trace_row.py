from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sandbox.model.checkout import Checkout
from sandbox.model.records.trace_row import COLUMNS, trace_row
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world
from sandbox.vocabulary import NOBODY, Outcome, PaidAfter

# Columns that are no field of the same name, or not always.
OTHERWISE = {"checkout", "end_us", "route", "paid_after"}
TEXT = """
extends: blank
routes: {left: {wallet: pay}, middle: {wallet: pay}, right: {wallet: pay}}
"""


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(load_text(TEXT).document).world


@pytest.fixture
def checkout() -> Checkout:
    """Return a checkout of whose fields no two are alike."""
    named = {field.name: 1_000 + k for k, field in enumerate(fields(Checkout))}
    return Checkout(**{**named, "offer": 1, "outcome": int(Outcome.IMPATIENT)})


def row_of(world: World, checkout: Checkout) -> dict[str, int]:
    return dict(zip(COLUMNS, trace_row(world, checkout), strict=True))


def test_a_row_has_as_many_cells_as_the_trace_has_columns(world: World) -> None:
    assert len(trace_row(world, Checkout(offer=NOBODY))) == len(COLUMNS)
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_every_cell_stands_under_its_name(world: World, checkout: Checkout) -> None:
    row = row_of(world, checkout)
    for name in set(COLUMNS) - OTHERWISE:
        assert row[name] == getattr(checkout, name), name
    assert row["checkout"] == checkout.number
    assert row["end_us"] == checkout.now_us
    assert set(COLUMNS) - OTHERWISE <= {field.name for field in fields(Checkout)}


def test_the_route_is_that_of_the_offer_and_nobodys_before_the_first(
    world: World, checkout: Checkout
) -> None:
    routes = [
        row_of(world, replace(checkout, offer=offer))["route"]
        for offer in range(len(world.offers.route))
    ]
    assert routes == list(world.offers.route)
    assert len(set(routes)) == 3
    assert row_of(world, replace(checkout, offer=NOBODY))["route"] == NOBODY


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_is_paid_was_paid_after_something(
    world: World, checkout: Checkout, outcome: Outcome
) -> None:
    after = int(PaidAfter.OTHER_ROUTE)
    ended = replace(checkout, outcome=int(outcome), paid_after=after)
    expected = after if outcome == Outcome.PAID else NOBODY
    assert row_of(world, ended)["paid_after"] == expected
