"""What the shopper finds: the link gate, then the wallet menu; rules are read from the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sandbox.scenario.schema.party_sections import Route
from sandbox.units import threshold
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.naive_draws import Draws, by_weight, in_parts, says_yes
from tests.oracles.naive_money import Terms, terms
from tests.oracles.naive_people import Shopper
from tests.oracles.naive_rules import Doors, Facts
from tests.oracles.naive_world import Parties

PAYLOADS = ("product_link", "mini_program_card", "payment_qr", "health_code")


@dataclass
class Visit:
    """One arrival: where from, where to, by whom, for how much.

    Attributes
    ----------
    number
        Of the checkout and of its shopper.
    moment_us
        When it arrived, microseconds since 1970.
    destination, surface, payload
        Names.
    amount_fen
        What it would cost; 0 at a service.
    shopper
        Who.
    doors
        The rules as this checkout meets them.
    container
        Where it runs once the gate is passed.
    """

    number: int
    moment_us: int
    destination: str
    surface: str
    payload: str
    amount_fen: int
    shopper: Shopper
    doors: Doors
    container: str = ""


def cells(parties: Parties) -> dict[tuple[str, str, str], Fraction]:
    """Return the probability of every (destination, surface, payload) that has traffic."""
    traffic = parties.document.traffic
    table: dict[tuple[str, str, str], Fraction] = {}
    for name in sorted(parties.destinations, key=lambda n: parties.destination_ids[n]):
        section = parties.destinations[name]
        weights: dict[tuple[str, str, str], Fraction] = {}
        for surface in sorted(section.surfaces, key=lambda n: parties.surface_ids[n]):
            listed = section.surfaces[surface]
            if not isinstance(listed, dict):
                listed = {parties.surface(surface).payload: listed}
            by_payload = {str(payload): weight for payload, weight in listed.items()}
            for payload in PAYLOADS:
                if payload in by_payload:
                    weights[name, surface, payload] = by_payload[payload]
        whole = sum(weights.values(), Fraction(0))
        for cell, weight in weights.items():
            only = traffic.only is None or name in traffic.only
            seen = traffic.surfaces is None or cell[1] in traffic.surfaces
            if only and seen and whole:
                table[cell] = section.traffic * weight / whole
    return table


def facts_of(parties: Parties, visit: Visit) -> Facts:
    """Return what the selectors of a rule can ask about a visit, before any wallet is chosen."""
    owner_of_surface = parties.surface(visit.surface).ecosystem
    owner = parties.owner_of_destination(visit.destination)
    facts = {
        "surface": {visit.surface},
        "surface_owner": {owner_of_surface} if owner_of_surface else set(),
        "payload": {visit.payload},
        "destination": {visit.destination},
        "destination_owner": {owner} if owner else set(),
        "segment": {visit.shopper.segment},
        "city_tier": {visit.shopper.tier},
        "container": {visit.container} if visit.container else set(),
    }
    merchant = parties.merchant(visit.destination)
    if merchant is not None:
        facts["merchant"] = facts["destination"] = parties.with_host(visit.destination)
        facts["merchant_owner"] = facts["destination_owner"]
        facts["merchant_size"] = {merchant.size}
        facts["category"] = {merchant.category}
    return facts


def about_wallet(parties: Parties, visit: Visit, wallet: str) -> Facts:
    """Return what selectors can ask about a visit and one wallet."""
    facts = facts_of(parties, visit)
    facts["wallet"] = parties.with_front(wallet)
    facts["wallet_owner"] = {parties.wallet(wallet).ecosystem}
    counter = parties.counter(visit.destination)
    if counter is not None and visit.container == "counter":
        facts["issuer"] = parties.with_front(counter.issuer)
        facts["code"] = {counter.code}
    return facts


def link_of(parties: Parties, visit: Visit) -> tuple[str, Fraction]:
    """Return the state of the link and the share of shoppers who stay behind it."""
    surface = parties.surface(visit.surface)
    owners = {surface.ecosystem, parties.owner_of_destination(visit.destination)}
    is_near = None in owners or len(owners) == 1 or surface.own_app
    state: str = "open" if is_near else "blocked"
    rule = visit.doors.last("link", facts_of(parties, visit), visit.amount_fen)
    steps: dict[str, Fraction] | None = None
    if rule is not None and rule.set.link is not None and not surface.own_app:
        state = rule.set.link.state
        steps = rule.set.link.keep
    if steps is None:
        steps = getattr(parties.document.friction, state, {})
    stay = Fraction(1)
    for share in steps.values():
        stay *= share
    return state, stay


def container_of(parties: Parties, visit: Visit, state: str) -> str:
    """Return where the checkout runs behind a link."""
    surface = parties.surface(visit.surface)
    if state == "copied" or surface.own_app:
        return "merchant_app"
    if visit.payload == "mini_program_card":
        return "mini_program"
    return surface.container


@dataclass
class Menu:
    """The wallets that a shopper could pay with.

    Attributes
    ----------
    offered
        Wallets held, accepted and seen, with their routes.
    agreed
        Those of them whose surcharge the shopper accepts.
    preselected
        Wallets that the merchant puts first.
    subsidised
        Wallets with a subsidy.
    """

    offered: dict[str, dict[str, Route]] = field(default_factory=dict)
    agreed: list[str] = field(default_factory=list)
    preselected: list[str] = field(default_factory=list)
    subsidised: list[str] = field(default_factory=list)


def menu_of(parties: Parties, draws: Draws, visit: Visit) -> Menu:
    """Return the menu of a visit."""
    choice = parties.document.choice
    menu = Menu()
    sees = says_yes(_menu_word(draws, visit, 2), choice.folded_visibility)
    word = draws.word(EntityKind.CHECKOUT, Purpose.AFTERMATH, visit.number, 3)
    for wallet in visit.shopper.held:
        accepted, through = acceptance_of(parties, visit, wallet)
        routes = parties.routes(visit.destination, wallet)
        if through is not None:
            routes = {name: route for name, route in routes.items() if name in through}
        if accepted == "off" or (accepted == "folded" and not sees) or not routes:
            continue
        menu.offered[wallet] = routes
        deal = terms_of(parties, visit, wallet, next(iter(routes.values())))
        if deal.surcharge == 0 or says_yes(word, choice.surcharge_accepted):
            menu.agreed.append(wallet)
        if accepted == "default":
            menu.preselected.append(wallet)
        if deal.subsidy is not None:
            menu.subsidised.append(wallet)
    return menu


def _menu_word(draws: Draws, visit: Visit, lane: int) -> int:
    return draws.word(EntityKind.CHECKOUT, Purpose.MENU, visit.number, lane)


def acceptance_of(parties: Parties, visit: Visit, wallet: str) -> tuple[str, list[str] | None]:
    """Return how a wallet is offered and through which routes, `None` meaning all."""
    facts = about_wallet(parties, visit, wallet)
    rule = visit.doors.last("accept", facts, visit.amount_fen)
    if rule is not None and rule.set.accept is not None:
        state: str = rule.set.accept.as_
        return "off" if state == "barred" else state, rule.set.accept.through
    if "issuer" in facts:
        counter = parties.counter(visit.destination)
        is_own = counter is not None and counter.issuer in parties.with_front(wallet)
        return ("listed" if is_own or _reads_the_code(visit, facts) else "off"), None
    owners = {parties.wallet(name).ecosystem for name in parties.with_front(wallet)}
    return ("listed" if parties.owner_of_destination(visit.destination) in owners else "off"), None


def _reads_the_code(visit: Visit, facts: Facts) -> bool:
    rule = visit.doors.last("interop", facts, visit.amount_fen)
    return rule is not None and rule.set.interop == "open"


def terms_of(parties: Parties, visit: Visit, wallet: str, route: Route) -> Terms:
    """Return the terms of paying with a wallet on a route."""
    schedule = route.fee if route.fee is not None else parties.says(route.wallet, "fee").fee
    merchant = parties.document.merchants[visit.destination]
    settings = visit.doors.fees(about_wallet(parties, visit, wallet), visit.amount_fen)
    return terms(schedule, merchant, settings)


def choose(parties: Parties, draws: Draws, visit: Visit, menu: Menu) -> str | None:
    """Return the wallet that a shopper takes from a menu; none where the shopper leaves."""
    shopper, choice = visit.shopper, parties.document.choice
    mine = [wallet for wallet in shopper.own_order if wallet in menu.agreed]
    favourite = shopper.favourite
    if favourite not in mine:
        word = draws.word(EntityKind.CHECKOUT, Purpose.VISIT, visit.number, 3)
        willing = parties.document.segments[shopper.segment].switch_willingness
        return mine[0] if says_yes(word, willing) else None
    pull = _menu_word(draws, visit, 3)
    if favourite not in menu.subsidised:
        cheaper = [wallet for wallet in mine if wallet in menu.subsidised]
        if cheaper and says_yes(pull, choice.subsidy_pull):
            return cheaper[0]
        first = [wallet for wallet in mine if wallet in menu.preselected and wallet != favourite]
        if first and says_yes(pull, choice.default_pull):
            return first[0]
    return favourite


def routing_of(parties: Parties, visit: Visit) -> tuple[str, dict[str, Fraction]]:
    """Return the routing policy and the weights that it states."""
    rule = visit.doors.last("route", facts_of(parties, visit), visit.amount_fen)
    if rule is None or rule.set.route is None:
        return "priority", {}
    return rule.set.route.policy, rule.set.route.weights


def weighted_route(
    every: dict[str, Route], untried: dict[str, Route], weights: dict[str, Fraction], word: int
) -> str:
    """Return the route that a word picks by weight; the preferred one where none weighs.

    Weights are whole numbers of parts of the sum over every route from a merchant to a wallet.
    """
    own = {
        name: weights.get(name, Fraction(0)) if weights else r.weight for name, r in every.items()
    }
    table = in_parts(own, list(untried))
    return by_weight(word, table) or next(iter(untried))


def is_kept(parties: Parties, draws: Draws, visit: Visit) -> bool:
    """Tell whether an arrival survives the thinning by `traffic` rules."""
    rule = visit.doors.last("traffic", facts_of(parties, visit), visit.amount_fen)
    multiple = Fraction(1) if rule is None or rule.set.traffic is None else rule.set.traffic
    ceiling = parties.document.traffic.ceiling
    return _menu_word(draws, visit, 0) < threshold(multiple / ceiling)
