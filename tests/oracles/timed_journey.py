"""The journey of every checkout where there are queues, outages, silence and late notices.

A second opinion like `journey`, whose gate, menu and routes it uses, told event by event from one
sorted list; it knows no breakers, no budgets and no routing policy that learns.
"""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.scenario.schema.scenario_document import Document
from sandbox.vocabulary import Counter, EntityKind, EventRank, Purpose
from tests.oracles.agenda import Agenda, Whose
from tests.oracles.journey import Row, Sampler, Teller, Tried, empty_row, paid_after
from tests.oracles.naive_draws import Draws, says_yes
from tests.oracles.naive_menu import Menu, Visit, is_kept, menu_of
from tests.oracles.naive_money import Ledger
from tests.oracles.naive_outages import Outages
from tests.oracles.naive_payment import Attempt, value
from tests.oracles.naive_places import Buckets, Places
from tests.oracles.naive_world import Parties
from tests.oracles.readings import AS_WRITTEN, Readings
from tests.oracles.timed_aftermath import Positions, Purchase, heard_us, reaction_of
from tests.oracles.timed_attempt import Town, Trial


@dataclass
class TimedTale:
    """What the oracle tells.

    Attributes
    ----------
    rows, waited_us
        A row per checkout, and how long its requests waited.
    takes_us
        How long each paid checkout took.
    counted
        What is counted beside the outcomes.
    ledger
        The books.
    positions
        Rail → window → institution → fen.
    """

    rows: list[Row]
    waited_us: list[int]
    takes_us: list[int]
    counted: Mapping[Counter, int]
    ended: Mapping[str, int]
    ledger: Ledger
    positions: Positions


def tell(
    document: Document,
    regime: str | None,
    key: tuple[int, int],
    arrivals_us: Sequence[int],
    sample: Sampler,
    readings: Readings = AS_WRITTEN,
) -> TimedTale:
    """Return the story of one replication; the parameters are those of `journey.tell`."""
    teller = TimedTeller(Parties(document), regime, Draws(*key), sample, readings)
    for number, moment in enumerate(arrivals_us):
        teller.expect(number, moment)
    teller.town.agenda.play()
    stories = sorted(teller.stories, key=lambda story: story.visit.number)
    return TimedTale(
        [story.row for story in stories],
        [story.waited_us for story in stories],
        [story.takes_us for story in stories if story.row["outcome"] == "paid"],
        teller.town.agenda.counted,
        teller.ended,
        teller.till.books.plain(),
        teller.positions,
    )


class TimedTeller(Teller):
    """Tells all checkouts at once; they meet wherever there is a place or a bucket."""

    def __init__(
        self,
        parties: Parties,
        regime: str | None,
        draws: Draws,
        sample: Sampler,
        readings: Readings,
    ) -> None:
        super().__init__(parties, regime, draws, sample)
        self.town = Town(
            parties,
            draws,
            sample,
            Agenda(),
            Outages(parties, draws, sample),
            Places(parties),
            Buckets(parties, draws),
            readings,
        )
        self.stories: list[TimedStory] = []
        self.ended: Counted[str] = Counted()
        self.positions: Positions = {}

    def expect(self, number: int, moment_us: int) -> None:
        """Plan an arrival."""
        self.town.agenda.plan(
            moment_us, EventRank.ARRIVAL, Whose(number, 0), lambda: self.arrive(number, moment_us)
        )

    def arrive(self, number: int, moment_us: int) -> None:
        """Let somebody come, if they are not thinned away."""
        visit = self.visit(number, moment_us)
        if is_kept(self.parties, self.draws, visit):
            story = TimedStory(self, visit)
            self.stories.append(story)
            story.begin()


