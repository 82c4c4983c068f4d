"""Retries: what follows an attempt that was not approved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import retries
from sandbox.payments.retries import Remaining, RetryLimits, Tries
from sandbox.vocabulary import Step

RETRY, FAILOVER, SWITCH = 1 << Step.RETRY, 1 << Step.FAILOVER, 1 << Step.SWITCH
ALL = RETRY | FAILOVER | SWITCH
LIMITS = RetryLimits(tries_per_route=2, routes_per_wallet=3, wallets=2, attempts=10)
FIRST = Tries(on_route=1, routes=1, wallets=1, attempts=1)
BOTH = Remaining(route=True, wallet=True)
NEITHER = Remaining(route=False, wallet=False)


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        (ALL, Step.RETRY),
        (RETRY | SWITCH, Step.RETRY),
        (RETRY, Step.RETRY),
        (FAILOVER | SWITCH, Step.FAILOVER),
        (FAILOVER, Step.FAILOVER),
        (SWITCH, Step.SWITCH),
        (0, Step.GIVE_UP),
    ],
)
def test_retry_comes_before_failover_and_failover_before_switch(
    allowed: int, expected: Step
) -> None:
    assert retries.next_step(allowed, LIMITS, FIRST, BOTH) == expected


@pytest.mark.parametrize(
    ("tries", "expected"),
    [
        (Tries(on_route=1, routes=1, wallets=1, attempts=1), Step.RETRY),
        (Tries(on_route=2, routes=1, wallets=1, attempts=2), Step.FAILOVER),
        (Tries(on_route=2, routes=2, wallets=1, attempts=4), Step.FAILOVER),
        (Tries(on_route=2, routes=3, wallets=1, attempts=6), Step.SWITCH),
        (Tries(on_route=2, routes=3, wallets=2, attempts=9), Step.GIVE_UP),
    ],
)
def test_a_limit_that_is_exactly_reached_ends_its_step(tries: Tries, expected: Step) -> None:
    assert retries.next_step(ALL, LIMITS, tries, BOTH) == expected


def test_the_limit_of_attempts_ends_everything() -> None:
    assert retries.next_step(ALL, LIMITS, FIRST._replace(attempts=9), BOTH) == Step.RETRY
    assert retries.next_step(ALL, LIMITS, FIRST._replace(attempts=10), BOTH) == Step.GIVE_UP
    assert retries.next_step(ALL, LIMITS, FIRST._replace(attempts=11), BOTH) == Step.GIVE_UP


@pytest.mark.parametrize(
    ("remaining", "expected"),
    [
        (BOTH, Step.FAILOVER),
        (Remaining(route=False, wallet=True), Step.SWITCH),
        (Remaining(route=True, wallet=False), Step.FAILOVER),
        (NEITHER, Step.GIVE_UP),
    ],
)
def test_only_what_is_left_can_be_tried(remaining: Remaining, expected: Step) -> None:
    tries = FIRST._replace(on_route=2, attempts=2)
    assert retries.next_step(ALL, LIMITS, tries, remaining) == expected


def test_a_retry_needs_nothing_else_to_be_left() -> None:
    assert retries.next_step(ALL, LIMITS, FIRST, NEITHER) == Step.RETRY


def test_limits_of_one_allow_a_single_attempt() -> None:
    assert retries.next_step(ALL, RetryLimits(1, 1, 1, 1), FIRST, BOTH) == Step.GIVE_UP
    assert retries.next_step(ALL, RetryLimits(1, 1, 1, 9), FIRST, BOTH) == Step.GIVE_UP


def attempts_when_everything_fails(limits: RetryLimits) -> int:
    """Return the attempts of a checkout that never succeeds and never runs out of choice."""
    tries = FIRST
    while True:
        step = retries.next_step(ALL, limits, tries, BOTH)
        if step == Step.GIVE_UP:
            return tries.attempts
        attempts = tries.attempts + 1
        if step == Step.RETRY:
            tries = tries._replace(on_route=tries.on_route + 1, attempts=attempts)
        elif step == Step.FAILOVER:
            tries = Tries(1, tries.routes + 1, tries.wallets, attempts)
        else:
            tries = Tries(1, 1, tries.wallets + 1, attempts)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 80))
def test_limits_multiply_up_to_the_limit_of_attempts(
    tries: int, routes: int, wallets: int, attempts: int
) -> None:
    limits = RetryLimits(tries, routes, wallets, attempts)
    assert attempts_when_everything_fails(limits) == min(tries * routes * wallets, attempts)
