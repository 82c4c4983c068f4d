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


class Tries(NamedTuple):
    """What a checkout has tried so far, the failed attempt included."""

    on_route: int
    routes: int
    wallets: int
    attempts: int


class Remaining(NamedTuple):
    """What is left to try: another route of this wallet, another wallet that the shopper takes."""

    route: bool
    wallet: bool


def next_step(steps: int, limits: RetryLimits, tries: Tries, remaining: Remaining) -> int:
    """Return the `Step` after a failed attempt: retry before failover before switch.

    Parameters
    ----------
    steps
        Bit mask of the steps that the cause of the failure permits.
    """
    if tries.attempts >= limits.attempts:
        return int(Step.GIVE_UP)
    if (steps >> Step.RETRY) & 1 and tries.on_route < limits.tries_per_route:
        return int(Step.RETRY)
    if (
        (steps >> Step.FAILOVER) & 1
        and remaining.route
        and (tries.routes < limits.routes_per_wallet)
    ):
        return int(Step.FAILOVER)
    if (steps >> Step.SWITCH) & 1 and remaining.wallet and tries.wallets < limits.wallets:
        return int(Step.SWITCH)
    return int(Step.GIVE_UP)
