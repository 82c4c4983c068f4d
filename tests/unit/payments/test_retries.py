from __future__ import annotations

import pytest

from sandbox.payments.retries import Remaining, RetryLimits, Tried, next_step
from sandbox.vocabulary import Step

EVERY_STEP = 1 << Step.RETRY | 1 << Step.FAILOVER | 1 << Step.SWITCH
LIMITS = RetryLimits(tries_per_route=2, routes_per_wallet=2, wallets=2, attempts=7)
FIRST = Tried(on_route=1, routes=1, wallets=1, attempts=1)
MORE = Remaining(route=True, wallet=True)


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({}, Step.RETRY),
        ({"on_route": 2}, Step.FAILOVER),
        ({"on_route": 2, "routes": 2}, Step.SWITCH),
        ({"on_route": 2, "routes": 2, "wallets": 2}, Step.GIVE_UP),
        ({"attempts": 6}, Step.RETRY),
        ({"attempts": 7}, Step.GIVE_UP),
    ],
)
def test_retry_comes_before_failover_before_switch(changes: dict[str, int], step: int) -> None:
    assert next_step(EVERY_STEP, LIMITS, FIRST._replace(**changes), MORE) == step


@pytest.mark.parametrize(
    ("allowed", "step"),
    [
        ([], Step.GIVE_UP),
        ([Step.RETRY], Step.RETRY),
        ([Step.FAILOVER], Step.FAILOVER),
        ([Step.SWITCH], Step.SWITCH),
        ([Step.SWITCH, Step.FAILOVER], Step.FAILOVER),
    ],
)
def test_only_steps_that_the_cause_permits(allowed: list[Step], step: int) -> None:
    mask = sum(1 << one for one in allowed)
    assert next_step(mask, LIMITS, FIRST, MORE) == step


@pytest.mark.parametrize(
    ("remaining", "step"),
    [
        (Remaining(route=True, wallet=False), Step.FAILOVER),
        (Remaining(route=False, wallet=True), Step.SWITCH),
        (Remaining(route=False, wallet=False), Step.GIVE_UP),
    ],
)
def test_only_what_is_left_to_try(remaining: Remaining, step: int) -> None:
    assert next_step(EVERY_STEP, LIMITS, FIRST._replace(on_route=2), remaining) == step
