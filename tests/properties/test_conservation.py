"""Nothing is lost and nothing appears: checkouts and money add up in every world."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given

from sandbox.model.records.record import shapes
from sandbox.payments.ledger import KINDS, Posting
from sandbox.vocabulary import Outcome, PaidAfter
from tests.properties import worlds
from tests.properties.random_rules import World
from tests.properties.runs import Simulated, run

# Tables that tell every checkout once, with the outcome as last dimension.
BY_OUTCOME = (
    "by_stage",
    "by_bucket",
    "by_wallet",
    "by_favourite",
    "by_surface",
    "by_segment",
    "by_tier",
    "by_new",
)


def table(simulated: Simulated, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    cells = np.asarray(getattr(simulated.record, name), dtype=np.int64)
    return cells.reshape(shapes(simulated.built.world.settings)[name])


@worlds.examples(12)
@given(worlds.worlds())
def test_every_arrival_ends_in_exactly_one_outcome(world: World) -> None:
    simulated = run(world)
    outcomes = Counter(simulated.columns["outcome"])
    assert len(set(simulated.columns["checkout"])) == outcomes.total() <= worlds.CHECKOUTS
    counted = [outcomes[outcome] for outcome in Outcome]
    for name in BY_OUTCOME:
        cells = table(simulated, name)
        np.testing.assert_array_equal(cells.sum(axis=tuple(range(cells.ndim - 1))), counted, name)


@worlds.examples(12)
@given(worlds.worlds())
def test_only_paid_checkouts_say_after_what_and_lost_ones_why(world: World) -> None:
    simulated = run(world)
    columns = simulated.columns
    for outcome, after in zip(columns["outcome"], columns["paid_after"], strict=True):
        assert (outcome == Outcome.PAID) == (after >= 0)
    after_what = Counter(after for after in columns["paid_after"] if after >= 0)
    counted = [after_what[after] for after in PaidAfter]
    np.testing.assert_array_equal(simulated.record.paid_after, counted)


@worlds.examples(12)
@given(worlds.worlds())
def test_no_lost_checkout_costs_anything(world: World) -> None:
    columns = run(world).columns
    money = ("discount_fen", "subsidy_fen", "surcharge_fen", "refunded_fen")
    for row, outcome in enumerate(columns["outcome"]):
        if outcome != Outcome.PAID:
            assert [columns[name][row] for name in money] == [0, 0, 0, 0]
        else:
            assert columns["goes_elsewhere"][row] == 0
            assert 0 <= columns["discount_fen"][row] <= columns["amount_fen"][row]
            assert 0 <= columns["refunded_fen"][row] <= columns["amount_fen"][row]


@worlds.examples(12)
@given(worlds.worlds())
def test_money_is_conserved_in_every_kind_of_posting(world: World) -> None:
    simulated = run(world)
    balances = table(simulated, "balances")
    np.testing.assert_array_equal(balances.sum(axis=0), np.zeros(KINDS, dtype=np.int64))
    columns = simulated.columns
    rows = [row for row, outcome in enumerate(columns["outcome"]) if outcome == Outcome.PAID]
    sold = sum(columns["amount_fen"][row] - columns["subsidy_fen"][row] for row in rows)
    shoppers = simulated.built.labels.accounts.index("shoppers")
    assert balances[shoppers, Posting.SALE] == -sold
    surcharged = sum(columns["surcharge_fen"][row] for row in rows)
    assert balances[shoppers, Posting.SURCHARGE] == -surcharged


@worlds.examples(8)
@given(worlds.worlds())
def test_the_same_seed_tells_the_same_story(world: World) -> None:
    first, second = run(world), run(world)
    assert first.columns == second.columns
    assert first.record == second.record


@worlds.examples(8)
@given(worlds.worlds())
def test_another_replication_tells_another_story(world: World) -> None:
    first, second = run(world), run(world, replication=1)
    people = ("segment", "held", "store", "surface", "goes_elsewhere", "outcome")
    rows = [tuple(run_.columns[name] for name in people) for run_ in (first, second)]
    has_choice = any(len(set(column)) > 1 for column in rows[0])
    assert not has_choice or rows[0] != rows[1]
