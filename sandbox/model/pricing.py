"""What a captured payment costs and moves: from tables and the checkout to amounts and accounts."""

from typing import Final, NamedTuple

from sandbox.chance import streams
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout, cell_of, moment_of
from sandbox.model.decisions import deciding_clause
from sandbox.model.draws import Draws
from sandbox.model.menu import subsidy_row, surcharge_ppm
from sandbox.model.tables.world import World
from sandbox.payments import fees, ledger
from sandbox.vocabulary import NOBODY, FeeBearer

MARKETPLACE: Final = int(FeeBearer.MARKETPLACE)
SHOPPER: Final = int(FeeBearer.SHOPPER)


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


def terms_of(world: World, checkout: Checkout, draws: Draws) -> Terms:
    """Return what rules say about the price of the checkout's payment."""
    clauses, chains, settings, key = world.clauses, world.chains, world.settings, draws.key
    cell, moment = cell_of(world, checkout), moment_of(world, checkout)
    subsidy, surcharge = NOBODY, 0
    if settings.has_subsidies:
        subsidy = subsidy_row(world, key, cell, moment)
    if settings.has_surcharges:
        surcharge = surcharge_ppm(world, key, cell, moment)
    return Terms(
        clauses.effect[deciding_clause(key, clauses, chains.schedule, cell, moment)],
        clauses.effect[deciding_clause(key, clauses, chains.cut, cell, moment)],
        subsidy,
        surcharge,
        clauses.effect[deciding_clause(key, clauses, chains.bearer, cell, moment)],
    )


def amounts_of(world: World, checkout: Checkout, terms: Terms, volume_fen: int) -> ledger.Amounts:
    """Return every amount that the checkout's payment moves, in fen.

    Parameters
    ----------
    volume_fen
        What the merchant had captured before.
    """
    amount, funding, place = checkout.amount_fen, checkout.funding, checkout.destination
    schedule = terms.schedule
    if schedule == NOBODY:
        schedule = world.offers.schedule[checkout.offer]
    share = fees.tier_share(world.schedules, schedule, volume_fen)
    share += world.fundings.supplement_ppm[funding]
    share = fees.share_after_cut(share, terms.cut_ppm)
    discount = fees.fee(world.schedules, schedule, share, amount)
    kept_ppm = world.routes.acquirer_ppm[world.offers.route[checkout.offer]]
    row = terms.subsidy
    margin = fees.share_of(amount, world.destinations.margin_ppm[place])
    return ledger.Amounts(
        sale=amount,
        subsidy=fees.subsidy(world.subsidies, row, amount) if row != NOBODY else 0,
        surcharge=fees.share_of(amount, terms.surcharge_ppm),
        discount=discount,
        acquirer=discount * kept_ppm // 1_000_000,
        rail=rail_cost_fen(world, world.fundings.rail[funding], amount),
        take=fees.share_of(amount, world.destinations.take_ppm[place]),
        goods=amount - margin,
    )


def rail_cost_fen(world: World, rail: int, amount_fen: int) -> int:
    """Return what a rail asks for a payment, 0 where there is none."""
    if rail == NOBODY:
        return 0
    schedule = world.rails.schedule[rail]
    return fees.fee(world.schedules, schedule, world.schedules.share_ppm[schedule], amount_fen)


def parties_of(world: World, checkout: Checkout, terms: Terms) -> ledger.Parties:
    """Return the accounts between which the checkout's payment moves money."""
    settings, places = world.settings, world.destinations
    seller = places.seller[checkout.destination]
    marketplace = places.marketplace[checkout.destination]
    bearer = seller
    if terms.bearer == MARKETPLACE:
        bearer = marketplace
    elif terms.bearer == SHOPPER:
        bearer = settings.shoppers
    row = terms.subsidy
    rail = world.fundings.rail[checkout.funding]
    return ledger.Parties(
        shoppers=settings.shoppers,
        suppliers=settings.suppliers,
        seller=seller,
        marketplace=marketplace,
        wallet=world.wallets.account[checkout.wallet],
        acquirer=world.routes.acquirer[world.offers.route[checkout.offer]],
        rail=world.rails.account[rail] if rail != NOBODY else NOBODY,
        bearer=bearer,
        payer=world.subsidies.payer[row] if row != NOBODY else NOBODY,
    )


def refunded_fen(world: World, checkout: Checkout, draws: Draws) -> int:
    """Return how much of a payment is refunded later: nothing, everything, or a uniform part."""
    places, place = world.destinations, checkout.destination
    words = drawn.aftermath_words(draws, checkout.number)
    if words[streams.AFTERMATH_REFUNDED] >= places.refund_share[place]:
        return 0
    full, size_word = places.refund_full[place], words[streams.AFTERMATH_REFUND_SIZE]
    if size_word < full:
        return checkout.amount_fen
    rest = (1 << 32) - full
    return 1 + (size_word - full) * (checkout.amount_fen - 1) // rest
