"""The journey of every checkout of one replication, told slowly and by name.

This is a second opinion: it was written from the definition of the journey, without a look at the
engines or the payment rules, and it shares nothing with them but words, units and the schema.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypedDict

from sandbox.scenario.schema.distributions import AmountDistribution, DurationDistribution
from sandbox.scenario.schema.document import Document
from sandbox.scenario.schema.parties import Funding, Merchant, Route
from sandbox.units import WORD, threshold
from sandbox.vocabulary import EntityKind, EventRank, Purpose
from tests.oracles.naive_draws import Draws, part_of, pick, says_yes
from tests.oracles.naive_menu import (
    Menu,
    Visit,
    about_wallet,
    cells,
    choose,
    container_of,
    is_kept,
    link_of,
    menu_of,
    routing_of,
    terms_of,
    weighted_route,
)
from tests.oracles.naive_money import (
    Books,
    Ledger,
    Sale,
    discount,
    price,
    rounded,
    share_at,
)
from tests.oracles.naive_people import shopper_of
from tests.oracles.naive_rules import Doors, Rulebook
from tests.oracles.naive_world import Parties

# What may follow a cause that `retries.after` does not name.
USUAL_STEPS = {
    "handover_failed": ["retry", "switch"],
    "authentication_failed": ["retry", "switch"],
    "cancelled": [],
    "insufficient_funds": ["switch"],
    "limit_exceeded": ["switch"],
    "risk_declined": ["switch"],
    "technical_decline": ["retry", "failover", "switch"],
}

Law = AmountDistribution | DurationDistribution
Sampler = Callable[[Law, int], int]
Timeline = Iterator[tuple[int, EventRank]]


class Row(TypedDict):
    """One checkout, everything by name; money in fen; empty text where there is none."""

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
    confirmation: str
    attempts: int
    outcome: str
    paid_after: str
    subsidy_fen: int
    surcharge_fen: int
    fee_fen: int
    refunded_fen: int
    goes_elsewhere: bool
    ended_us: int
    served_at_first_menu: bool


@dataclass
class Told:
    """What the oracle tells: a row per checkout that was not thinned away, and the books."""

    rows: list[Row]
    ledger: Ledger


def constants_only(law: Law, word: int) -> int:
    """Refuse to sample: the world must be one of constants."""
    raise AssertionError((law, word))


def tell(
    document: Document,
    regime: str | None,
    key: tuple[int, int],
    arrivals_us: Sequence[int],
    sample: Sampler = constants_only,
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
    teller = _Teller(Parties(document), regime, Draws(*key), sample)
    pending: list[tuple[int, int, int, int, Timeline]] = []
    for number, moment in enumerate(arrivals_us):
        heapq.heappush(
            pending, (moment, EventRank.ARRIVAL, number, 0, teller.checkout(number, moment))
        )
    step = 0
    while pending:
        _, _, number, _, timeline = heapq.heappop(pending)
        event = next(timeline, None)
        if event is not None:
            step += 1
            heapq.heappush(pending, (event[0], event[1], number, step, timeline))
    rows = sorted(teller.rows, key=lambda row: row["checkout"])
    return Told(rows, teller.books.plain())


@dataclass
class _Tried:
    """What a checkout has tried so far."""

    wallets: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    tries: int = 0
    attempts: int = 0
    retried: bool = False


class _Teller:
    """Tells one checkout after another; they meet in the captured volume only."""

    def __init__(self, parties: Parties, regime: str | None, draws: Draws, sample: Sampler) -> None:
        self.parties = parties
        self.document = parties.document
        self.rulebook = Rulebook(parties.document, regime)
        self.draws = draws
        self.sample = sample
        self.cells = cells(parties)
        self.books = Books(parties)
        self.rows: list[Row] = []
        self.captured: defaultdict[str, int] = defaultdict(int)
        for name, merchant in parties.document.merchants.items():
            self.captured[name] = merchant.volume_so_far

    def value(self, law: Law, word: int) -> int:
        """Return what a word says under a law."""
        value = law.constant if law.constant is not None else self.sample(law, word)
        if isinstance(law, AmountDistribution):
            return min(max(value, law.min), law.max)
        return value

    def word(
        self, purpose: Purpose, number: int, lane: int, attempt: int = 0, try_: int = 0
    ) -> int:
        """Return a word of a checkout."""
        return self.draws.word(
            EntityKind.CHECKOUT, purpose, number, lane, attempt=attempt, try_=try_
        )

    def visit(self, number: int, moment_us: int) -> Visit:
        """Return who arrives, where and for what."""
        cell = pick(self.word(Purpose.VISIT, number, 0), self.cells)
        destination, surface, payload = cell
        section = self.parties.destinations[destination]
        amount, store = 0, 0
        if isinstance(section, Merchant):
            amount = self.value(section.basket, self.word(Purpose.VISIT, number, 1))
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
        row = _empty_row(visit)
        self.rows.append(row)
        row["ended_us"] = moment_us
        row["outcome"] = self.gate(visit, row)
        if not row["outcome"]:
            menu = menu_of(self.parties, self.draws, visit)
            first = self.first_wallet(visit, menu, row)
            row["served_at_first_menu"] = first is not None
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
        now = row["ended_us"]
        tried = _Tried(wallets=[wallet])
        route = self.next_route(visit, menu, wallet, tried)
        retries = self.document.retries
        while True:
            attempt = tried.attempts
            tried.attempts += 1
            tried.tries += 1
            row["wallet"], row["route"], row["funding"] = wallet, route, ""
            row["attempts"] = tried.attempts
            cause, takes = self.cashier(visit, wallet, attempt, row)
            now += takes
            if not cause:
                yield now, EventRank.REQUEST_SENT
                way = menu.offered[wallet][route]
                law = way.latency or self.parties.says(way.wallet, "latency").latency
                now += self.value(law, self.word(Purpose.ATTEMPT, visit.number, 3, attempt))
                yield now, EventRank.AUTHORISATION_ANSWER
                cause = self.authorise(visit, wallet, way, attempt, row)
            row["ended_us"] = now
            row["outcome"] = cause or "paid"
            if not cause:
                row["paid_after"] = _paid_after(tried)
                self.capture(visit, wallet, menu.offered[wallet][route], row)
                return
            step = self.step_after(visit, menu, wallet, tried, cause)
            if step == "give_up":
                return
            now += retries.backoff
            yield now, EventRank.BACKOFF
            if step == "retry":
                tried.retried = True
                continue
            if step == "switch":
                wallet = self.untried_wallets(visit, menu, tried)[0]
                tried.wallets.append(wallet)
                tried.routes = []
            route = self.next_route(visit, menu, wallet, tried)

    def untried_wallets(self, visit: Visit, menu: Menu, tried: _Tried) -> list[str]:
        """Return the wallets that could still be taken, the dearest to the shopper first."""
        return [w for w in visit.shopper.own_order if w in menu.agreed and w not in tried.wallets]

    def step_after(self, visit: Visit, menu: Menu, wallet: str, tried: _Tried, cause: str) -> str:
        """Return what follows an attempt that was not approved."""
        retries = self.document.retries
        written = {str(name): list(map(str, steps)) for name, steps in retries.after.items()}
        allowed = written.get(cause, USUAL_STEPS[cause])
        if tried.attempts >= retries.attempts_max:
            return "give_up"
        if "retry" in allowed and tried.tries < retries.tries_per_route:
            return "retry"
        untried = set(menu.offered[wallet]) - set(tried.routes)
        if "failover" in allowed and untried and len(tried.routes) < retries.routes_per_wallet:
            return "failover"
        others = self.untried_wallets(visit, menu, tried)
        if "switch" in allowed and others and len(tried.wallets) < retries.wallets:
            willing = self.document.segments[visit.shopper.segment].switch_after_decline
            word = self.word(Purpose.FOLLOW_UP, visit.number, 0, tried.attempts - 1)
            if says_yes(word, willing):
                return "switch"
        return "give_up"

    def next_route(self, visit: Visit, menu: Menu, wallet: str, tried: _Tried) -> str:
        """Pick one of the untried routes of a wallet."""
        facts = about_wallet(self.parties, visit, wallet)
        policy, weights = routing_of(visit, facts)
        untried = {n: r for n, r in menu.offered[wallet].items() if n not in tried.routes}
        name = next(iter(untried))
        if policy == "weighted":
            word = self.word(Purpose.FOLLOW_UP, visit.number, 1, tried.attempts)
            every = self.parties.routes(visit.destination, wallet)
            name = weighted_route(every, untried, weights, word)
        elif policy == "least_cost":
            name = min(untried, key=lambda n: self.fee(visit, wallet, untried[n], Fraction(0)))
        tried.routes.append(name)
        tried.tries = 0
        return name

    def fee(self, visit: Visit, wallet: str, route: Route, supplement: Fraction) -> int:
        """Return the merchant discount of paying now on a route."""
        deal = terms_of(self.parties, visit, wallet, route)
        category = self.document.merchants[visit.destination].category
        share = share_at(deal.schedule, category, self.captured[visit.destination])
        share = (share + rounded(supplement)) * (1 - rounded(deal.cut))
        return price(deal.schedule, rounded(share), visit.amount_fen)

    def confirmation(self, visit: Visit, wallet: str) -> str:
        """Return how the shopper confirms."""
        cashier = self.document.cashier
        if wallet in visit.shopper.agreements and visit.amount_fen <= cashier.password_free_limit:
            return "password_free"
        return "biometric" if visit.shopper.biometric else "pin"

    def is_foreign(self, visit: Visit, wallet: str) -> bool:
        """Tell whether the shopper is handed over to a wallet of another owner."""
        hosts = {
            "merchant_app": self.parties.owner_of_destination(visit.destination),
            "webview": self.parties.surface(visit.surface).ecosystem,
            "mini_program": self.parties.surface(visit.surface).ecosystem,
            "browser": None,
            "counter": self.parties.wallet(wallet).ecosystem,
        }
        return hosts[visit.container] != self.parties.wallet(wallet).ecosystem

    def cashier(self, visit: Visit, wallet: str, attempt: int, row: Row) -> tuple[str, int]:
        """Hand over and confirm; return the cause of a failure, if any, and how long it took."""
        cashier = self.document.cashier
        method = self.confirmation(visit, wallet)
        row["confirmation"] = method
        handover = Fraction(0)
        if self.is_foreign(visit, wallet):
            handover = getattr(cashier.handover_failed, visit.container)
        cancelled = Fraction(0) if method == "password_free" else cashier.cancelled
        failed: Fraction = getattr(cashier.authentication_failed, method)
        takes: int = {str(name): us for name, us in cashier.takes.items()}.get(method, 0)
        word = self.word(Purpose.ATTEMPT, visit.number, 0, attempt)
        for cause, share in [
            ("handover_failed", handover),
            ("cancelled", handover + cancelled),
            ("authentication_failed", handover + cancelled + failed),
        ]:
            if says_yes(word, share):
                return cause, takes
        return "", takes

    def authorise(self, visit: Visit, wallet: str, route: Route, attempt: int, row: Row) -> str:
        """Ask for the money, funding after funding; return the cause of a decline, if any."""
        fundings = self.parties.fundings(wallet)
        declines = route.declines or self.parties.says(route.wallet, "declines").declines
        shares = {name: funding.share for name, funding in fundings.items()}
        funding_word = self.word(Purpose.ATTEMPT, visit.number, 1, attempt)
        names = list(fundings)
        names = names[names.index(pick(funding_word, shares)) :]
        row["funding"] = names[0]
        word = self.word(Purpose.ATTEMPT, visit.number, 2, attempt)
        hard = declines.technical_decline
        if says_yes(word, hard):
            return "technical_decline"
        hard += declines.risk_declined
        if says_yes(word, hard):
            return "risk_declined"
        cause = ""
        for try_, name in enumerate(names):
            row["funding"] = name
            funding = fundings[name]
            lacking = declines.insufficient_funds + curve_at(funding, visit.amount_fen)
            word = self.word(Purpose.ATTEMPT, visit.number, 2, attempt, try_)
            cause = ""
            if funding.limit is not None and visit.amount_fen > funding.limit:
                cause = "limit_exceeded"
            elif says_yes(word, (hard if try_ == 0 else Fraction(0)) + lacking):
                cause = "insufficient_funds"
            if not cause or not funding.falls_through:
                return cause
        return cause

    def capture(self, visit: Visit, wallet: str, route: Route, row: Row) -> None:
        """Book the sale and its later refund."""
        merchant = self.document.merchants[visit.destination]
        amount = visit.amount_fen
        deal = terms_of(self.parties, visit, wallet, route)
        funding = self.parties.fundings(wallet)[row["funding"]]
        fee = self.fee(visit, wallet, route, funding.supplement)
        rail = self.parties.rail_schedule(funding.rail)
        sale = Sale(
            merchant=visit.destination,
            wallet=wallet,
            acquirer=route.acquirer or wallet,
            rail=funding.rail,
            amount=amount,
            subsidy=discount(deal.subsidy, amount),
            surcharge=_half_up(amount * rounded(deal.surcharge)),
            fee=fee,
            acquirer_part=int(fee * rounded(route.acquirer_share)) if route.acquirer else 0,
            rail_fee=price(rail, rounded(rail.share), amount),
            borne_by=deal.borne_by,
            subsidy_payer=deal.subsidy.payer if deal.subsidy is not None else "",
            returned=self.returned(merchant, visit.number, amount),
        )
        self.captured[visit.destination] += amount
        self.books.book(sale)
        row["subsidy_fen"], row["surcharge_fen"] = sale.subsidy, sale.surcharge
        row["fee_fen"], row["refunded_fen"] = sale.fee, sale.returned

    def returned(self, merchant: Merchant, number: int, amount_fen: int) -> int:
        """Return what of a purchase is refunded later."""
        if not says_yes(self.word(Purpose.AFTERMATH, number, 0), merchant.refunds.share):
            return 0
        word = self.word(Purpose.AFTERMATH, number, 1)
        full = threshold(merchant.refunds.full)
        if word < full:
            return amount_fen
        return 1 + (amount_fen - 1) * (word - full) // (WORD - full)


def curve_at(funding: Funding, amount_fen: int) -> Fraction:
    """Return the probability that a funding lacks an amount: linear between the points."""
    points = sorted(funding.insufficient_funds.items())
    if not points:
        return Fraction(0)
    if amount_fen <= points[0][0]:
        return points[0][1]
    for (low, low_share), (high, high_share) in zip(points, points[1:], strict=False):
        if amount_fen <= high:
            return low_share + (high_share - low_share) * Fraction(amount_fen - low, high - low)
    return points[-1][1]


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _paid_after(tried: _Tried) -> str:
    if len(tried.wallets) > 1:
        return "other_wallet"
    if len(tried.routes) > 1:
        return "other_route"
    return "retry" if tried.attempts > 1 else "first_try"


def _empty_row(visit: Visit) -> Row:
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
        confirmation="",
        attempts=0,
        outcome="",
        paid_after="",
        subsidy_fen=0,
        surcharge_fen=0,
        fee_fen=0,
        refunded_fen=0,
        goes_elsewhere=False,
        ended_us=0,
        served_at_first_menu=False,
    )
