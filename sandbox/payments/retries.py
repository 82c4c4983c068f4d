"""What follows an attempt that was not approved."""

from typing import NamedTuple

from sandbox.vocabulary import Step


class RetryLimits(NamedTuple):
    """Bounds of one checkout.

    Attributes
    ----------
    tries_per_route, routes_per_wallet, wallets, attempts
        Largest numbers, each at least 1.
    """

    tries_per_route: int
    routes_per_wallet: int
    wallets: int
    attempts: int


class Tried(NamedTuple):
    """What a checkout has tried so far, the failed attempt included."""

    on_route: int
    routes: int
    wallets: int
    attempts: int


class Remaining(NamedTuple):
    """What is left to try: another route of this wallet, another wallet that the shopper takes."""

    route: bool
    wallet: bool


def next_step(allowed: int, limits: RetryLimits, tried: Tried, remaining: Remaining) -> int:
    """Return the `Step` after a failed attempt: retry before failover before switch.

    Parameters
    ----------
    allowed
        Bit mask of the steps that the cause of the failure permits.
    """
    if tried.attempts >= limits.attempts:
        return int(Step.GIVE_UP)
    if (allowed >> Step.RETRY) & 1 and tried.on_route < limits.tries_per_route:
        return int(Step.RETRY)
    if (
        (allowed >> Step.FAILOVER) & 1
        and remaining.route
        and (tried.routes < limits.routes_per_wallet)
    ):
        return int(Step.FAILOVER)
    if (allowed >> Step.SWITCH) & 1 and remaining.wallet and tried.wallets < limits.wallets:
        return int(Step.SWITCH)
    return int(Step.GIVE_UP)
