"""One attempt to pay: the cashier, the funding, the answer; and what a sale moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sandbox.scenario.schema.distribution_sections import AmountDistribution, DurationDistribution
from sandbox.scenario.schema.party_sections import Funding, Merchant, Route
from sandbox.units import WORD, round_half_up, threshold
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.naive_draws import Draws, cumulated, pick, says_yes
from tests.oracles.naive_menu import Visit, terms_of
from tests.oracles.naive_money import Books, Sale, discount, price, rounded, share_at
from tests.oracles.naive_world import Parties

Law = AmountDistribution | DurationDistribution
Sampler = Callable[[Law, int], int]


@dataclass(frozen=True)
class Attempt:
    """One try to pay: the checkout's how-manieth, with which wallet, on which route."""

    visit: Visit
    number: int
    wallet: str
    route: Route

    @property
    def amount_fen(self) -> int:
        """What it costs."""
        return self.visit.amount_fen

    def word(self, draws: Draws, lane: int, try_: int = 0) -> int:
        """Return a word of this attempt."""
        return draws.word(
            EntityKind.CHECKOUT,
            Purpose.ATTEMPT,
            self.visit.number,
            lane,
            attempt=self.number,
            try_=try_,
        )


def value(law: Law, word: int, sample: Sampler) -> int:
    """Return what a word says under a law; a constant says the same to every word."""
    return law.constant if law.constant is not None else sample(law, word)


def confirmation(parties: Parties, attempt: Attempt) -> str:
    """Return how the shopper confirms."""
    cashier, shopper = parties.document.cashier, attempt.visit.shopper
    if attempt.wallet in shopper.agreements and attempt.amount_fen <= cashier.password_free_limit:
        return "password_free"
    return "biometric" if shopper.biometric else "pin"


def is_foreign(parties: Parties, attempt: Attempt) -> bool:
    """Tell whether the shopper is handed over to a wallet of another owner."""
    visit, own = attempt.visit, parties.wallet(attempt.wallet).ecosystem
    hosts = {
        "merchant_app": parties.owner_of_destination(visit.destination),
        "webview": parties.surface(visit.surface).ecosystem,
        "mini_program": parties.surface(visit.surface).ecosystem,
        "browser": None,
        "counter": own,
    }
    return hosts[visit.container] != own


def cashier(parties: Parties, draws: Draws, attempt: Attempt) -> tuple[str, int]:
    """Hand over and confirm; return the cause of a failure, if any, and how long it took."""
    rates = parties.document.cashier
    method = confirmation(parties, attempt)
    handover = Fraction(0)
    if is_foreign(parties, attempt):
        handover = getattr(rates.handover_failed, attempt.visit.container)
    cancelled = Fraction(0) if method == "password_free" else rates.cancelled
    failed: Fraction = getattr(rates.authentication_failed, method)
    takes: int = {str(name): us for name, us in rates.takes.items()}.get(method, 0)
    word = attempt.word(draws, 0)
    for cause, share in [
        ("handover_failed", handover),
        ("cancelled", handover + cancelled),
        ("authentication_failed", handover + cancelled + failed),
    ]:
        if says_yes(word, share):
            return cause, takes
    return "", takes


def latency(parties: Parties, draws: Draws, attempt: Attempt, sample: Sampler) -> int:
    """Return how long the answer takes, µs."""
    law = attempt.route.latency or parties.says(attempt.route.wallet, "latency").latency
    return value(law, attempt.word(draws, 3), sample)


def authorise(parties: Parties, draws: Draws, attempt: Attempt) -> tuple[str, str]:
    """Ask for the money, funding after funding; return the cause of a decline, and the funding."""
    fundings = parties.fundings(attempt.wallet)
    declines = attempt.route.declines or parties.says(attempt.route.wallet, "declines").declines
    names = list(fundings)
    shares = cumulated({name: funding.share for name, funding in fundings.items()})
    names = names[names.index(pick(attempt.word(draws, 1), shares)) :]
    hard = declines.technical_decline
    if says_yes(attempt.word(draws, 2), hard):
        return "technical_decline", names[0]
    hard += declines.risk_declined
    if says_yes(attempt.word(draws, 2), hard):
        return "risk_declined", names[0]
    cause, name = "", names[0]
    for try_, name in enumerate(names):
        funding = fundings[name]
        lacking = declines.insufficient_funds + curve_at(funding, attempt.amount_fen)
        lacking += hard if try_ == 0 else 0
        cause = ""
        if funding.limit is not None and attempt.amount_fen > funding.limit:
            cause = "limit_exceeded"
        elif says_yes(attempt.word(draws, 2, try_), lacking):
            cause = "insufficient_funds"
        if not cause or not funding.falls_through:
            break
    return cause, name


