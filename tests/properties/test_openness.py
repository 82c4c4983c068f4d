"""Opening a door never loses anybody who was served behind it before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import worlds
from tests.properties.random_rules import World
from tests.properties.runs import run, stories


def served(world: World) -> set[int]:
    """Return the checkouts whose shopper took a wallet on the first visit to the menu."""
    columns = run(world).columns
    return {
        checkout
        for checkout, attempts in zip(columns["checkout"], columns["attempts"], strict=True)
        if attempts
    }


def with_rule(world: World, rule: World) -> World:
    """Return a world with one more rule, the last of its own.

    It has an id, because an id of its own leaves the ids of all other rules as they are.
    """
    rules = world["rules"]
    assert isinstance(rules, list)
    return {**world, "rules": [*rules, {"id": 999, **rule}]}


@worlds.examples(15)
@given(worlds.worlds(), st.sampled_from(["wallet_0", "wallet_1"]), st.booleans())
def test_listing_a_wallet_never_loses_anybody_at_the_menu(
    world: World, wallet: str, in_part: bool
) -> None:
    rule: World = {"name": "opening", "when": {"wallet": wallet}, "set": {"accept": "listed"}}
    if in_part:
        rule["rollout"] = {"of": "shoppers", "share": "50%"}
    before, after = served(world), served(with_rule(world, rule))
    assert before <= after


@worlds.examples(8)
@given(worlds.worlds())
def test_opening_every_link_never_stops_anybody_at_the_gate(world: World) -> None:
    gate = {"link_blocked", "link_abandoned"}
    setting = {"link": {"state": "open", "keep": {}}}
    opened = with_rule(world, {"name": "opening", "set": setting})
    assert not [row for row in stories(opened) if row["outcome"] in gate]


SHARES = st.integers(0, 100)


@worlds.examples(15)
@given(
    worlds.worlds(),
    st.sampled_from(["shoppers", "stores", "checkouts"]),
    st.tuples(SHARES, SHARES).map(sorted),
    st.booleans(),
)
def test_who_is_in_early_is_still_in_later(
    world: World, unit: str, shares: list[int], own_cohort: bool
) -> None:
    reached = []
    for share in shares:
        rollout: World = {"of": unit, "share": f"{share}%"}
        if not own_cohort:
            rollout["cohort"] = "early"
        setting = {"link": {"state": "warned", "keep": {"page": "0%"}}}
        rule: World = {"name": "stage", "set": setting, "rollout": rollout}
        rows = stories(with_rule({**world, "friction": {}}, rule))
        away = {"warned"}
        reached.append({row["checkout"] for row in rows if row["link"] in away})
    assert reached[0] <= reached[1]
