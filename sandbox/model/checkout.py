"""One checkout on its way: who comes, where it leads, what was tried, how it ended.

The reference engine keeps an object of this class for each checkout, the compiled engine a row of
whole numbers with the same names; the instants of this package run on both.
"""

from dataclasses import dataclass
from typing import Final

from sandbox.chance.streams import store_entity
from sandbox.model.decisions import Entities, Moment
from sandbox.model.records.intervals import bucket_of
from sandbox.model.tables.world import World
from sandbox.payments.openness import Circumstances
from sandbox.vocabulary import NOBODY, PaidAfter

NEVER_US: Final = 1 << 62
FIRST_TRY: Final = int(PaidAfter.FIRST_TRY)


@dataclass(slots=True)
class Checkout:
    """One checkout on its way.

    Attributes
    ----------
    number, arrival_us, now_us, bucket
        Number of the arrival, its time, how far the checkout has come in time, and the time
        bucket of the arrival.
    destination, surface, payload, store
        Where it leads and where it starts; number of the store.
    segment, tier, is_new, held, favourite, order
        Who comes: indices, 1 for a new shopper of the destination, bit mask of wallets, the
        favourite (`NOBODY` for somebody without a wallet), row of the favourite weights that give
        the shopper's own order.
    amount_fen
        Amount of the purchase, 0 for a service without payment.
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
        Learner that picked the route, era of its breaker, 1 once the attempt's end is noted.
    wait_us, leaves_us
        Time spent in queues so far; when the shopper's patience ends.
    paid_after
        The greatest detour so far.
    method, failure, takes_us
        How the attempt on its way passes the cashier: way to confirm, `Outcome`, duration.
    outcome
        How the attempt, and in the end the checkout, ended.
    captured_us
        When the payment was captured, which the end of the checkout may be later than.
    discount_fen, subsidy_fen, surcharge_fen, refunded_fen
        What a captured payment moved, and what of it is refunded later.
    goes_elsewhere
        1 where a lost purchase is made elsewhere.
    """

    number: int = 0
    arrival_us: int = 0
    now_us: int = 0
    bucket: int = 0
    destination: int = 0
    surface: int = 0
    payload: int = 0
    store: int = 0
    segment: int = 0
    tier: int = 0
    is_new: int = 0
    held: int = 0
    favourite: int = 0
    order: int = 0
    amount_fen: int = 0
    container: int = 0
    link_state: int = 0
    acceptable: int = 0
    wallet: int = 0
    offer: int = 0
    funding: int = 0
    attempts: int = 0
    on_route: int = 0
    routes: int = 0
    wallets: int = 0
    tried_wallets: int = 0
    open_offers: int = 0
    learner: int = 0
    era: int = 0
    is_taught: int = 0
    wait_us: int = 0
    leaves_us: int = 0
    paid_after: int = 0
    method: int = 0
    failure: int = 0
    takes_us: int = 0
    outcome: int = 0
    captured_us: int = 0
    discount_fen: int = 0
    subsidy_fen: int = 0
    surcharge_fen: int = 0
    refunded_fen: int = 0
    goes_elsewhere: int = 0


def begin(world: World, checkout: Checkout, number: int, moment_us: int) -> None:
    """Make a checkout the one that arrives now, of which nothing else is known yet."""
    checkout.number = number
    checkout.arrival_us = moment_us
    checkout.now_us = moment_us
    checkout.bucket = bucket_of(world, moment_us)
    checkout.acceptable = 0
    checkout.wallet = NOBODY
    checkout.offer = NOBODY
    checkout.funding = NOBODY
    checkout.attempts = 0
    checkout.wallets = 0
    checkout.tried_wallets = 0
    checkout.learner = NOBODY
    checkout.is_taught = 1
    checkout.wait_us = 0
    checkout.leaves_us = NEVER_US
    checkout.paid_after = FIRST_TRY
    checkout.discount_fen = 0
    checkout.subsidy_fen = 0
    checkout.surcharge_fen = 0
    checkout.refunded_fen = 0
    checkout.goes_elsewhere = 0


def moment_of(world: World, checkout: Checkout) -> Moment:
    """Return what rules may look at, and what roll-outs are drawn for."""
    facts = Circumstances(
        checkout.arrival_us,
        checkout.surface,
        checkout.payload,
        checkout.segment,
        checkout.tier,
        checkout.amount_fen,
    )
    merchant = world.destinations.id[checkout.destination]
    return Moment(facts, Entities(checkout.number, store_entity(merchant, checkout.store)))


def cell_of(world: World, checkout: Checkout) -> int:
    """Return the (destination × wallet) cell of the checkout's wallet."""
    return checkout.destination * world.settings.wallets + checkout.wallet


def route_of(world: World, checkout: Checkout) -> int:
    """Return the route that the checkout is on, `NOBODY` before the first."""
    return NOBODY if checkout.offer == NOBODY else world.offers.route[checkout.offer]
