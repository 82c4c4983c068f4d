"""What a captured payment moves: from tables and the payment to amounts and accounts."""

from typing import NamedTuple

from sandbox.chance.streams import StreamKey
from sandbox.model.decisions import Entities, deciding_clause
from sandbox.model.tables.world import World
from sandbox.payments import fees, ledger
from sandbox.payments.openness import Circumstances
from sandbox.vocabulary import NOBODY, FeeBearer

MARKETPLACE = int(FeeBearer.MARKETPLACE)
SHOPPER = int(FeeBearer.SHOPPER)


class Payment(NamedTuple):
    """A captured payment: indices, and the volume that its merchant had captured before."""

    destination: int
    wallet: int
    offer: int
    funding: int
    amount_fen: int
    volume_fen: int


class Terms(NamedTuple):
    """What rules say about the price of a payment.

    Attributes
    ----------
    schedule
        Row of the schedule that a rule sets, or `NOBODY` for the route's own.
    cut_ppm, surcharge_ppm
        Relative cut of the share; what the shopper pays on top.
    subsidy
        Row of the subsidy, or `NOBODY`.
    bearer
        A `FeeBearer`.
    """

    schedule: int
    cut_ppm: int
    subsidy: int
    surcharge_ppm: int
    bearer: int


def terms_at(
    world: World,
    key: StreamKey,
    cell: int,
    facts: Circumstances,
    who: Entities,
) -> Terms:
    """Return what rules say about the price of a payment of a (destination × wallet) cell."""
    clauses, chains, settings = world.clauses, world.chains, world.settings
    subsidy, surcharge = NOBODY, 0
    if settings.has_subsidies:
        subsidy = clauses.effect[deciding_clause(key, clauses, chains.subsidy, cell, facts, who)]
    if settings.has_surcharges:
        row = deciding_clause(key, clauses, chains.surcharge, cell, facts, who)
        surcharge = clauses.effect[row]
    return Terms(
        clauses.effect[deciding_clause(key, clauses, chains.schedule, cell, facts, who)],
        clauses.effect[deciding_clause(key, clauses, chains.cut, cell, facts, who)],
        subsidy,
        surcharge,
        clauses.effect[deciding_clause(key, clauses, chains.bearer, cell, facts, who)],
    )


def amounts_of(world: World, payment: Payment, terms: Terms) -> ledger.Amounts:
    """Return every amount that a captured payment moves, in fen."""
    amount = payment.amount_fen
    route = world.offers.route[payment.offer]
    schedule = terms.schedule
    if schedule == NOBODY:
        schedule = world.offers.schedule[payment.offer]
    share = fees.tier_share(world.schedules, schedule, payment.volume_fen)
    share += world.fundings.supplement_ppm[payment.funding]
    share = fees.share_after_cut(share, terms.cut_ppm)
    discount = fees.fee(world.schedules, schedule, share, amount)
    row = terms.subsidy
    margin = fees.share_of(amount, world.destinations.margin_ppm[payment.destination])
    return ledger.Amounts(
        sale=amount,
        subsidy=fees.subsidy(world.subsidies, row, amount) if row != NOBODY else 0,
        surcharge=fees.share_of(amount, terms.surcharge_ppm),
        discount=discount,
        acquirer=discount * world.routes.acquirer_ppm[route] // 1_000_000,
        rail=_rail_cost(world, payment),
        take=fees.share_of(amount, world.destinations.take_ppm[payment.destination]),
        goods=amount - margin,
    )


def _rail_cost(world: World, payment: Payment) -> int:
    rail = world.fundings.rail[payment.funding]
    if rail == NOBODY:
        return 0
    schedule = world.rails.schedule[rail]
    share = world.schedules.share_ppm[schedule]
    return fees.fee(world.schedules, schedule, share, payment.amount_fen)


def parties_of(world: World, payment: Payment, terms: Terms) -> ledger.Parties:
    """Return the accounts between which a captured payment moves money."""
    settings, places = world.settings, world.destinations
    seller = places.seller[payment.destination]
    marketplace = places.marketplace[payment.destination]
    bearer = seller
    if terms.bearer == MARKETPLACE:
        bearer = marketplace
    elif terms.bearer == SHOPPER:
        bearer = settings.shoppers
    row = terms.subsidy
    rail = world.fundings.rail[payment.funding]
    return ledger.Parties(
        shoppers=settings.shoppers,
        suppliers=settings.suppliers,
        seller=seller,
        marketplace=marketplace,
        wallet=world.wallets.account[payment.wallet],
        acquirer=world.routes.acquirer[world.offers.route[payment.offer]],
        rail=world.rails.account[rail] if rail != NOBODY else NOBODY,
        bearer=bearer,
        payer=world.subsidies.payer[row] if row != NOBODY else NOBODY,
    )


def refunded_fen(world: World, payment: Payment, refunded_word: int, size_word: int) -> int:
    """Return how much of a payment is refunded later: nothing, everything, or a uniform part."""
    places = world.destinations
    if refunded_word >= places.refund_share[payment.destination]:
        return 0
    full = places.refund_full[payment.destination]
    if size_word < full:
        return payment.amount_fen
    rest = (1 << 32) - full
    return 1 + (size_word - full) * (payment.amount_fen - 1) // rest
