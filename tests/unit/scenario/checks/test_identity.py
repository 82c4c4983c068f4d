from __future__ import annotations

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.loading import load_text


def found(text: str) -> list[str]:
    try:
        load_text("extends: blank\n" + text)
    except ScenarioError as error:
        return [diagnostic.message for diagnostic in error.diagnostics]
    return []


def test_ids_of_different_kinds_may_be_equal() -> None:
    assert found("rails: {other: {id: 2}}\nwallets: {other_pay: {ecosystem: x, id: 2}}") == []


def test_merchants_and_services_share_their_ids() -> None:
    text = "services: {code: {id: 1, surfaces: {own_app: 1}, audience: everyone}}"
    assert found(text) == ["id 1 of service `code` is taken by merchant `shop`"]


def test_an_id_can_be_taken_by_a_party_without_one() -> None:
    text = "wallets: {a: {ecosystem: x}, b: {ecosystem: x, id: 16384}}"
    assert found(text) == ["id 16384 of wallet `b` is taken by wallet `a`"]


def test_the_same_rule_may_stand_in_several_regimes() -> None:
    rule = "{name: opens, id: 5, set: {link: open}}"
    assert found(f"regimes: {{a: [{rule}], b: [{rule}]}}") == []


def test_different_rules_need_different_ids() -> None:
    text = "regimes: {a: [{name: x, id: 5, set: {link: open}}]}\n"
    text += "rules: [{name: y, id: 5, set: {link: open}}]"
    assert found(text) == ["id 5 of rule `x` of regime `a` is taken by rule `y`"]


@pytest.mark.parametrize("name", ["熊猫", "panda-pay", "360", "p", "é_2"])
def test_names_may_be_of_any_script(name: str) -> None:
    assert found(f"wallets: {{{name}: {{ecosystem: x}}}}") == []


@pytest.mark.parametrize("name", ["'panda pay'", "a.b", "a+b", "_x", "'-'", "''"])
def test_names_that_paths_and_sets_could_not_hold_are_refused(name: str) -> None:
    assert len(found(f"wallets: {{{name}: {{ecosystem: x}}}}")) == 1


@pytest.mark.parametrize(("count", "is_right"), [(61, True), (62, False)])
def test_there_are_at_most_62_wallets(count: int, *, is_right: bool) -> None:
    wallets = ", ".join(f"w{i}: {{ecosystem: x}}" for i in range(count))
    assert (not found(f"wallets: {{{wallets}}}")) == is_right  # with the one of `blank`
