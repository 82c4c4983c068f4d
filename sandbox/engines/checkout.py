"""One checkout on its way through the reference engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.model.counting import Ending
from sandbox.vocabulary import NOBODY, Outcome, PaidAfter

NEVER_US = 1 << 62

if TYPE_CHECKING:
    from sandbox.engines.draws import Luck
    from sandbox.engines.steps import Shopper, Visit
    from sandbox.model.decisions import Entities
    from sandbox.model.tables.world import World
    from sandbox.payments.ledger import Amounts
    from sandbox.payments.openness import Circumstances


@dataclass(slots=True)
class Checkout:
    """One checkout on its way: who, where, and what was tried.

    Attributes
    ----------
    number, arrival_us, bucket
        Number of the arrival, its time, and the time bucket of it.
    luck
        Its draws.
    visit, shopper, facts, who
        Where it leads, who comes, what rules may look at, what roll-outs are drawn for.
    container, link_state
        Result of the link gate.
    acceptable
        Bit mask of the wallets that the shopper would take.
    wallet, offer, funding
        What the last attempt used, `NOBODY` before the first.
    attempts, on_route, routes, wallets
        How often what was tried.
    tried_wallets, open_offers
        Bit masks.
    learner, era, is_taught
        Learner that picked the route, era of its breaker, whether the attempt's end is noted.
    wait_us, leaves_us
        Time spent in queues so far; when the shopper's patience ends.
    paid_after
        The greatest detour so far.
    """

    number: int
    arrival_us: int
    bucket: int
    luck: Luck
    visit: Visit
    shopper: Shopper
    facts: Circumstances
    who: Entities
    container: int = 0
    link_state: int = 0
    acceptable: int = 0
    wallet: int = NOBODY
    offer: int = NOBODY
    funding: int = NOBODY
    attempts: int = 0
    on_route: int = 0
    routes: int = 0
    wallets: int = 0
    tried_wallets: int = 0
    open_offers: int = 0
    learner: int = NOBODY
    era: int = 0
    is_taught: bool = True
    wait_us: int = 0
    leaves_us: int = NEVER_US
    paid_after: int = int(PaidAfter.FIRST_TRY)
    outcome: int = int(Outcome.PAID)

    def cell(self, world: World) -> int:
        """Return the (destination × wallet) cell of the checkout's wallet."""
        return self.visit.destination * world.settings.wallets + self.wallet

    def route(self, world: World) -> int:
        """Return the index of the route that the checkout is on, `NOBODY` before the first."""
        return NOBODY if self.offer == NOBODY else world.offers.route[self.offer]

    def ending(self, now_us: int, refund_fen: int, *, elsewhere: bool) -> Ending:
        """Return what is counted of the finished checkout."""
        return Ending(
            arrival_us=self.arrival_us,
            end_us=now_us,
            bucket=self.bucket,
            destination=self.visit.destination,
            surface=self.visit.surface,
            segment=self.shopper.segment,
            tier=self.shopper.tier,
            is_new=self.shopper.is_new,
            favourite=self.shopper.favourite,
            wallet=self.wallet,
            amount_fen=self.facts.amount_fen,
            refund_fen=refund_fen,
            attempts=self.attempts,
            paid_after=self.paid_after,
            outcome=self.outcome,
            elsewhere=int(elsewhere),
        )

    def row(self, world: World, end: Ending, amounts: Amounts | None) -> tuple[int, ...]:
        """Return the row of the finished checkout, in the order of `trace.COLUMNS`."""
        visit, shopper = self.visit, self.shopper
        return (
            self.number,
            self.arrival_us,
            end.end_us,
            visit.destination,
            visit.surface,
            visit.payload,
            visit.store,
            shopper.segment,
            shopper.tier,
            shopper.is_new,
            shopper.held,
            shopper.favourite,
            self.facts.amount_fen,
            self.link_state,
            self.container,
            self.wallet,
            self.route(world),
            self.funding,
            self.attempts,
            self.wait_us,
            self.outcome,
            self.paid_after if self.outcome == Outcome.PAID else NOBODY,
            amounts.discount if amounts is not None else 0,
            amounts.subsidy if amounts is not None else 0,
            amounts.surcharge if amounts is not None else 0,
            end.refund_fen,
            end.elsewhere,
        )
