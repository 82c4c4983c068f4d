"""The events of a story as sentences: what happened, and which rule or draw decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sandbox.model.records.event_log import EventKind
from sandbox.reports.findings.phrases import words
from sandbox.reports.story import at_the_cashier, at_the_menu
from sandbox.reports.story.recollection import Recollection
from sandbox.vocabulary import Outcome, PaidAfter

LATER = {
    PaidAfter.FIRST_TRY: "at the first try",
    PaidAfter.RETRY: "after another try on the same route",
    PaidAfter.OTHER_ROUTE: "after another route",
    PaidAfter.OTHER_WALLET: "after another wallet",
}

Sentence = Callable[[Recollection, Mapping[str, int]], str]


def scenes(tale: Recollection) -> Iterator[tuple[int, str]]:
    """Yield time (µs of the horizon) and sentence of every event that says something."""
    for event in tale.story_of_checkout.story.events:
        if event.kind is EventKind.ARRIVED:
            continue
        tell = SENTENCES.get(event.kind)
        # A kind that nobody has given words yet is told by its name.
        sentence = tell(tale, event.facts) if tell is not None else event.kind.value
        if sentence:
            yield event.time_us, f"{sentence}."


def _thinned(_: Recollection, __: Mapping[str, int]) -> str:
    return "This arrival does not exist under these traffic rules"


def _queried(tale: Recollection, facts: Mapping[str, int]) -> str:
    return f"{tale.names.wallet(facts['wallet'])} is asked for the result"


def _reversed(tale: Recollection, facts: Mapping[str, int]) -> str:
    return f"{tale.names.wallet(facts['wallet'])} reverses a late approval"


def _charged_twice(_: Recollection, __: Mapping[str, int]) -> str:
    return "The second charge is found and refunded"


def _ended(_: Recollection, facts: Mapping[str, int]) -> str:
    outcome = Outcome(facts["outcome"])
    if outcome is Outcome.PAID:
        return f"Paid {LATER[PaidAfter(facts['paid_after'])]}"
    if outcome is Outcome.OPENED:
        return "The destination opens; there is nothing to pay"
    text = f"Lost: {words(outcome.name)}"
    return f"{text}; the purchase is made elsewhere" if facts["elsewhere"] else text


SENTENCES: dict[EventKind, Sentence] = {
    EventKind.THINNED: _thinned,
    EventKind.LINK: at_the_menu.link,
    EventKind.MENU: at_the_menu.menu,
    EventKind.CHOICE: at_the_menu.choice,
    EventKind.ROUTE: at_the_cashier.route,
    EventKind.CASHIER: at_the_cashier.cashier,
    EventKind.WAITED: at_the_cashier.wait_words,
    EventKind.QUERIED: _queried,
    EventKind.REVERSED: _reversed,
    EventKind.SHOWN_UNPAID: at_the_cashier.shown_unpaid,
    EventKind.CHARGED_TWICE: _charged_twice,
    EventKind.ANSWER: at_the_cashier.answer,
    EventKind.NEXT: at_the_cashier.next_step,
    EventKind.CAPTURED: at_the_cashier.capture_words,
    EventKind.ENDED: _ended,
}