def curve_at(funding: Funding, amount_fen: int) -> Fraction:
    """Return the probability that a funding lacks an amount: linear between the points."""
    points = sorted(funding.insufficient_funds.items())
    if not points:
        return Fraction(0)
    if amount_fen <= points[0][0]:
        return points[0][1]
    for (low, low_share), (high, high_share) in pairwise(points):
        if amount_fen <= high:
            return low_share + (high_share - low_share) * Fraction(amount_fen - low, high - low)
    return points[-1][1]


class Till:
    """Where captured payments end up: the books, and the volume that each merchant has captured."""

    def __init__(self, parties: Parties, draws: Draws) -> None:
        self.parties = parties
        self.draws = draws
        self.books = Books(parties)
        merchants = parties.document.merchants
        self.captured = {name: merchant.volume_so_far for name, merchant in merchants.items()}

    def fee(self, attempt: Attempt, supplement: Fraction = Fraction(0)) -> int:
        """Return the merchant discount of paying now."""
        destination = attempt.visit.destination
        deal = terms_of(self.parties, attempt.visit, attempt.wallet, attempt.route)
        category = self.parties.document.merchants[destination].category
        share = share_at(deal.schedule, category, self.captured[destination])
        share = (share + rounded(supplement)) * (1 - rounded(deal.cut))
        return price(deal.schedule, rounded(share), attempt.amount_fen)

    def list_price(self, attempt: Attempt) -> int:
        """Return the merchant discount before cuts, tiers and supplements."""
        destination, route = attempt.visit.destination, attempt.route
        schedule = terms_of(self.parties, attempt.visit, attempt.wallet, route).schedule
        category = self.parties.document.merchants[destination].category
        share = rounded(schedule.categories.get(category, schedule.share))
        return price(schedule, share, attempt.amount_fen)

    def capture(self, attempt: Attempt, funding_name: str) -> Sale:
        """Book a sale and its later refund."""
        visit, route, amount = attempt.visit, attempt.route, attempt.amount_fen
        merchant = self.parties.document.merchants[visit.destination]
        deal = terms_of(self.parties, visit, attempt.wallet, route)
        funding = self.parties.fundings(attempt.wallet)[funding_name]
        fee = self.fee(attempt, funding.supplement)
        rail = self.parties.rail_schedule(funding.rail)
        sale = Sale(
            merchant=visit.destination,
            wallet=attempt.wallet,
            acquirer=route.acquirer,
            rail=funding.rail,
            amount=amount,
            subsidy=discount(deal.subsidy, amount),
            surcharge=round_half_up(amount * rounded(deal.surcharge)),
            fee=fee,
            acquirer_part=int(fee * rounded(route.acquirer_share)),
            rail_fee=price(rail, rounded(rail.share), amount),
            borne_by=deal.borne_by,
            subsidy_payer=deal.subsidy.payer if deal.subsidy is not None else "",
            returned=self.returned(merchant, visit.number, amount),
        )
        self.captured[visit.destination] += amount
        self.books.book(sale)
        return sale

    def returned(self, merchant: Merchant, number: int, amount_fen: int) -> int:
        """Return what of a purchase is refunded later: nothing, all, or a uniform part of it."""

        def word(lane: int) -> int:
            return self.draws.word(EntityKind.CHECKOUT, Purpose.AFTERMATH, number, lane)

        if not says_yes(word(0), merchant.refunds.share):
            return 0
        full = threshold(merchant.refunds.full)
        if word(1) < full:
            return amount_fen
        return 1 + (amount_fen - 1) * (word(1) - full) // (WORD - full)
