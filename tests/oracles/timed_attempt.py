"""One attempt in time: cashier, request, queues, answer, silence, queries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from sandbox.vocabulary import Counter, EntityKind, EventRank, Purpose
from tests.oracles.agenda import Agenda, Whose
from tests.oracles.naive_draws import Draws, says_yes
from tests.oracles.naive_outages import Names, Outages, Trouble, failed, more_declines, slowed
from tests.oracles.naive_payment import Attempt, Sampler, authorise, cashier, latency, value
from tests.oracles.naive_places import Buckets, Place, Places, free
from tests.oracles.naive_world import Parties
from tests.oracles.readings import Readings

ANSWER_WORD = 1  # the try whose words say whether an answer is lost
FIRST_QUERY = 2  # the try of the first query; the others follow


@dataclass
class Town:
    """What all checkouts of a replication share."""

    parties: Parties
    draws: Draws
    sample: Sampler
    agenda: Agenda
    outages: Outages
    places: Places
    buckets: Buckets
    readings: Readings

    @property
    def now(self) -> int:
        """Moment of the event under way."""
        return self.agenda.now

    def count(self, counter: Counter, much: int = 1) -> None:
        """Count something beside the outcomes."""
        self.agenda.counted[counter] += much


class Story(Protocol):
    """The checkout that an attempt belongs to."""

    waited_us: int
    is_over: bool

    def ended(self, cause: str, funding: str) -> None:
        """Hear how the attempt ended: a cause, or nothing for an approval."""

    def undo(self, attempt: Attempt) -> None:
        """Book a charge that is undone."""


@dataclass
class Trial:
    """One attempt and what became of it so far.

    Attributes
    ----------
    is_over
        Whether the checkout goes on without it.
    is_unknown
        Whether the merchant stopped waiting for the answer.
    decided
        Cause and funding that the wallet has decided; an approval has no cause.
    """

    town: Town
    story: Story
    attempt: Attempt
    route: str
    sent_us: int = -1
    is_over: bool = False
    is_unknown: bool = False
    decided: tuple[str, str] | None = None
    troubles: list[Trouble] = field(default_factory=list)
    way: list[Place] = field(default_factory=list)
    held: list[Place] = field(default_factory=list)
    waits_at: Place | None = None
    waits_since: int = 0
    waited_us: int = 0

    @property
    def whose(self) -> Whose:
        """Checkout and attempt."""
        return Whose(self.attempt.visit.number, self.attempt.number)

    def word(self, lane: int, try_: int = 0) -> int:
        """Return a word of this attempt under load."""
        return self.town.draws.word(
            EntityKind.CHECKOUT,
            Purpose.PRESSURE,
            self.attempt.visit.number,
            lane,
            attempt=self.attempt.number,
            try_=try_,
        )

    @property
    def rail(self) -> str:
        """Rail of the funding that will decide, under the outages known so far."""
        _, funding = authorise(self.town.parties, self.town.draws, self.asked())
        return self.town.parties.fundings(self.attempt.wallet)[funding].rail

    def begin(self) -> None:
        """Go to the cashier."""
        cause, takes = cashier(self.town.parties, self.town.draws, self.attempt)
        done = partial(self.leave_cashier, cause)
        self.town.agenda.after(takes, EventRank.REQUEST_SENT, self.whose, done)

    def leave_cashier(self, cause: str) -> None:
        """Send the request, unless the cashier failed or the shopper is gone."""
        if self.is_over:
            return
        if cause:
            self.end(cause)
            return
        town, attempt = self.town, self.attempt
        self.sent_us = town.now
        names = Names(attempt.wallet, self.rail, self.route)
        self.troubles = town.outages.at(town.now, names)
        kind = failed(self.troubles, self.word)
        if kind:
            self.end(f"{kind}_down")
        elif not town.buckets.admit(town.now, attempt.visit, attempt.wallet):
            town.count(Counter.RATE_LIMITED)
            self.end("overloaded")
        else:
            self.way = town.places.way(attempt.wallet, self.rail, self.route)
            self.plan_timeout()
            self.go_on()

    def go_on(self) -> None:
        """Take place after place as far as they are free."""
        for place in self.way[len(self.held) :]:
            if place.is_full:
                self.town.count(Counter.QUEUE_FULL)
                self.note_wait()
                self.free()
                self.end("overloaded")
                return
            if not place.is_free:
                place.queue(self)
                self.waits_since = self.town.now
                self.plan_departure()
                return
            place.take(self)
        self.count_wait()
        self.serve()

    def handed_over(self) -> None:
        """Go on from a place that was handed over."""
        self.stop_waiting()
        self.go_on()

    def stop_waiting(self) -> None:
        """Note how long this request waited at a place."""
        self.waited_us += self.town.now - self.waits_since

    def note_wait(self) -> None:
        """Let the checkout have waited as long as its request."""
        if self.town.readings.every_wait_counts or not self.story.is_over:
            self.story.waited_us += self.waited_us

    def count_wait(self) -> None:
        """Count a request that was not refused anywhere."""
        self.note_wait()
        if self.way:
            self.town.count(Counter.REQUESTS)
            self.town.count(Counter.WAITED, self.waited_us > 0)
            self.town.count(Counter.WAIT_US, self.waited_us)

    def plan_departure(self) -> None:
        """Let the shopper leave the queues where patience is one for queues."""
        patience = self.town.parties.document.patience
        if patience is None or patience.scope != "queue":
            return
        moment = self.sent_us + value(patience.time, self.word(3), self.town.sample)
        self.town.agenda.plan(moment, EventRank.PATIENCE, self.whose, self.depart)

    def depart(self) -> None:
        """Leave the queue, if the request still stands in one."""
        if self.waits_at is not None:
            self.withdraw()
            if not self.is_over:
                self.end("impatient")

    def withdraw(self) -> None:
        """Take the request out of the queue."""
        assert self.waits_at is not None
        self.waits_at.step_out(self)
        self.stop_waiting()
        self.count_wait()
        self.town.count(Counter.LEFT_QUEUE)
        self.free()

    def serve(self) -> None:
        """Let the wallet answer after its time."""
        town = self.town
        takes = latency(town.parties, town.draws, self.attempt, town.sample)
        takes = slowed(self.troubles, takes)
        town.agenda.after(takes, EventRank.AUTHORISATION_ANSWER, self.whose, self.decide)

    def decide(self) -> None:
        """Let the wallet decide, and its answer arrive unless it is lost or comes too late."""
        town = self.town
        self.decided = authorise(town.parties, town.draws, self.asked())
        self.free()
        wallet = town.parties.wallet(self.attempt.wallet)
        if self.is_over:
            self.reverse()
        elif not self.is_unknown and not says_yes(self.word(0, ANSWER_WORD), wallet.no_answer):
            self.hear()

    def asked(self) -> Attempt:
        """Return the attempt with the declines that outages add."""
        route, extra = self.attempt.route, more_declines(self.troubles)
        usual = self.town.parties.says(route.wallet, "declines").declines
        declines = route.declines or usual
        more = {"technical_decline": declines.technical_decline + extra}
        update = {"declines": declines.model_copy(update=more)}
        return replace(self.attempt, route=route.model_copy(update=update))

    def free(self) -> None:
        """Free all places; who gets them goes on within this event."""
        for follower in free(self):
            self.town.agenda.ready.append(follower.handed_over)

    def hear(self) -> None:
        """Let the merchant hear what the wallet has decided."""
        assert self.decided is not None
        self.end(*self.decided)

    def end(self, cause: str, funding: str = "") -> None:
        """End the attempt."""
        self.is_over = True
        self.story.ended(cause, funding)

    def abandon(self) -> None:
        """Let the shopper leave at once."""
        if self.waits_at is not None:
            self.withdraw()
        elif self.decided is not None:
            self.reverse()
        self.is_over = True

    def reverse(self) -> None:
        """Undo an approval that nobody waits for."""
        assert self.decided is not None
        if not self.decided[0]:
            self.town.count(Counter.REVERSALS)
            self.town.count(Counter.REVERSED_FEN, self.attempt.amount_fen)
            self.story.undo(self.attempt)

    def plan_timeout(self) -> None:
        """Let the merchant stop waiting after a time, where the wallet has a timeout."""
        timeout = self.town.parties.wallet(self.attempt.wallet).timeout
        if timeout is not None:
            moment = self.sent_us + timeout
            self.town.agenda.plan(moment, EventRank.DEADLINE, self.whose, self.time_out)

    def time_out(self) -> None:
        """Begin to ask."""
        if self.is_over:
            return
        town, queries = self.town, self.town.parties.wallet(self.attempt.wallet).queries
        self.is_unknown = True
        town.count(Counter.UNKNOWN)
        pause = max(0, self.sent_us + queries.deadline - town.now)
        town.agenda.after(pause, EventRank.DEADLINE, self.whose, self.give_up)
        for number in range(queries.most):
            query = Query(self, number)
            pause = queries.first + number * queries.every
            town.agenda.after(pause, EventRank.REQUEST_SENT, self.whose, query.send)

    def give_up(self) -> None:
        """End without an answer; undo what was approved."""
        if self.is_over:
            return
        if self.decided is not None:
            self.reverse()
        self.end("timed_out")


@dataclass
class Query:
    """One status query about an attempt, which uses the place of the wallet."""

    trial: Trial
    number: int
    troubles: list[Trouble] = field(default_factory=list)
    held: list[Place] = field(default_factory=list)
    waits_at: Place | None = None

    def word(self, lane: int) -> int:
        """Return a word of this query."""
        return self.trial.word(lane, FIRST_QUERY + self.number)

    def send(self) -> None:
        """Ask, where the result is still unknown."""
        trial, town = self.trial, self.trial.town
        if trial.is_over:
            return
        town.count(Counter.QUERIES)
        names = Names(trial.attempt.wallet)
        self.troubles = town.outages.at(town.now, names)
        if failed(self.troubles, self.word):
            return
        self.go_on()

    def go_on(self) -> None:
        """Take the place of the wallet."""
        for place in self.trial.town.places.of_wallet(self.trial.attempt.wallet)[len(self.held) :]:
            if place.is_full:
                return
            if not place.is_free:
                place.queue(self)
                return
            place.take(self)
        self.serve()

    def handed_over(self) -> None:
        """Go on from the place that was handed over."""
        self.go_on()

    def serve(self) -> None:
        """Let the wallet look it up."""
        trial, town = self.trial, self.trial.town
        law = town.parties.wallet(trial.attempt.wallet).queries.takes
        takes = slowed(self.troubles, value(law, self.word(3), town.sample))
        town.agenda.after(takes, EventRank.QUERY_ANSWER, trial.whose, self.answer)

    def answer(self) -> None:
        """Bring the answer, if the wallet has decided."""
        trial, town = self.trial, self.trial.town
        for follower in free(self):
            town.agenda.ready.append(follower.handed_over)
        if not trial.is_over and trial.decided is not None:
            town.count(Counter.RESOLVED)
            trial.hear()
