from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.chance.streams import stream_key
from sandbox.engines.story import Event, Story
from sandbox.model.records.event_log import EventKind
from sandbox.reports.story.recollection import Recollection
from sandbox.reports.story.retelling import scenes
from sandbox.scenario.loading import Loaded
from sandbox.studies.traces.stories import CheckoutStory, explain
from sandbox.vocabulary import Outcome

Load = Callable[..., Loaded]


@pytest.fixture
def retold(loaded: Load) -> Callable[..., list[str]]:
    """Return the sentences of a checkout under a regime."""

    def tell(checkout: int, regime: str, *overrides: str) -> list[str]:
        found = loaded("compare_two", overrides)
        (told,) = explain(found, checkout, regimes=(regime,))
        return [text for _, text in scenes(Recollection(told, found.document, stream_key(1, 0)))]

    return tell


def test_a_payment_is_told_from_link_to_money(retold: Callable[..., list[str]]) -> None:
    text = " ".join(retold(29, "doors"))
    for part in (
        "is open",
        "Blue Pay listed, rule mall_takes_blue_pay (doors, from 2024-01-01)",
        "Blue Pay approves after 250 ms",
        "red_mall.stores pays blue_pay a fee of",
        "red_mall.stores pays red_mall a take of",
        "Paid at the first try.",
    ):
        assert part in text


def test_the_rule_that_changed_the_price_is_named(retold: Callable[..., list[str]]) -> None:
    cheaper = "rules=[{name: half_price, when: {wallet: blue_pay}, set: {fee: {cut: 50%}}}]"
    assert "(by rule half_price)" in " ".join(retold(29, "doors", cheaper))
    assert "by rule" not in " ".join(retold(29, "doors"))


def test_a_subsidy_names_its_payer(retold: Callable[..., list[str]]) -> None:
    gift = (
        "rules=[{name: gift, when: {wallet: blue_pay}, "
        "set: {fee: {subsidy: {payer: blue_pay, fixed: ¥1}}}}]"
    )
    assert "blue_pay pays ¥1.00 of it as a subsidy" in " ".join(retold(29, "doors", gift))


def test_a_named_route_and_its_policy_are_told(retold: Callable[..., list[str]]) -> None:
    routes = (
        "routes={fast: {wallet: blue_pay}, slow: {wallet: blue_pay}}",
        "rules=[{name: cheapest, when: {merchant: red_mall}, set: {route: least_cost}}]",
    )
    text = " ".join(retold(29, "doors", *routes))
    assert "The payment goes by the route fast: rule cheapest (this scenario)." in text


def test_a_rule_that_has_not_rolled_out_as_far_as_here_is_named(
    retold: Callable[..., list[str]],
) -> None:
    text = " ".join(retold(122, "doors"))
    assert (
        "Blue Pay off, no rule lists it (rule mall_takes_blue_pay has not reached this store)"
        in text
    )
    assert "has not reached" not in " ".join(retold(29, "doors"))


def test_a_link_names_the_rule_that_left_it_out(retold: Callable[..., list[str]]) -> None:
    rule = (
        "rules=[{name: nearly, when: {surface: blue_chat}, set: {link: blocked}, "
        "rollout: {of: shoppers, share: 0.001%}}]"
    )
    assert "(rule nearly has not reached this shopper)" in retold(29, "doors", rule)[0]


def test_one_route_has_no_policy(retold: Callable[..., list[str]]) -> None:
    text = " ".join(retold(29, "doors", "routes={fast: {wallet: blue_pay}}"))
    assert "The payment goes by the route fast." in text


def test_every_kind_of_event_has_its_sentence(loaded: Load) -> None:
    found = loaded("compare_two")
    (told,) = explain(found, 29, regimes=("doors",))
    facts = {
        "wallet": 0,
        "waited": 1_000_000,
        "failure": int(Outcome.OVERLOADED),
        "delay": 60_000_000,
    }
    extra = [
        Event(kind, 0, facts)
        for kind in EventKind
        if kind not in {event.kind for event in told.story.events}
        and kind not in (EventKind.THINNED, EventKind.NEXT)
    ]
    whole = Story(29, events=[*told.story.events, *extra])
    tale = Recollection(CheckoutStory(told.built, whole), found.document, stream_key(1, 0))
    # An event without words of its own is told by its bare name.
    bare = {f"{kind.value}." for kind in EventKind}
    assert not bare & {sentence for _, sentence in scenes(tale)}
