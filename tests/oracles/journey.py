"""The journey of every checkout of one replication, told slowly and by name.

This is a second opinion: it was written from the definition of the journey, without a look at the
engines or the payment rules, and it shares nothing with them but words, units and the schema.
It knows no queues, no outages and no patience: its worlds have room for everybody.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from sandbox.scenario.schema.party_sections import Merchant
from sandbox.scenario.schema.scenario_document import Document
from sandbox.vocabulary import EntityKind, EventRank, Purpose
from tests.oracles.naive_draws import Draws, cumulated, part_of, pick, says_yes
from tests.oracles.naive_menu import (
    Menu,
    Visit,
    cells,
    choose,
    container_of,
    is_kept,
    link_of,
    menu_of,
    routing_of,
    weighted_route,
)
from tests.oracles.naive_money import Ledger
from tests.oracles.naive_payment import Attempt, Law, Sampler, Till, authorise, cashier, value
from tests.oracles.naive_payment import latency as answer_time
from tests.oracles.naive_people import shopper_of
from tests.oracles.naive_rules import Doors, Rulebook
from tests.oracles.naive_world import Parties

__all__ = [
    "Law",
    "Row",
    "Sampler",
    "Teller",
    "Told",
    "Tried",
    "empty_row",
    "paid_after",
    "tell",
]

# What may follow a cause that `retries.after` does not name.
USUAL_STEPS = {
    "handover_failed": ["retry", "switch"],
    "authentication_failed": ["retry", "switch"],
    "cancelled": [],
    "insufficient_funds": ["switch"],
    "limit_exceeded": ["switch"],
    "risk_declined": ["switch"],
    "technical_decline": ["retry", "failover", "switch"],
    "wallet_down": ["switch"],
    "rail_down": ["failover", "switch"],
    "route_down": ["failover", "switch"],
    "overloaded": ["retry", "failover", "switch"],
    "timed_out": [],
}

Timeline = Iterator[tuple[int, EventRank]]


class Row(TypedDict):
    """One checkout, everything by name; money in fen, moments in µs; empty where there is none."""

    checkout: int
    destination: str
    surface: str
    payload: str
    segment: str
    tier: str
    is_new: bool
    held: tuple[str, ...]
    favourite: str
    amount_fen: int
    link: str
    container: str
    wallet: str
    route: str
    funding: str
    attempts: int
    outcome: str
    paid_after: str
    subsidy_fen: int
    surcharge_fen: int
    fee_fen: int
    refunded_fen: int
    goes_elsewhere: bool
    ended_us: int


@dataclass
class Told:
    """What the oracle tells: a row per checkout that was not thinned away, and the books."""

    rows: list[Row]
    ledger: Ledger


def tell(
    document: Document,
    regime: str | None,
    key: tuple[int, int],
    arrivals_us: Sequence[int],
    sample: Sampler,
) -> Told:
    """Return the story of one replication.

    Parameters
    ----------
    document
        The world and its rules.
    regime
        Name of the regime; none for the document's own choice or its walk.
    key
        Seed and replication.
    arrivals_us
        Moments of all arrivals before thinning, microseconds from the start of the horizon.
    sample
        Returns what a word says under a law that is not constant.
    """
    teller = Teller(Parties(document), regime, Draws(*key), sample)
    pending: list[tuple[int, int, int, int, Timeline]] = []
    for number, moment in enumerate(arrivals_us):
        timeline = teller.checkout(number, moment)
        heapq.heappush(pending, (moment, EventRank.ARRIVAL, number, 0, timeline))
    step = 0
    while pending:
        _, _, number, _, timeline = heapq.heappop(pending)
        event = next(timeline, None)
        if event is not None:
            step += 1
            heapq.heappush(pending, (event[0], event[1], number, step, timeline))
    rows = sorted(teller.rows, key=lambda row: row["checkout"])
    return Told(rows, teller.till.books.plain())


@dataclass
class Tried:
    """What was tried so far: wallets, routes of the last wallet, tries on the last route."""

    wallets: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    tries: int = 0
    attempts: int = 0


class Teller:
    """Tells one checkout after another; they meet in the captured volume only."""

    def __init__(self, parties: Parties, regime: str | None, draws: Draws, sample: Sampler) -> None:
        self.parties = parties
        self.document = parties.document
        self.rulebook = Rulebook(parties.document, regime)
        self.draws = draws
        self.sample = sample
        self.cells = cumulated(cells(parties))
        self.till = Till(parties, draws)
        self.rows: list[Row] = []

    def word(self, purpose: Purpose, number: int, lane: int, attempt: int = 0) -> int:
        """Return a word of a checkout."""
        return self.draws.word(EntityKind.CHECKOUT, purpose, number, lane, attempt=attempt)

    def visit(self, number: int, moment_us: int) -> Visit:
        """Return who arrives, where and for what."""
        cell = pick(self.word(Purpose.VISIT, number, 0), self.cells)
        destination, surface, payload = cell
        section = self.parties.destinations[destination]
        amount, store = 0, 0
        if isinstance(section, Merchant):
            amount = value(section.basket, self.word(Purpose.VISIT, number, 1), self.sample)
            store = part_of(self.word(Purpose.MENU, number, 1), section.stores)
        now = self.document.period.from_ + moment_us
        entity = self.parties.destination_ids[destination] * 2**24 + store
        shopper = shopper_of(self.parties, self.draws, number, destination)
        doors = Doors(self.rulebook, self.draws, number, now, entity)
        return Visit(number, now, destination, surface, payload, amount, shopper, doors)

    def checkout(self, number: int, moment_us: int) -> Timeline:
        """Tell one checkout; yield the moments at which it goes on."""
        visit = self.visit(number, moment_us)
        if not is_kept(self.parties, self.draws, visit):
            return
        row = empty_row(visit)
        self.rows.append(row)
        row["ended_us"] = moment_us
        row["outcome"] = self.gate(visit, row)
        if not row["outcome"]:
            menu = menu_of(self.parties, self.draws, visit)
            first = self.first_wallet(visit, menu, row)
            if first is not None:
                yield from self.pay(visit, menu, first, row)
        is_lost = row["outcome"] not in ("paid", "opened")
        if is_lost and self.parties.merchant(visit.destination) is not None:
            word = self.word(Purpose.AFTERMATH, number, 2)
            row["goes_elsewhere"] = says_yes(word, self.document.choice.goes_elsewhere)

    def gate(self, visit: Visit, row: Row) -> str:
        """Pass the link gate; return the outcome where the journey ends there."""
        state, stay = link_of(self.parties, visit)
        visit.container = container_of(self.parties, visit, state)
        row["link"], row["container"] = state, visit.container
        if state == "blocked":
            return "link_blocked"
        if not says_yes(self.word(Purpose.VISIT, visit.number, 2), stay):
            return "link_abandoned"
        return "" if self.parties.merchant(visit.destination) is not None else "opened"

    def first_wallet(self, visit: Visit, menu: Menu, row: Row) -> str | None:
        """Return the wallet taken on the first visit to the menu, or note why there is none."""
        if not menu.offered:
            row["outcome"] = "no_common_wallet"
        elif not menu.agreed:
            row["outcome"] = "surcharge_refused"
        else:
            wallet = choose(self.parties, self.draws, visit, menu)
            if wallet is not None:
                return wallet
            refused = visit.shopper.favourite in menu.offered
            row["outcome"] = "surcharge_refused" if refused else "switch_refused"
        return None

    def pay(self, visit: Visit, menu: Menu, wallet: str, row: Row) -> Timeline:
        """Try wallet after wallet, route after route, until it works or nothing is left."""
        tried = Tried(wallets=[wallet])
        route = self.next_route(visit, menu, wallet, tried)
        while True:
            row["wallet"], row["route"], row["funding"] = wallet, route, ""
            attempt = Attempt(visit, tried.attempts, wallet, menu.offered[wallet][route])
            yield from self.attempt(attempt, row)
            tried.attempts = row["attempts"]
            tried.tries += 1
            if row["outcome"] == "paid":
                row["paid_after"] = paid_after(tried)
                return
            step = self.step_after(visit, menu, tried, row["outcome"])
            if step == "give_up":
                return
            yield row["ended_us"] + self.document.retries.backoff, EventRank.BACKOFF
            row["ended_us"] += self.document.retries.backoff
            if step == "switch":
                wallet = self.untried_wallets(visit, menu, tried)[0]
                tried.wallets.append(wallet)
                tried.routes = []
            if step != "retry":
                route = self.next_route(visit, menu, wallet, tried)

    def attempt(self, attempt: Attempt, row: Row) -> Timeline:
        """Tell one attempt: the cashier, then the answer, then the sale."""
        row["attempts"] = attempt.number + 1
        row["outcome"], takes = cashier(self.parties, self.draws, attempt)
        row["ended_us"] += takes
        if row["outcome"]:
            return
        yield row["ended_us"], EventRank.REQUEST_SENT
        row["ended_us"] += answer_time(self.parties, self.draws, attempt, self.sample)
        yield row["ended_us"], EventRank.AUTHORISATION_ANSWER
        cause, row["funding"] = authorise(self.parties, self.draws, attempt)
        row["outcome"] = cause or "paid"
        if not cause:
            sale = self.till.capture(attempt, row["funding"])
            row["subsidy_fen"], row["surcharge_fen"] = sale.subsidy, sale.surcharge
            row["fee_fen"], row["refunded_fen"] = sale.fee, sale.returned

    def untried_wallets(self, visit: Visit, menu: Menu, tried: Tried) -> list[str]:
        """Return the wallets that could still be taken, the dearest to the shopper first."""
        return [w for w in visit.shopper.own_order if w in menu.agreed and w not in tried.wallets]

    def step_after(self, visit: Visit, menu: Menu, tried: Tried, cause: str) -> str:
        """Return what follows an attempt that was not approved."""
        retries = self.document.retries
        written = {str(name): list(map(str, steps)) for name, steps in retries.after.items()}
        allowed = written.get(cause, USUAL_STEPS[cause])
        if tried.attempts >= retries.attempts_max:
            return "give_up"
        if "retry" in allowed and tried.tries < retries.tries_per_route:
            return "retry"
        untried = set(menu.offered[tried.wallets[-1]]) - set(tried.routes)
        if "failover" in allowed and untried and len(tried.routes) < retries.routes_per_wallet:
            return "failover"
        others = self.untried_wallets(visit, menu, tried)
        if "switch" in allowed and others and len(tried.wallets) < retries.wallets:
            willing = self.document.segments[visit.shopper.segment].switch_after_decline
            word = self.word(Purpose.FOLLOW_UP, visit.number, 0, tried.attempts - 1)
            if says_yes(word, willing):
                return "switch"
        return "give_up"

    def next_route(self, visit: Visit, menu: Menu, wallet: str, tried: Tried) -> str:
        """Pick one of the untried routes of a wallet."""
        policy, weights = routing_of(self.parties, visit)
        untried = {n: r for n, r in menu.offered[wallet].items() if n not in tried.routes}
        name = next(iter(untried))
        if policy == "weighted":
            word = self.word(Purpose.FOLLOW_UP, visit.number, 1, tried.attempts)
            every = self.parties.routes(visit.destination, wallet)
            name = weighted_route(every, untried, weights, word)
        elif policy == "least_cost":
            offers = {n: Attempt(visit, tried.attempts, wallet, r) for n, r in untried.items()}
            name = min(offers, key=lambda n: self.till.list_price(offers[n]))
        tried.routes.append(name)
        tried.tries = 0
        return name


def paid_after(tried: Tried) -> str:
    """Return what a paid checkout needed besides its first attempt."""
    if len(tried.wallets) > 1:
        return "other_wallet"
    if len(tried.routes) > 1:
        return "other_route"
    return "retry" if tried.attempts > 1 else "first_try"


def empty_row(visit: Visit) -> Row:
    """Return what is known of a checkout at its arrival."""
    return Row(
        checkout=visit.number,
        destination=visit.destination,
        surface=visit.surface,
        payload=visit.payload,
        segment=visit.shopper.segment,
        tier=visit.shopper.tier,
        is_new=visit.shopper.is_new,
        held=visit.shopper.held,
        favourite=visit.shopper.favourite or "",
        amount_fen=visit.amount_fen,
        link="",
        container="",
        wallet="",
        route="",
        funding="",
        attempts=0,
        outcome="",
        paid_after="",
        subsidy_fen=0,
        surcharge_fen=0,
        fee_fen=0,
        refunded_fen=0,
        goes_elsewhere=False,
        ended_us=0,
    )
