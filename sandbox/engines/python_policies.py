"""The contract of a routing policy in Python, and how the reference engine calls one.

A policy is a function that takes a `RoutingOccasion` and returns the id of one of its routes.
It must depend on nothing else: results are reproducible only if it is a pure function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.errors import UsageError
from sandbox.model.checkout import cell_of
from sandbox.scenario.routing_plugins import policies
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from sandbox.model.checkout import Checkout
    from sandbox.model.memory import Memory
    from sandbox.model.tables.world import World


@dataclass(frozen=True, slots=True)
class RouteView:
    """One usable route: its id in the world, its fee for this amount, its feedback so far.

    Attributes
    ----------
    id
        In the world.
    fee_fen
        Merchant discount for this amount, before cuts and supplements.
    succeeded, failed
        Attempts that were approved, and that failed for technical reasons.
    """

    id: int
    fee_fen: int
    succeeded: int
    failed: int


@dataclass(frozen=True, slots=True)
class RoutingOccasion:
    """What a policy may look at.

    Attributes
    ----------
    checkout, attempt
        Number of the checkout, and of the attempt from 0.
    time_us
        Time of the attempt, microseconds of the horizon.
    amount_fen
        Amount of the purchase.
    routes
        Usable routes in the merchant's order of preference, at least one.
    """

    checkout: int
    attempt: int
    time_us: int
    amount_fen: int
    routes: tuple[RouteView, ...]


Policy = Callable[[RoutingOccasion], int]


@dataclass(frozen=True, slots=True)
class Policies:
    """The installed policies that a world asks, by their position among the names."""

    installed: Mapping[int, Policy]

    @classmethod
    def of(cls, world: World) -> Policies:
        """Return the policies of a world, imported; UsageError where one cannot be."""
        return cls({index: load_policy(index) for index in set(world.plugin_of) if index >= 0})

    def decide(self, world: World, checkout: Checkout, memory: Memory, usable: int) -> None:
        """Let a policy pick the offer, where one is asked in place of the checkout's learner."""
        learner = checkout.learner
        if learner == NOBODY or world.plugin_of[learner] == NOBODY:
            return
        cell = cell_of(world, checkout)
        first = world.offers.start[cell]
        count = world.offers.start[cell + 1] - first
        offers = [offer for offer in range(count) if (usable >> offer) & 1]
        row = world.learners.start[learner]
        views = tuple(
            RouteView(
                world.routes.id[world.offers.route[first + offer]],
                memory.prices[offer],
                int(memory.learners.succeeded[row + offer]),
                int(memory.learners.failed[row + offer]),
            )
            for offer in offers
        )
        occasion = RoutingOccasion(
            checkout.number, checkout.attempts, checkout.now_us, checkout.amount_fen, views
        )
        plugin = world.plugin_of[learner]
        checkout.offer = first + offers[ask_policy(plugin, self.installed[plugin], occasion)]


def load_policy(index: int) -> Policy:
    """Return an installed policy by its position among the names.

    Raises
    ------
    UsageError
        If it cannot be imported.
    """
    point = policies()[index]
    try:
        found: Policy = point.load()
    except Exception as error:
        raise UsageError(
            f"routing policy `{point.name}` cannot be imported: {error}",
            hint=f"it is registered as {point.value}",
        ) from error
    return found


def ask_policy(index: int, policy: Policy, occasion: RoutingOccasion) -> int:
    """Return the position of the route that a policy picks among those of the occasion.

    Raises
    ------
    UsageError
        If the policy fails or picks no usable route.
    """
    name = policies()[index].name
    try:
        picked = policy(occasion)
    except Exception as error:
        message = f"routing policy `{name}` failed at checkout {occasion.checkout}: {error!r}"
        raise UsageError(message) from error
    known = [route.id for route in occasion.routes]
    if picked not in known:
        message = f"routing policy `{name}` picked {picked!r} for checkout {occasion.checkout}"
        raise UsageError(message, hint=f"ids of usable routes: {', '.join(map(str, known))}")
    return known.index(picked)
