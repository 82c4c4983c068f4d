from __future__ import annotations

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.loading import load_text

WORLD = """extends: blank
merchants:
  other: {surfaces: {own_app: 1}, audience: everyone, basket: ¥5}
  hosted: {surfaces: {own_app: 1}, audience: everyone, basket: ¥5, hosted_on: other}
wallets:
  panda: {ecosystem: panda}
  front: {ecosystem: panda, front_of: panda}
"""


def lost(rules: str, routes: str = "{}") -> list[str]:
    try:
        load_text(f"{WORLD}routes: {routes}\nrules: [{{name: opens, {rules}}}]\n")
    except ScenarioError as error:
        return [diagnostic.message for diagnostic in error.diagnostics]
    return []


def test_a_wallet_without_a_route_is_reached_directly() -> None:
    assert lost("when: {wallet: panda, merchant: shop}, set: {accept: listed}") == []


@pytest.mark.parametrize("state", ["listed", "folded", "default"])
def test_a_declared_route_must_lead_to_who_accepts(state: str) -> None:
    routes = "{way: {wallet: panda, merchants: [shop]}}"
    rule = f"when: {{wallet: panda, merchant: other}}, set: {{accept: {state}}}"
    assert lost(rule, routes) == ["no route takes wallet `panda` to `hosted`, `other`"]


@pytest.mark.parametrize("state", ["off", "barred"])
def test_who_does_not_accept_needs_no_route(state: str) -> None:
    routes = "{way: {wallet: panda, merchants: [shop]}}"
    assert lost(f"when: {{wallet: panda, merchant: other}}, set: {{accept: {state}}}", routes) == []


def test_a_marketplace_stands_for_the_stores_that_it_hosts() -> None:
    rule = "when: {wallet: panda, merchant: other}, set: {accept: listed}"
    assert lost(rule, "{way: {wallet: panda, merchants: [other]}}") == []
    assert lost(rule, "{way: {wallet: panda, merchants: [shop]}}") == [
        "no route takes wallet `panda` to `hosted`, `other`"
    ]


def test_a_front_uses_the_routes_of_its_wallet() -> None:
    rule = "when: {wallet: front, merchant: other}, set: {accept: listed}"
    assert lost(rule, "{way: {wallet: panda, merchants: [other]}}") == []
    assert lost(rule, "{way: {wallet: panda, merchants: [shop]}}") == [
        "no route takes wallet `front` to `hosted`, `other`"
    ]


def test_a_rule_for_everybody_opens_what_can_be_opened() -> None:
    routes = "{way: {wallet: panda, merchants: [shop]}}"
    assert lost("set: {accept: listed}", routes) == []
    assert lost("when: {wallet: panda}, set: {accept: listed}", routes) == []


def test_the_routes_that_a_rule_names_must_lead_there() -> None:
    routes = "{way: {wallet: panda}, else_way: {wallet: pay}}"
    rule = "when: {wallet: panda, merchant: shop}, set: {accept: {through: [else_way]}}"
    assert lost(rule, routes) == ["no route takes wallet `panda` to `shop`"]


def test_a_regime_may_speak_of_wallets_without_a_route() -> None:
    text = WORLD + (
        "routes: {way: {wallet: panda, merchants: [shop]}}\n"
        "regimes: {wide: [{name: o, when: {wallet: panda, merchant: other}, "
        "set: {accept: listed}}]}\n"
    )
    assert load_text(text).document.regimes["wide"]
