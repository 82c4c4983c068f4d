"""A routing policy in Python: installed by an entry point, named in YAML, asked every time."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest

from sandbox.engines import python_policies
from sandbox.engines.python_policies import Policy, RoutingOccasion
from sandbox.errors import ScenarioError, UsageError
from sandbox.scenario import routing_plugins as installed
from sandbox.scenario.loading import load_text
from tests.regimes import counted

if TYPE_CHECKING:
    from collections.abc import Callable

YAML = """
extends: blank
traffic: {checkouts: 300}
routes:
  left: {id: 11, wallet: pay, declines: {technical_decline: 100%}}
  right: {id: 12, wallet: pay}
rules: [{name: own, set: {route: {policy: python, name: mine}}}]
"""


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mine", "somewhere:mine", installed.GROUP)
    for module in (installed, python_policies):
        monkeypatch.setattr(module, "policies", lambda: (point,))


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[Policy], None]:
    def put(policy: Policy) -> None:
        monkeypatch.setattr(EntryPoint, "load", lambda _: policy)

    return put


def payments_by_route() -> list[int]:
    result = counted(load_text(YAML), replications=1)[0]
    return [int(n) for n in result.total["by_route"][:, :, 0].sum(axis=1)]


def test_a_policy_routes_every_payment(install: Callable[[Policy], None]) -> None:
    install(lambda occasion: occasion.routes[-1].id)
    assert payments_by_route() == [0, 300]


def test_a_policy_sees_what_became_of_earlier_payments(
    install: Callable[[Policy], None],
) -> None:
    def least_failed(occasion: RoutingOccasion) -> int:
        return min(occasion.routes, key=lambda route: (route.failed, route.id)).id

    install(least_failed)
    # The left route fails once, then never has the fewest failures again.
    assert payments_by_route() == [1, 299]


def test_a_policy_that_picks_no_route_is_named(install: Callable[[Policy], None]) -> None:
    install(lambda _: 99)
    with pytest.raises(UsageError, match="`mine` picked 99 for checkout 0"):
        payments_by_route()


def test_a_policy_that_fails_is_named(install: Callable[[Policy], None]) -> None:
    def broken(_: RoutingOccasion) -> int:
        raise KeyError("nothing")

    install(broken)
    with pytest.raises(UsageError, match="`mine` failed at checkout 0"):
        payments_by_route()


def test_a_policy_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(UsageError, match="`mine` cannot be imported"):
        payments_by_route()


def test_a_policy_that_is_not_installed_is_a_mistake_in_the_scenario() -> None:
    with pytest.raises(ScenarioError, match="unknown routing policy `other`"):
        load_text(YAML.replace("name: mine", "name: other"))
