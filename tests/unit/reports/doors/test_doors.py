from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.reports.doors.doors import Door, Doors, home_of
from sandbox.scenario.loading import Loaded
from sandbox.scenario.tables.build import build_world
from sandbox.units import parse_time

Load = Callable[..., Loaded]


@pytest.fixture
def doors_on(loaded: Load) -> Callable[..., Doors]:
    """Return the doors of a regime of the gardens on a day."""

    def find(date: str, regime: str = "doors", *overrides: str, name: str = "compare_two") -> Doors:
        document = loaded(name, overrides).document
        return Doors(build_world(document, regime, whole_time=True), parse_time(date))

    return find


def one(found: list[Door], *parties: str) -> Door:
    (door,) = [door for door in found if door.parties == parties]
    return door


def states(door: Door) -> list[str]:
    return [layer.state for layer in door.layers]


def test_links_that_nobody_follows_are_left_out(doors_on: Callable[..., Doors]) -> None:
    followed = {door.parties for door in doors_on("2024-01-01").links()}
    assert ("blue_chat", "product_link", "red_mall") in followed
    assert ("blue_chat", "product_link", "stall") not in followed


def test_rules_decide_from_their_day_on(doors_on: Callable[..., Doors]) -> None:
    link = "blue_chat", "product_link", "red_mall"
    before, after = (one(doors_on(day).links(), *link) for day in ("2023-12-31", "2024-01-01"))
    assert (states(before), states(after)) == (["copied"], ["open"])
    assert before.layers[0].rule is not None
    assert before.layers[0].rule.rule.name == "chat_copies"


def test_without_a_rule_owners_decide(doors_on: Callable[..., Doors]) -> None:
    links = doors_on("2024-01-01", "walls").links()
    assert states(one(links, "web", "product_link", "red_mall")) == ["open"]
    assert states(one(links, "blue_chat", "mini_program_card", "red_mall")) == ["blocked"]
    assert one(links, "web", "product_link", "red_mall").layers[0].rule is None


def test_a_roll_out_leaves_the_rest_to_the_layer_below(doors_on: Callable[..., Doors]) -> None:
    cell = "red_mall", "blue_pay", "merchant_app"
    listed, off = one(doors_on("2024-01-01").wallets(), *cell).layers
    assert (listed.state, off.state) == ("listed", "off")
    assert listed.reach == pytest.approx(0.4)
    assert listed.unit == "stores"
    later = one(doors_on("2024-02-01").wallets(), *cell)
    assert states(later) == ["listed"]
    assert later.layers[0].is_certain


def test_conditions_are_told_in_words(doors_on: Callable[..., Doors]) -> None:
    top, rest = one(doors_on("2024-01-15").codes(), "blue_pay", "red_pay", "static").layers
    assert (top.state, top.conditions, rest.state) == ("open", ("for tier_1",), "closed")


def test_at_a_counter_a_code_that_is_read_is_a_wallet_that_is_listed(
    doors_on: Callable[..., Doors],
) -> None:
    wallets = doors_on("2024-01-15").wallets()
    assert states(one(wallets, "stall", "red_pay", "counter")) == ["listed"]
    assert states(one(wallets, "stall", "blue_pay", "counter")) == ["listed", "off"]


def test_amounts_and_surfaces_are_conditions_too(doors_on: Callable[..., Doors]) -> None:
    rule = (
        "rules=[{name: small, when: {merchant: red_mall, wallet: blue_pay, surface: own_app, "
        "amount: {from: ¥10, to: ¥50}}, set: {accept: listed}}]"
    )
    found = doors_on("2024-01-01", "walls", rule).wallets()
    app = one(found, "red_mall", "blue_pay", "merchant_app")
    assert app.layers[0].conditions == ("on own_app", "from ¥10.00", "below ¥50.00")
    # A page in the browser is never reached from the own app: the rule says nothing there.
    assert states(one(found, "red_mall", "blue_pay", "browser")) == ["off"]


def test_a_barred_wallet_is_called_barred(doors_on: Callable[..., Doors]) -> None:
    found = doors_on("2024-01-01", "shut", name="compare_three").wallets()
    assert states(one(found, "red_mall", "red_pay", "webview")) == ["barred"]


def test_a_listed_wallet_without_a_route_is_not_offered(doors_on: Callable[..., Doors]) -> None:
    routes = "routes={elsewhere: {wallet: blue_pay, merchants: [stall]}}"
    found = doors_on("2024-02-01", "doors", routes).wallets()
    assert states(one(found, "red_mall", "blue_pay", "browser")) == ["no route"]


def test_a_copied_link_leads_into_the_merchants_app(doors_on: Callable[..., Doors]) -> None:
    found = doors_on("2024-01-01", "walls", "traffic.surfaces=[blue_chat]").wallets()
    containers = {door.parties[2] for door in found if door.parties[0] == "red_mall"}
    assert "merchant_app" in containers


def test_a_rule_is_at_home_where_it_is_written(loaded: Load) -> None:
    document = loaded("compare_two").document
    built = build_world(document, "doors", whole_time=True)
    homes = {dated.rule.name: home_of(document, dated) for dated in built.rules}
    assert homes["chat_copies"] == "walls"
    assert homes["chat_opens"] == "doors"


def test_a_rule_of_the_scenario_has_no_regime(loaded: Load) -> None:
    document = loaded("one_regime").document
    built = build_world(document, "walls", whole_time=True)
    homes = {dated.rule.name: home_of(document, dated) for dated in built.rules}
    assert homes["stall_takes_tiny_pay"] == ""
