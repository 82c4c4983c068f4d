"""The wallet menu: which wallets are offered, which the shopper would take, which they take."""

from typing import Final, NamedTuple

from sandbox.chance import streams
from sandbox.chance.streams import StreamKey
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout, cell_of, moment_of
from sandbox.model.decisions import Moment, deciding_clause
from sandbox.model.draws import Draws
from sandbox.model.records.event_log import CHOICE, MENU, EventLog, log_event
from sandbox.model.tables.world import World
from sandbox.payments import acceptance, choice
from sandbox.vocabulary import NOBODY, Acceptance, Container, Outcome

CONTAINERS: Final = len(Container)
PAID: Final = int(Outcome.PAID)


class MenuWords(NamedTuple):
    """Draws of one visit to the wallet menu."""

    visibility: int
    pull: int
    switch: int
    surcharge: int


def choose_at_menu(world: World, checkout: Checkout, draws: Draws, log: EventLog) -> int:
    """Choose a wallet; return `PAID` to go on, or the outcome that ends the checkout."""
    number, now_us = checkout.number, checkout.now_us
    words = menu_draws(world, checkout, draws)
    menu = menu_of(world, checkout, draws, words)
    wallet = wallet_chosen(world, checkout, menu, words)
    log_event(log, number, now_us, MENU, (menu.offered, menu.acceptable))
    log_event(log, number, now_us, CHOICE, (wallet,))
    if wallet < 0:
        return -wallet
    checkout.acceptable = menu.acceptable
    open_wallet(world, checkout, draws, wallet)
    return PAID


def menu_draws(world: World, checkout: Checkout, draws: Draws) -> MenuWords:
    """Return the draws of a checkout's visit to the wallet menu."""
    number = checkout.number
    words, surcharge = drawn.menu_words(draws, number), 0
    if world.settings.has_surcharges:
        surcharge = drawn.aftermath_words(draws, number)[streams.AFTERMATH_SURCHARGE]
    switch = drawn.visit_words(draws, number)[streams.VISIT_SWITCH]
    visibility, pull = words[streams.MENU_VISIBILITY], words[streams.MENU_PULL]
    return MenuWords(visibility, pull, switch, surcharge)


def menu_of(world: World, checkout: Checkout, draws: Draws, words: MenuWords) -> choice.Menu:
    """Return what a shopper meets at the wallet menu."""
    settings, menus, held = world.settings, world.menus, checkout.held
    fixed = checkout.destination * CONTAINERS + checkout.container
    if menus.is_fixed[fixed] and not (
        settings.has_surcharges or settings.has_subsidies or settings.has_through
    ):
        offered = held & menus.listed[fixed]
        if words.visibility < settings.folded_visibility:
            offered |= held & menus.folded[fixed]
        return choice.Menu(offered, offered, 0, offered & menus.preselected[fixed])
    return menu_by_wallet(world, checkout, draws, words)


def menu_by_wallet(world: World, checkout: Checkout, draws: Draws, words: MenuWords) -> choice.Menu:
    """Return what a shopper meets at a menu that depends on the checkout, wallet by wallet."""
    settings, key, moment = world.settings, draws.key, moment_of(world, checkout)
    destination, container = checkout.destination, checkout.container
    offered, acceptable, subsidised, preselected = 0, 0, 0, 0
    for wallet in range(settings.wallets):
        if not (checkout.held >> wallet) & 1:
            continue
        state, clause = acceptance_at(world, key, destination, wallet, container, moment)
        cell = destination * settings.wallets + wallet
        if not acceptance.is_visible(state, words.visibility, settings.folded_visibility):
            continue
        if usable_offers(world, cell, clause) == 0:
            continue
        offered |= 1 << wallet
        if (
            settings.has_surcharges
            and surcharge_ppm(world, key, cell, moment) > 0
            and words.surcharge >= settings.surcharge_accepted
        ):
            continue
        acceptable |= 1 << wallet
        if state == Acceptance.DEFAULT:
            preselected |= 1 << wallet
        if settings.has_subsidies and subsidy_row(world, key, cell, moment) != NOBODY:
            subsidised |= 1 << wallet
    return choice.Menu(offered, acceptable, subsidised, preselected)


def acceptance_at(
    world: World, key: StreamKey, destination: int, wallet: int, container: int, moment: Moment
) -> tuple[int, int]:
    """Return how a wallet is offered in a container, and the clause that decides."""
    cell = (destination * world.settings.wallets + wallet) * CONTAINERS + container
    clause = deciding_clause(key, world.clauses, world.chains.accept, cell, moment)
    effect = world.clauses.effect[clause]
    if effect == acceptance.BY_INTEROP:
        issuer = world.destinations.issuer[destination]
        cell = (wallet * world.settings.wallets + issuer) * 2 + world.destinations.code[destination]
        clause = deciding_clause(key, world.clauses, world.chains.interop, cell, moment)
        is_read = world.clauses.effect[clause] == 1
        effect = int(Acceptance.LISTED if is_read else Acceptance.OFF)
    return effect, clause


def usable_offers(world: World, cell: int, clause: int) -> int:
    """Return the bit mask of offers that an acceptance clause allows.

    Parameters
    ----------
    cell
        Destination × wallet.
    clause
        Deciding clause; those of interoperability and defaults allow all.
    """
    cells = world.settings.destinations * world.settings.wallets
    return world.through[world.clauses.parameter[clause] * cells + cell]


def surcharge_ppm(world: World, key: StreamKey, cell: int, moment: Moment) -> int:
    """Return the surcharge of a (destination × wallet) cell in ppm of the amount."""
    chain = world.chains.surcharge
    return world.clauses.effect[deciding_clause(key, world.clauses, chain, cell, moment)]


def subsidy_row(world: World, key: StreamKey, cell: int, moment: Moment) -> int:
    """Return the row of the subsidy of a (destination × wallet) cell, or `NOBODY`."""
    chain = world.chains.subsidy
    return world.clauses.effect[deciding_clause(key, world.clauses, chain, cell, moment)]


def wallet_chosen(world: World, checkout: Checkout, menu: choice.Menu, words: MenuWords) -> int:
    """Return the wallet that the shopper takes, or minus the `Outcome` that ends the checkout."""
    settings = world.settings
    will = choice.Inclination(
        checkout.favourite,
        words.switch < world.segments.switch_willingness[checkout.segment],
        words.pull < settings.subsidy_pull,
        words.pull < settings.default_pull,
    )
    weights = world.audiences.weight
    return choice.choose_wallet(menu, will, weights, checkout.order, settings.wallets)


def open_wallet(world: World, checkout: Checkout, draws: Draws, wallet: int) -> None:
    """Turn to a wallet: all its usable routes are open again."""
    checkout.wallet = wallet
    checkout.wallets += 1
    checkout.tried_wallets |= 1 << wallet
    cell = cell_of(world, checkout)
    checkout.open_offers = world.through[cell]
    if world.settings.has_through:
        destination, container = checkout.destination, checkout.container
        moment = moment_of(world, checkout)
        _, clause = acceptance_at(world, draws.key, destination, wallet, container, moment)
        checkout.open_offers = usable_offers(world, cell, clause)
    checkout.routes = 0
    checkout.on_route = 0
    checkout.offer = NOBODY
