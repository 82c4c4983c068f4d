"""The events of a story as sentences: what happened, and which rule or draw decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.chance.streams import StreamKey, store_entity
from sandbox.engines.decisions import Entities, deciding_clause
from sandbox.engines.steps import acceptance_at, subsidy_row, usable_offers
from sandbox.engines.story import Event, EventKind
from sandbox.payments.openness import ChainTable, Circumstances, holds
from sandbox.reports.display_names import DisplayNames
from sandbox.reports.phrases import MEANINGS, listed, words
from sandbox.reports.receipt import Payment, receipt
from sandbox.scenario.tables.money import fundings_of
from sandbox.scenario.tables.world import NOBODY
from sandbox.units import format_duration, format_money
from sandbox.vocabulary import (
    Acceptance,
    Confirmation,
    Container,
    LinkState,
    Outcome,
    PaidAfter,
    Payload,
    RolloutUnit,
    Step,
)

if TYPE_CHECKING:
    from sandbox.scenario.schema.document import Document
    from sandbox.studies.stories import Told

NOUNS = {
    Payload.PRODUCT_LINK: "link",
    Payload.MINI_PROGRAM_CARD: "card",
    Payload.PAYMENT_QR: "code",
    Payload.HEALTH_CODE: "code",
}
PLACES = {
    Container.MERCHANT_APP: "in the merchant's own app",
    Container.WEBVIEW: "in a page inside the surface's app",
    Container.MINI_PROGRAM: "in a mini-program",
    Container.BROWSER: "in the browser",
    Container.COUNTER: "at the counter",
}
METHODS = {
    Confirmation.PASSWORD_FREE: "without a password, by agreement",
    Confirmation.BIOMETRIC: "by finger or face",
    Confirmation.PIN: "by PIN",
}
NEXT = {
    Step.GIVE_UP: "gives up",
    Step.RETRY: "tries the same route again",
    Step.FAILOVER: "tries another route",
    Step.SWITCH: "turns to another wallet",
}
# Failures that no event of their own tells.
UNTOLD = {
    Outcome.WALLET_DOWN,
    Outcome.RAIL_DOWN,
    Outcome.ROUTE_DOWN,
    Outcome.OVERLOADED,
    Outcome.TIMED_OUT,
    Outcome.IMPATIENT,
}
LATER = {
    PaidAfter.FIRST_TRY: "at the first try",
    PaidAfter.RETRY: "after another try on the same route",
    PaidAfter.OTHER_ROUTE: "after another route",
    PaidAfter.OTHER_WALLET: "after another wallet",
}


@dataclass(frozen=True, slots=True)
class Retelling:
    """Turns the events of one story into sentences.

    Attributes
    ----------
    told
        The story and its tables.
    document
        The scenario, for display names.
    key
        Key of the replication's draws, with which doors are asked again.
    """

    told: Told
    document: Document
    key: StreamKey

    @property
    def names(self) -> DisplayNames:
        """Display names of everything that the story speaks of."""
        return DisplayNames(self.told.built, self.document)

    @property
    def arrival(self) -> Event | None:
        """The event of the arrival; None where traffic rules thinned it out."""
        found = [event for event in self.told.story.events if event.kind is EventKind.ARRIVED]
        return found[0] if found else None

    def last(self, kind: EventKind) -> Mapping[str, int] | None:
        """Return the facts of the last event of a kind; None where there is none."""
        found = (e.facts for e in reversed(self.told.story.events) if e.kind is kind)
        return next(found, None)

    def scenes(self) -> Iterator[tuple[int, str]]:
        """Yield time (µs of the horizon) and sentence of every event that says something."""
        tell: dict[EventKind, Callable[[Mapping[str, int]], str]] = {
            EventKind.THINNED: lambda _: "This arrival does not exist under these traffic rules",
            EventKind.LINK: self._link,
            EventKind.MENU: self._menu,
            EventKind.CHOICE: self._choice,
            EventKind.ROUTE: self._route,
            EventKind.CASHIER: self._cashier,
            EventKind.WAITED: self._waited,
            EventKind.QUERIED: lambda f: (
                f"{self.names.wallet(f['wallet'])} is asked for the result"
            ),
            EventKind.REVERSED: lambda f: (
                f"{self.names.wallet(f['wallet'])} reverses a late approval"
            ),
            EventKind.SHOWN_UNPAID: self._shown_unpaid,
            EventKind.CHARGED_TWICE: lambda _: "The second charge is found and refunded",
            EventKind.ANSWER: self._answer,
            EventKind.NEXT: self._next,
            EventKind.CAPTURED: self._captured,
            EventKind.ENDED: self._ended,
        }
        for event in self.told.story.events:
            if event.kind is EventKind.ARRIVED:
                continue
            # A kind that nobody has given words yet is told by its name.
            sentence = tell[event.kind](event.facts) if event.kind in tell else event.kind.value
            if sentence:
                yield event.time_us, f"{sentence}."

    # Sentences.

    def _link(self, facts: Mapping[str, int]) -> str:
        state, noun = LinkState(facts["state"]), NOUNS[Payload(self._arrived["payload"])]
        why = self.names.rule(facts["clause"]) or self._why_by_default(state)
        why += self._left_out(self.told.built.world.chains.link, self._link_cell, facts["clause"])
        if state is LinkState.BLOCKED:
            return f"The {noun} is blocked: {why}"
        does = {
            LinkState.COPIED: "cannot be opened but copied as a text code",
            LinkState.WARNED: "opens behind a warning page",
            LinkState.OPEN: "is open",
        }[state]
        text = f"The {noun} {does}: {why}"
        if facts["failure"] == Outcome.LINK_ABANDONED:
            clause = self.told.built.world.clauses.parameter[facts["clause"]]
            step = self.told.built.steps[clause][facts["step"]]
            return f"{text}; the shopper leaves at the step `{step}`"
        return f"{text}; the checkout runs {PLACES[Container(facts['container'])]}"

    def _why_by_default(self, state: LinkState) -> str:
        world, visit = self.told.built.world, self._arrived
        here = world.surfaces.owner[visit["surface"]]
        there = world.destinations.owner[visit["destination"]]
        if state is LinkState.BLOCKED:
            return "no rule opens it between two ecosystems"
        if world.surfaces.container[visit["surface"]] == Container.MERCHANT_APP:
            return "always so in an app of its own"
        return (
            "both belong to one ecosystem" if here == there != NOBODY else "one side has no owner"
        )

    def _menu(self, facts: Mapping[str, int]) -> str:
        held = self._arrived["held"]
        if not held:
            return "The shopper holds no wallet at all"
        count = len(self.told.built.labels.wallets)
        parts = [self._offer(w, facts) for w in range(count) if held >> w & 1]
        return f"On the menu, of the wallets held: {'; '.join(parts)}"

    def _offer(self, wallet: int, facts: Mapping[str, int]) -> str:
        world = self.told.built.world
        place = self._arrived["destination"], wallet, self._container
        state, clause = acceptance_at(world, self.key, place, self._facts, self._who)
        cell = place[0] * world.settings.wallets + wallet
        what = words(Acceptance(state).name)
        if state != Acceptance.OFF and not usable_offers(world, cell, clause):
            what += ", but no route reaches it"
        elif state == Acceptance.FOLDED:
            what += ", and seen" if facts["offered"] >> wallet & 1 else ", and not seen"
        elif (facts["offered"] & ~facts["acceptable"]) >> wallet & 1:
            what += ", but asks for a surcharge that is refused"
        why = self.names.rule(clause) or self._why_offered(is_off=state == Acceptance.OFF)
        cell = cell * len(Container) + self._container
        why += self._left_out(world.chains.accept, cell, clause)
        return f"{self.names.wallet(wallet)} {what}, {why}"

    def _left_out(self, chain: ChainTable, cell: int, decided: int) -> str:
        """Return which stronger rule speaks of this cell and has not rolled out as far as here."""
        clauses = self.told.built.world.clauses
        for clause in chain.clauses[chain.start[cell] : chain.start[cell + 1]]:
            if clause == decided or clauses.rule[clause] < 0:
                break
            if holds(clauses, clause, self._facts):
                unit = RolloutUnit(clauses.unit[clause]).name.lower().removesuffix("s")
                rule = self.told.built.rules[clauses.rule[clause]].rule.name
                return f" (rule {rule} has not reached this {unit})"
        return ""

    def _why_offered(self, *, is_off: bool) -> str:
        if self._container == Container.COUNTER:
            return "cannot read the code" if is_off else "reads its own code"
        return "no rule lists it" if is_off else "of the same ecosystem"

    def _choice(self, facts: Mapping[str, int]) -> str:
        chosen, favourite = facts["wallet"], self._arrived["favourite"]
        if chosen < 0:
            return {
                Outcome.NO_COMMON_WALLET: "None of them can be used",
                Outcome.SWITCH_REFUSED: "The favourite is missing, and the shopper takes no other",
                Outcome.SURCHARGE_REFUSED: "The shopper does not pay the surcharge",
            }[Outcome(-chosen)]
        if chosen == favourite:
            return f"The shopper takes the favourite, {self.names.wallet(chosen)}"
        acceptable = self._told(EventKind.MENU)["acceptable"]
        if favourite != NOBODY and acceptable >> favourite & 1:
            return f"The shopper lets the merchant steer to {self.names.wallet(chosen)}"
        return (
            f"The favourite is missing; the shopper is willing to take {self.names.wallet(chosen)}"
        )

    def _route(self, facts: Mapping[str, int]) -> str:
        name = self.told.built.routes[facts["route"]]
        if "→" in name:
            return ""
        why = self.names.rule(facts["clause"])
        return f"The payment goes by the route {name}{f': {why}' if why else ''}"

    def _cashier(self, facts: Mapping[str, int]) -> str:
        wallet, method = self.names.wallet(facts["wallet"]), METHODS[Confirmation(facts["method"])]
        failure = Outcome(facts["failure"])
        if failure is Outcome.PAID:
            takes = facts["takes_us"]
            return (
                f"Confirmed in {wallet} {method}{f' in {format_duration(takes)}' if takes else ''}"
            )
        return {
            Outcome.HANDOVER_FAILED: f"The hand-over to {wallet} fails",
            Outcome.CANCELLED: f"The shopper cancels in {wallet}",
            Outcome.AUTHENTICATION_FAILED: f"The confirmation in {wallet} {method} fails",
        }.get(failure, f"{wallet}: {words(failure.name)}")

    def _waited(self, facts: Mapping[str, int]) -> str:
        failure = Outcome(facts["failure"])
        end = "" if failure is Outcome.PAID else f" and ends as {words(failure.name)}"
        return f"The request waits {format_duration(facts['waited'])} for capacity{end}"

    def _shown_unpaid(self, facts: Mapping[str, int]) -> str:
        delay = format_duration(facts["delay"])
        return f"The merchant hears of the payment only after {delay}, and shows it as unpaid"

    def _answer(self, facts: Mapping[str, int]) -> str:
        wallet, answer = self.names.wallet(facts["wallet"]), Outcome(facts["answer"])
        after = f" after {format_duration(facts['latency'])}" if facts["latency"] else ""
        source = self._funding(facts)
        if answer is Outcome.PAID:
            return f"{wallet} approves{after}{f', from {source}' if source else ''}"
        return f"{wallet} declines{after}: {MEANINGS[answer]} ({words(answer.name)})"

    def _funding(self, facts: Mapping[str, int]) -> str:
        if facts["funding"] == NOBODY:
            return ""
        name = self.told.built.labels.wallets.names[facts["wallet"]]
        first = self.told.built.world.fundings.start[facts["wallet"]]
        return words(list(fundings_of(self.document, name))[facts["funding"] - first])

    def _next(self, facts: Mapping[str, int]) -> str:
        step, cause = NEXT[Step(facts["step"])], Outcome(facts["cause"])
        if cause in UNTOLD:
            return f"No success: {MEANINGS[cause]} ({words(cause.name)}); the shopper {step}"
        return f"The shopper {step}"

    def _captured(self, facts: Mapping[str, int]) -> str:
        text = f"{format_money(facts['sale'])} is captured"
        parts = list(receipt(self._payment, facts, self._price_rules()))
        if parts:
            text += f"; {listed(parts)}"
        if facts["refund"]:
            text += f"; later {format_money(facts['refund'])} is refunded"
        return text

    def _price_rules(self) -> list[str]:
        """Return the names of the rules that changed the price."""
        built, chains = self.told.built, self.told.built.world.chains
        cell = self._arrived["destination"] * built.world.settings.wallets
        cell += self._told(EventKind.ANSWER)["wallet"]
        found = []
        for chain in (chains.schedule, chains.cut, chains.subsidy, chains.surcharge, chains.bearer):
            clause = deciding_clause(
                self.key, built.world.clauses, chain, cell, self._facts, self._who
            )
            index = built.world.clauses.rule[clause]
            if index >= 0:
                found.append(built.rules[index].rule.name)
        return list(dict.fromkeys(found))

    def _ended(self, facts: Mapping[str, int]) -> str:
        outcome = Outcome(facts["outcome"])
        if outcome is Outcome.PAID:
            return f"Paid {LATER[PaidAfter(facts['paid_after'])]}"
        if outcome is Outcome.OPENED:
            return "The destination opens; there is nothing to pay"
        text = f"Lost: {words(outcome.name)}"
        return f"{text}; the purchase is made elsewhere" if facts["elsewhere"] else text

    # What later sentences need of earlier events.

    @property
    def _arrived(self) -> Mapping[str, int]:
        return self.arrival.facts if self.arrival is not None else {}

    @property
    def _link_cell(self) -> int:
        visit, many = self._arrived, self.told.built.world.settings.destinations
        surface_payload = visit["surface"] * len(Payload) + visit["payload"]
        return surface_payload * many + visit["destination"]

    @property
    def _container(self) -> int:
        return self._told(EventKind.LINK)["container"]

    @property
    def _payment(self) -> Payment:
        world, place = self.told.built.world, self._arrived["destination"]
        answer, route = self._told(EventKind.ANSWER), self._told(EventKind.ROUTE)["route"]
        cell = place * world.settings.wallets + answer["wallet"]
        subsidy = subsidy_row(world, self.key, cell, self._facts, self._who)
        return Payment(self.told.built, place, answer["wallet"], answer["funding"], route, subsidy)

    def _told(self, kind: EventKind) -> Mapping[str, int]:
        facts = self.last(kind)
        if facts is None:
            raise ValueError(f"the story lacks what comes before: {kind.value}")
        return facts

    @property
    def _facts(self) -> Circumstances:
        told = self._arrived
        time_us = self.arrival.time_us if self.arrival is not None else 0
        return Circumstances(
            time_us,
            told["surface"],
            told["payload"],
            told["segment"],
            told["tier"],
            told["amount"],
        )

    @property
    def _who(self) -> Entities:
        place = self.told.built.world.destinations.id[self._arrived["destination"]]
        return Entities(self.told.story.checkout, store_entity(place, self._arrived["store"]))
