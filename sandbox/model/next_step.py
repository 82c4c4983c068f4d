"""What follows a failed attempt: the same route, another route, another wallet, or nothing."""

from typing import Final

from sandbox.chance import streams
from sandbox.model import draws as drawn
from sandbox.model import memory as remembered
from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.memory import Memory
from sandbox.model.menu import open_wallet
from sandbox.model.records.event_log import NEXT, EventLog, log_event
from sandbox.model.tables.world import World
from sandbox.payments import choice, retries
from sandbox.vocabulary import NOBODY, PaidAfter, Step

GIVE_UP: Final = int(Step.GIVE_UP)
FAILOVER: Final = int(Step.FAILOVER)
SWITCH: Final = int(Step.SWITCH)
AFTER_RETRY: Final = int(PaidAfter.RETRY)
AFTER_FAILOVER: Final = int(PaidAfter.OTHER_ROUTE)
AFTER_SWITCH: Final = int(PaidAfter.OTHER_WALLET)


def next_step(world: World, checkout: Checkout, draws: Draws, memory: Memory, log: EventLog) -> int:
    """Return the step after an attempt that failed for the checkout's `outcome`."""
    settings, cause = world.settings, checkout.outcome
    step = retries.next_step(
        world.steps_after[cause],
        retries.RetryLimits(
            settings.tries_per_route,
            settings.routes_per_wallet,
            settings.wallets_tried,
            settings.attempts_max,
        ),
        retries.Tries(checkout.on_route, checkout.routes, checkout.wallets, checkout.attempts),
        retries.Remaining(checkout.open_offers != 0, would_switch(world, checkout, draws)),
    )
    if step != GIVE_UP and settings.has_memory:
        step = step if remembered.affords(world, checkout, memory) else GIVE_UP
    log_event(log, checkout.number, checkout.now_us, NEXT, (cause, step))
    return step


def would_switch(world: World, checkout: Checkout, draws: Draws) -> bool:
    """Tell whether the shopper would turn to another wallet after this failure."""
    others = checkout.acceptable & ~checkout.tried_wallets
    if not others or not (world.steps_after[checkout.outcome] >> SWITCH) & 1:
        return False
    words = drawn.follow_up_words(draws, checkout.number, checkout.attempts - 1)
    willing = world.segments.switch_after_decline[checkout.segment]
    return words[streams.FOLLOW_UP_SWITCH] < willing


def prepare(world: World, checkout: Checkout, draws: Draws, step: int) -> None:
    """Get ready for the next attempt: same route, other route, or other wallet."""
    detour = AFTER_RETRY
    if step == FAILOVER:
        checkout.offer = NOBODY
        detour = AFTER_FAILOVER
    elif step == SWITCH:
        others = checkout.acceptable & ~checkout.tried_wallets
        weights, wallets = world.audiences.weight, world.settings.wallets
        wallet = choice.first_in_order(others, weights, checkout.order, wallets)
        open_wallet(world, checkout, draws, wallet)
        detour = AFTER_SWITCH
    checkout.paid_after = max(checkout.paid_after, detour)