class TimedStory:
    """One checkout.

    Attributes
    ----------
    trial
        The attempt under way.
    is_over
        Whether the outcome is final.
    is_paid
        Whether the money was captured, so that a further attempt is one too many.
    gone_us
        When the shopper's patience ends; none for never.
    captured_us
        When the money was captured.
    """

    def __init__(self, teller: TimedTeller, visit: Visit) -> None:
        self.teller = teller
        self.town = teller.town
        self.visit = visit
        self.row = empty_row(visit)
        self.waited_us = 0
        self.menu = Menu()
        self.tried = Tried()
        self.trial: Trial | None = None
        self.is_over = False
        self.is_paid = False
        self.gone_us: int | None = None
        self.captured_us = 0
        self.paid_after = ""

    @property
    def whose(self) -> Whose:
        """Checkout and attempt."""
        return Whose(self.visit.number, self.tried.attempts)

    def begin(self) -> None:
        """Pass the gate, look at the menu, pay."""
        teller, row = self.teller, self.row
        row["outcome"] = teller.gate(self.visit, row)
        wallet = None
        if not row["outcome"]:
            self.menu = menu_of(teller.parties, teller.draws, self.visit)
            wallet = teller.first_wallet(self.visit, self.menu, row)
        if wallet is None:
            self.finish(row["outcome"])
            return
        self.take_wallet(wallet)
        patience = teller.document.patience
        if patience is not None and patience.scope == "checkout":
            word = teller.draws.word(EntityKind.SHOPPER, Purpose.ENDURANCE, self.visit.number, 0)
            self.gone_us = self.town.now + value(patience.time, word, teller.sample)
            self.town.agenda.plan(self.gone_us, EventRank.PATIENCE, self.whose, self.lose_patience)
        self.attempt()

    @property
    def takes_us(self) -> int:
        """How long a paid checkout took."""
        return self.captured_us - (self.visit.moment_us - self.teller.document.period.from_)

    @property
    def is_gone(self) -> bool:
        """Whether the shopper's patience is over before an attempt begins."""
        return self.gone_us is not None and self.gone_us <= self.town.now

    def take_wallet(self, wallet: str) -> None:
        """Choose a wallet and the first route to it."""
        self.tried.wallets.append(wallet)
        self.tried.routes = []
        self.row["wallet"] = wallet
        self.take_route()

    def take_route(self) -> None:
        """Choose an untried route."""
        wallet = self.tried.wallets[-1]
        self.row["route"] = self.teller.next_route(self.visit, self.menu, wallet, self.tried)

    def attempt(self) -> None:
        """Try to pay."""
        wallet, route = self.row["wallet"], self.row["route"]
        attempt = Attempt(self.visit, self.tried.attempts, wallet, self.menu.offered[wallet][route])
        self.tried.attempts += 1
        self.tried.tries += 1
        self.row["attempts"] = self.tried.attempts
        self.trial = Trial(self.town, self, attempt, route)
        if self.is_gone:
            self.ended("impatient", "")
        else:
            self.trial.begin()

    def ended(self, cause: str, funding: str) -> None:
        """Hear how an attempt ended."""
        assert self.trial is not None
        trial, self.trial = self.trial, None
        self.teller.ended[cause or "paid"] += 1
        if self.is_paid:
            if not cause:
                self.town.count(Counter.DUPLICATES)
                self.town.count(Counter.DUPLICATE_FEN, self.visit.amount_fen)
                self.undo(trial.attempt)
            self.close_paid()
        elif cause == "impatient":
            self.finish(cause)
        elif cause:
            self.go_on_after(cause)
        else:
            self.capture(trial, funding)

    def go_on_after(self, cause: str) -> None:
        """Do what follows an attempt that was not approved."""
        step = self.teller.step_after(self.visit, self.menu, self.tried, cause)
        if step == "give_up":
            self.finish(cause)
            return
        pause = self.teller.document.retries.backoff
        rank = EventRank.BACKOFF
        if pause:
            self.town.agenda.after(pause, rank, self.whose, lambda: self.take_step(step))
        else:  # within this event, but not within this call: there may be hundreds
            self.town.agenda.ready.appendleft(lambda: self.take_step(step))

    def take_step(self, step: str) -> None:
        """Try again, here or there."""
        if self.is_over:
            return
        if step == "switch":
            others = self.teller.untried_wallets(self.visit, self.menu, self.tried)
            self.take_wallet(others[0])
        elif step == "failover":
            self.take_route()
        self.attempt()

    def lose_patience(self) -> None:
        """Leave at once."""
        if self.is_over:
            return
        if self.trial is not None:
            self.teller.ended["impatient"] += 1
            self.trial.abandon()
        if not self.is_paid:
            self.finish("impatient")
        elif self.trial is not None:
            self.close_paid()

    def undo(self, attempt: Attempt) -> None:
        """Book a charge that is undone."""
        books = self.teller.till.books
        books.post("shoppers", attempt.wallet, "charged_in_vain", attempt.amount_fen)
        books.post(attempt.wallet, "shoppers", "reversed", attempt.amount_fen)

    def capture(self, trial: Trial, funding: str) -> None:
        """Take the money; see whether the merchant hears of it in time."""
        town, after = self.town, self.teller.document.unpaid.after
        self.is_paid, self.captured_us = True, town.now
        self.paid_after = paid_after(self.tried)
        heard = heard_us(town, trial.attempt)
        is_late = heard is None or heard > town.now + after
        reaction = ""
        if is_late:
            town.count(Counter.SHOWN_UNPAID)
            reaction = reaction_of(town, trial.attempt)
        if self.loses_patience_before(heard, town.now + after if is_late else None):
            assert self.gone_us is not None
            reaction, after = "leaves", self.gone_us - town.now
        if reaction == "leaves":
            rank = EventRank.PATIENCE
            town.agenda.after(after, rank, trial.whose, lambda: self.leave_unpaid(trial.attempt))
            return
        self.sell(trial.attempt, funding)
        if not is_late:
            self.finish("paid")
            return
        act = self.pay_again if reaction == "pays_again" else self.close_paid
        town.agenda.after(after, EventRank.BACKOFF, trial.whose, act)

    def close_paid(self) -> None:
        """End a story that is paid for."""
        self.finish("paid")

    def loses_patience_before(self, heard: int | None, acts: int | None) -> bool:
        """Tell whether the shopper leaves before the merchant hears, or before doing anything."""
        if not self.town.readings.patience_runs_on_after_capture or self.gone_us is None:
            return False
        known = [moment for moment in (heard, acts) if moment is not None]
        return not known or self.gone_us < min(known)

    def pay_again(self) -> None:
        """Pay once more with the same wallet."""
        if self.tried.attempts < self.teller.document.retries.attempts_max:
            self.attempt()
        else:
            self.close_paid()

    def leave_unpaid(self, attempt: Attempt) -> None:
        """Leave without the goods, and get the money back."""
        self.town.count(Counter.REVERSALS)
        self.town.count(Counter.REVERSED_FEN, attempt.amount_fen)
        self.undo(attempt)
        self.finish("impatient")

    def sell(self, attempt: Attempt, funding: str) -> None:
        """Book the sale and what comes of it later."""
        row, till = self.row, self.teller.till
        row["funding"] = funding
        sale = till.capture(attempt, funding)
        row["subsidy_fen"], row["surcharge_fen"] = sale.subsidy, sale.surcharge
        row["fee_fen"], row["refunded_fen"] = sale.fee, sale.returned
        row["paid_after"] = self.paid_after
        Purchase(self.town, self.visit.number, sale, till.books).follow(self.teller.positions)

    def finish(self, outcome: str) -> None:
        """Close the story."""
        self.is_over = True
        row = self.row
        row["ended_us"] = self.town.now
        row["outcome"] = outcome
        if outcome not in ("paid", "opened") and self.teller.parties.merchant(
            self.visit.destination
        ):
            word = self.teller.word(Purpose.AFTERMATH, self.visit.number, 2)
            row["goes_elsewhere"] = says_yes(word, self.teller.document.choice.goes_elsewhere)
