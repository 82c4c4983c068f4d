"""What a replication remembers from one payment to the next: learners, breakers, retry budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.chance import streams
from sandbox.chance.beta import Place, beta
from sandbox.engines.attempts import write_prices
from sandbox.engines.plugins import Policy, RouteView, RoutingOccasion, ask_policy, load_policy
from sandbox.model.tables.world import World
from sandbox.payments import breakers, budgets, fees, learning
from sandbox.vocabulary import NOBODY, EntityKind, Outcome, Purpose, RoutingPolicy

if TYPE_CHECKING:
    from sandbox.chance.quantile_tables import QuantileTable
    from sandbox.chance.streams import StreamKey
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.steps import Words

CHECKOUT = int(EntityKind.CHECKOUT)
BELIEVERS = (int(RoutingPolicy.THOMPSON), int(RoutingPolicy.DISCOUNTED_THOMPSON))
# Attempts that end before they reach the route say nothing about it.
UNREACHED = (
    int(Outcome.HANDOVER_FAILED),
    int(Outcome.AUTHENTICATION_FAILED),
    int(Outcome.CANCELLED),
    int(Outcome.IMPATIENT),
)


@dataclass(slots=True)
class Memory:
    """State of every learner, breaker and budget of one replication."""

    world: World
    key: StreamKey
    tables: QuantileTable
    learners: learning.LearnerState
    breakers: breakers.BreakerState
    buckets: list[int]
    policies: dict[int, Policy]

    def passable(self, cell: int, usable: int, now_us: int) -> int:
        """Return the usable offers of a cell whose routes' breakers let a request through."""
        first = self.world.offers.start[cell]
        passable = 0
        for offer in range(self.world.offers.start[cell + 1] - first):
            route = self.world.offers.route[first + offer]
            if (usable >> offer) & 1 and breakers.may_pass(
                self.world.breakers, self.breakers, route, now_us
            ):
                passable |= 1 << offer
        return passable

    def learner_at(self, clause: int, cell: int) -> int:
        """Return the learner that decides in a cell, `NOBODY` where the policy does not learn."""
        world = self.world
        if world.clauses.effect[clause] < RoutingPolicy.ROUND_ROBIN:
            return NOBODY
        cells = world.settings.destinations * world.settings.wallets
        return world.learner_of[world.clauses.parameter[clause] * cells + cell]

    def ask(self, learner: int, checkout: Checkout, passable: int, now_us: int) -> int:
        """Return the row of the offer that an installed Python policy picks."""
        world = self.world
        cell, amount = checkout.cell(world), checkout.facts.amount_fen
        first = world.offers.start[cell]
        count = world.offers.start[cell + 1] - first
        usable = [offer for offer in range(count) if (passable >> offer) & 1]
        prices = self._prices(cell, amount)
        row = world.learners.start[learner]
        views = tuple(
            RouteView(
                world.routes.id[world.offers.route[first + offer]],
                prices[offer],
                int(self.learners.succeeded[row + offer]),
                int(self.learners.failed[row + offer]),
            )
            for offer in usable
        )
        occasion = RoutingOccasion(checkout.number, checkout.attempts, now_us, amount, views)
        plugin = world.plugin_of[learner]
        return first + usable[ask_policy(plugin, self.policies[plugin], occasion)]

    def pick(self, learner: int, checkout: Checkout, passable: int, words: Words) -> int:
        """Return the row of the offer that a learner picks.

        Parameters
        ----------
        words
            Follow-up block of the attempt.
        """
        cell = checkout.cell(self.world)
        amount = checkout.facts.amount_fen
        margin = self.world.destinations.margin_ppm[checkout.visit.destination]
        occasion = learning.Occasion(
            words[streams.FOLLOW_UP_UNIFORM],
            words[streams.FOLLOW_UP_PICK],
            self._ties(checkout, cell),
            self._beliefs(learner, checkout, cell),
            fees.share_of(amount, margin),
            self._prices(cell, amount),
        )
        chosen = learning.choose(self.world.learners, self.learners, learner, passable, occasion)
        learning.advance(self.world.learners, self.learners, learner, chosen)
        return self.world.offers.start[cell] + chosen

    def _prices(self, cell: int, amount_fen: int) -> list[int]:
        offers = self.world.offers
        prices = [0] * (offers.start[cell + 1] - offers.start[cell])
        write_prices(self.world, cell, amount_fen, prices)
        return prices

    def _routes(self, cell: int) -> list[int]:
        offers = self.world.offers
        rows = range(offers.start[cell], offers.start[cell + 1])
        return [self.world.routes.id[offers.route[row]] for row in rows]

    def _ties(self, checkout: Checkout, cell: int) -> list[int]:
        attempt = streams.attempt_try(checkout.attempts, 0)
        purpose = int(Purpose.TIE)
        return [
            streams.block(self.key, CHECKOUT, checkout.number, purpose, route, attempt)[
                streams.TIE_WORD
            ]
            for route in self._routes(cell)
        ]

    def _beliefs(self, learner: int, checkout: Checkout, cell: int) -> list[float]:
        routes = self._routes(cell)
        if self.world.learners.policy[learner] not in BELIEVERS:
            return [0.0] * len(routes)
        beliefs = []
        for offer, route in enumerate(routes):
            place = Place(CHECKOUT, checkout.number, int(Purpose.BELIEF), route, checkout.attempts)
            law = learning.belief(self.world.learners, self.learners, learner, offer)
            beliefs.append(beta(self.key, place, law.a, law.b, self.tables))
        return beliefs

    def set_out(self, checkout: Checkout) -> None:
        """Note that an attempt begins on the checkout's route."""
        checkout.era = breakers.let_pass(self.breakers, checkout.route(self.world))
        checkout.is_taught = False
        self.earn(checkout)

    def earn(self, checkout: Checkout) -> None:
        """Let a first attempt, made or refused, earn its share of a further one."""
        if checkout.attempts == 0:
            budgets.earn(self.world.budget_ppm, self.buckets, checkout.visit.destination)

    def teach(self, checkout: Checkout, outcome: int, now_us: int) -> None:
        """Take in how an attempt ended, once."""
        if checkout.is_taught:
            return
        checkout.is_taught = True
        route, reward = checkout.route(self.world), learning.feedback(outcome)
        if outcome in UNREACHED:
            breakers.withdraw(self.breakers, route, checkout.era)
        else:
            failed = reward == 0
            breakers.note(self.world.breakers, self.breakers, route, now_us, checkout.era, failed)
        if checkout.learner != NOBODY and reward != learning.NO_FEEDBACK:
            offer = checkout.offer - self.world.offers.start[checkout.cell(self.world)]
            learning.learn(self.world.learners, self.learners, checkout.learner, offer, reward)

    def affords(self, destination: int) -> bool:
        """Spend one further attempt of the merchant's retry budget, if there is one left."""
        if not budgets.may_spend(self.world.budget_ppm, self.buckets, destination):
            return False
        budgets.spend(self.world.budget_ppm, self.buckets, destination)
        return True


def memory_of(world: World, key: StreamKey, tables: QuantileTable) -> Memory | None:
    """Return the empty memory of a replication, None where nothing is remembered."""
    if not world.settings.has_memory:
        return None
    return Memory(
        world,
        key,
        tables,
        learning.untaught(world.learners),
        breakers.all_closed(world.breakers),
        [0] * world.settings.destinations,
        {index: load_policy(index) for index in set(world.plugin_of) if index != NOBODY},
    )
