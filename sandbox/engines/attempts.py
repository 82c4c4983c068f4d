"""One attempt, step by step, as pure functions of tables and drawn words: route to notification.

Both engines call these; none of them knows a clock.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.chance.quantile_tables import QuantileTable
from sandbox.chance.streams import StreamKey
from sandbox.engines.steps import Visit, Words
from sandbox.model.tables.world import World
from sandbox.payments import acceptance, cashier, declines, fees, routing
from sandbox.vocabulary import NOBODY, Confirmation, EntityKind, Outcome, Purpose, RoutingPolicy

PAID = int(Outcome.PAID)
PASSWORD_FREE = int(Confirmation.PASSWORD_FREE)
LEAST_COST = int(RoutingPolicy.LEAST_COST)


def write_prices(world: World, cell: int, amount_fen: int, prices: MutableSequence[int]) -> None:
    """Write down the fee of every offer of a cell at this amount, before cuts and supplements.

    Parameters
    ----------
    prices
        Room for as many fees as there are offers; those of the cell come first.
    """
    offers = world.offers
    first = offers.start[cell]
    for offer in range(offers.start[cell + 1] - first):
        schedule = offers.schedule[first + offer]
        share = world.schedules.share_ppm[schedule]
        prices[offer] = fees.fee(world.schedules, schedule, share, amount_fen)


def offer_picked(
    world: World,
    clause: int,
    place: tuple[int, int],
    payment: tuple[int, int],
    prices: MutableSequence[int],
) -> int:
    """Return the row of the offer that the routing policy picks, or `routing.NO_ROUTE`.

    Parameters
    ----------
    clause
        Deciding clause of the routing policy.
    place
        Cell (destination × wallet) and bit mask of the offers still open.
    payment
        Amount in fen, and the draw of this attempt.
    prices
        Room for the fees of the cell's offers.
    """
    cell, usable = place
    amount_fen, word = payment
    policy = world.clauses.effect[clause]
    if policy == LEAST_COST:
        write_prices(world, cell, amount_fen, prices)
    preference = routing.Preference(policy, world.clauses.parameter[clause], word)
    return routing.pick_offer(world.offers, cell, usable, preference, prices)


class CashierVisit(NamedTuple):
    """How an attempt passed the cashier: way to confirm, `Outcome`, duration."""

    method: int
    failure: int
    takes_us: int


def agreement_word(world: World, agreements: Sequence[int], wallet: int) -> int:
    """Return the draw of a password-free agreement; above every threshold where none exists."""
    position = world.wallets.agreement_word[wallet]
    return 1 << 34 if position == NOBODY else agreements[position]


def cashier_at(
    world: World,
    visit: Visit,
    place: tuple[int, int],
    amount_fen: int,
    words: tuple[int, int, int],
) -> CashierVisit:
    """Return how an attempt passes the cashier.

    Parameters
    ----------
    place
        Wallet and container.
    words
        Agreement, biometric and cashier words.
    """
    wallet, container = place
    agreement_word, biometric_word, cashier_word = words
    settings = world.settings
    audience = world.destinations.audience[visit.destination]
    agreed = agreement_word < world.audiences.agreement[audience * settings.wallets + wallet]
    method = cashier.confirmation(
        agreed,
        amount_fen <= settings.password_free_limit_fen,
        biometric_word < settings.biometric,
    )
    foreign = acceptance.is_foreign(
        container,
        world.wallets.owner[wallet],
        world.destinations.owner[visit.destination],
        world.surfaces.owner[visit.surface],
    )
    failure = cashier.cashier_failure(
        cashier_word,
        world.handover_failed[container] if foreign else 0,
        0 if method == PASSWORD_FREE else settings.cancelled,
        world.authentication_failed[method],
    )
    return CashierVisit(method, failure, world.confirmation_us[method])


def rates_of(world: World, route: int, added: int) -> declines.DeclineRates:
    """Return the decline probabilities of a route, with an outage's technical ones added."""
    routes = world.routes
    technical = routes.technical[route] + added
    return declines.DeclineRates(technical, routes.risk[route], routes.insufficient[route])


def authorise(
    world: World,
    key: StreamKey,
    attempt: tuple[int, int],
    place: tuple[int, int, int],
    amount_fen: int,
    words: Words,
) -> tuple[int, int]:
    """Return the answer (`Outcome.PAID` for approved) and the funding that gave it.

    Parameters
    ----------
    attempt
        Number of the checkout and of the attempt.
    place
        Wallet, route, and the word threshold that outages add to its technical declines.
    words
        The attempt's block; further fundings draw blocks of their own.
    """
    fundings = world.fundings
    wallet, route, added = place
    rates = rates_of(world, route, added)
    funding = declines.chosen_funding(fundings, wallet, words[streams.ATTEMPT_FUNDING])
    answer = declines.hard_decline(rates, words[streams.ATTEMPT_DECLINE])
    if answer != PAID:
        return answer, funding
    answer = declines.soft_decline(
        fundings, funding, amount_fen, rates, words[streams.ATTEMPT_DECLINE]
    )
    soft_only = declines.DeclineRates(0, 0, rates.insufficient)
    further = 0
    while (
        answer != PAID
        and fundings.falls_through[funding]
        and funding + 1 < fundings.start[wallet + 1]
    ):
        further += 1
        funding += 1
        word = _further_word(key, attempt, further)
        answer = declines.soft_decline(fundings, funding, amount_fen, soft_only, word)
    return answer, funding


def _further_word(key: StreamKey, attempt: tuple[int, int], further: int) -> int:
    number, nth = attempt
    block = streams.block(
        key,
        int(EntityKind.CHECKOUT),
        number,
        int(Purpose.ATTEMPT),
        0,
        streams.attempt_try(nth, further),
    )
    return block[streams.ATTEMPT_DECLINE]


def notification_us(world: World, wallet: int, words: Words, tables: QuantileTable) -> int:
    """Return the time from capture to the first notification that arrives, µs.

    Parameters
    ----------
    words
        Notice block of the attempt.
    """
    notices = world.notices
    if notices.law[wallet] == NOBODY:
        return 0
    delay = sample(world.laws, notices.law[wallet], words[streams.NOTICE_DELAY], tables)
    lost, row = notices.lost[wallet], notices.pause_start[wallet]
    reached = lost
    # One word decides how many notifications in a row are lost.
    while words[streams.NOTICE_LOST] < reached and row < notices.pause_start[wallet + 1]:
        delay += notices.pause_us[row]
        row += 1
        # Halves, because the product of two whole words does not fit a compiled integer.
        reached = ((reached >> 1) * (lost >> 1)) >> 30
    return delay
