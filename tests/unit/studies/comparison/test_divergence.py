from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import total
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import BuiltWorld, build_world
from sandbox.studies.comparison import divergence
from sandbox.studies.comparison.divergence import first_divergence, same_arrivals, same_shoppers
from sandbox.studies.traces.stories import explain
from tests.regimes import counted

GARDENS = Path(__file__).parents[3] / "golden" / "reports"
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


def built(*overrides: str, regime: str = "doors") -> BuiltWorld:
    texts = ("traffic.checkouts=300", *overrides)
    return build_world(load(GARDENS / "compare_two.yaml", texts).document, regime)


def outcome_in_story(number: int, regime: str, *overrides: str) -> str:
    loaded = load(GARDENS / "compare_two.yaml", ("traffic.checkouts=300", *overrides))
    (told,) = explain(loaded, number, 0, [regime], 1)
    return str([event.facts.get("outcome") for event in told.story.events][-1])


def test_the_first_checkout_that_differs_is_found_and_no_earlier_one_differs() -> None:
    found = first_divergence(built(), built(HARDER), seed=1, replication=0)
    assert found is not None
    assert found.differs["outcome"] == ("paid", "insufficient_funds")
    assert next(iter(found.differs)) == "outcome"
    number = found.checkout
    stories = [
        (outcome_in_story(k, "doors"), outcome_in_story(k, "doors", HARDER))
        for k in range(number + 1)
    ]
    assert all(one == other for one, other in stories[:number])
    assert stories[number][0] != stories[number][1]


def test_the_moves_agree_with_what_was_counted() -> None:
    found = first_divergence(built(), built(HARDER), seed=1, replication=2)
    assert found is not None
    assert found.moves is not None
    for axis, overrides in ((1, ()), (0, (HARDER,))):
        texts = ("traffic.checkouts=300", *overrides)
        loaded = load(GARDENS / "compare_two.yaml", texts)
        [result] = counted(loaded, regimes=("doors",), replications=3)
        outcomes = result.tallies[2]["by_stage"].sum(axis=0)
        assert found.moves.sum(axis=axis)[:-1].tolist() == outcomes.tolist()


def test_equal_worlds_part_nowhere() -> None:
    assert first_divergence(built(), built(), seed=1, replication=0) is None


def test_of_a_long_replication_only_the_beginning_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = first_divergence(built(), built(HARDER), seed=1, replication=0)
    monkeypatch.setattr(divergence, "WHOLE_MAX", 100)
    begun = first_divergence(built(), built(HARDER), seed=1, replication=0)
    assert whole is not None
    assert begun is not None
    assert (begun.checkout, begun.arrives) == (whole.checkout, whole.arrives)
    assert begun.moves is None
    monkeypatch.setattr(divergence, "BEGINNING", 0)
    assert first_divergence(built(), built(HARDER), seed=1, replication=0) is None


def test_a_checkout_that_is_only_in_one_run_is_a_difference() -> None:
    rule = "{name: fewer, when: {merchant: stall}, set: {traffic: 50%}}"
    found = first_divergence(built(), built(f"rules=[{rule}]"), seed=1, replication=0)
    assert found is not None
    assert found.differs["outcome"][1] is None
    assert found.moves is not None
    assert found.moves[:, -1].sum() > 0


def test_arrivals_and_shoppers_are_told_apart() -> None:
    base = built()
    assert same_shoppers(base, built(regime="walls"))
    others = built("audiences.everyone.wallets.red_pay=25%")
    assert same_arrivals(base, others)
    assert not same_shoppers(base, others)
    assert not same_arrivals(base, built("traffic.checkouts=301"))
    assert not same_arrivals(base, built("period.from=2024-01-02"))


def test_the_first_replication_that_differs_is_found() -> None:
    loaded = load(GARDENS / "compare_two.yaml", ("traffic.checkouts=50",))
    [result] = counted(loaded, regimes=("walls",), replications=3)
    assert divergence.differing_replication(result, result) is None
    first, second, third = result.tallies
    other = RegimeResult(result.built, (first, total([second, third]), third))
    assert divergence.differing_replication(result, other) == 1
