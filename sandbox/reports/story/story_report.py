"""The story of one shopper at one checkout, under one regime or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.chance.personas import persona
from sandbox.chance.streams import stream_key
from sandbox.model.records.event_log import EventKind
from sandbox.reports.findings.phrases import count, enumeration, words
from sandbox.reports.page_blocks import Heading, Paragraph, Table, names
from sandbox.reports.story.recollection import Recollection
from sandbox.reports.story.retelling import scenes
from sandbox.units import (
    BEIJING,
    EPOCH,
    MICROSECONDS_PER_SECOND,
    format_money,
    format_time,
)
from sandbox.vocabulary import CityTier, LinkState, Outcome, Payload

if TYPE_CHECKING:
    from sandbox.reports.page_blocks import Block
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.studies.traces.stories import CheckoutStory

DAY_US = 86_400 * MICROSECONDS_PER_SECOND
PAYLOADS = {
    Payload.PRODUCT_LINK: "a product link",
    Payload.MINI_PROGRAM_CARD: "a mini-program card",
    Payload.PAYMENT_QR: "a payment code",
    Payload.HEALTH_CODE: "a health code",
}
TIERS = {
    CityTier.TIER_1: "a city of the first tier",
    CityTier.TIER_2: "a city of the second tier",
    CityTier.TIER_3: "a city of the third tier",
    CityTier.LOWER: "a city of a lower tier",
}


@dataclass(frozen=True, slots=True)
class CheckoutKey:
    """Which checkout is told: its number, and the draws that made it.

    Attributes
    ----------
    checkout, replication
        Their numbers, from 0.
    seed
        That of the draws.
    locale
        Of the invented name: `zh_CN` or `en_US`.
    """

    checkout: int
    replication: int
    seed: int
    locale: str = "zh_CN"


def explain_report(
    stories: Sequence[CheckoutStory], document: Document, checkout_key: CheckoutKey
) -> list[Block]:
    """Return the story: who comes and why, what happens under each regime, what differs."""
    key = stream_key(checkout_key.seed, checkout_key.replication)
    tales = [Recollection(told, document, key) for told in stories]
    title = f"Checkout {checkout_key.checkout:,} of replication {checkout_key.replication}"
    title += f", seed {checkout_key.seed}"
    page: list[Block] = [Heading(title)]
    arrived = [tale for tale in tales if tale.arrival is not None]
    if arrived:
        page.append(Paragraph(_who(arrived[0], checkout_key)))
        page.append(Paragraph(_visit(arrived[0])))
    for tale in tales:
        page.append(Heading(f"Under {tale.built.regime}"))
        page.append(_timetable(tale))
    page.extend(_what_changed(tales))
    return page


def _who(tale: Recollection, checkout_key: CheckoutKey) -> str:
    facts = tale.arrival.facts if tale.arrival is not None else {}
    person = persona(
        checkout_key.seed, checkout_key.replication, checkout_key.checkout, checkout_key.locale
    )
    built, place = tale.built, tale.names.destination(facts["destination"])
    parts = [
        f"segment {built.labels.segments.names[facts['segment']]}",
        TIERS[CityTier(facts["tier"])],
    ]
    if not built.world.destinations.is_service[facts["destination"]]:
        parts.append(f"new to {place}" if facts["is_new"] else f"has bought at {place} before")
    held = [
        f"{wallet} (the favourite)" if index == facts["favourite"] else wallet
        for index, wallet in _each(tale, facts["held"])
    ]
    has = f"Holds {enumeration(held)}." if held else "Holds no wallet."
    name = f"{person.name} of {person.city} (name and city are invented)"
    return f"{name}: {', '.join(parts)}. {has}"


def _each(tale: Recollection, mask: int) -> Iterator[tuple[int, str]]:
    for index in range(len(tale.built.labels.wallets)):
        if mask >> index & 1:
            yield index, tale.names.wallet(index)


def _visit(tale: Recollection) -> str:
    event = tale.arrival
    if event is None:
        return ""
    facts, built = event.facts, tale.built
    moment = format_time(built.start_us + event.time_us).replace("T", " ")
    what = PAYLOADS[Payload(facts["payload"])]
    text = f"{moment}, {tale.names.surface(facts['surface'])}: "
    text += f"{what} leads to {tale.names.destination(facts['destination'])}"
    stores = built.world.destinations.stores[facts["destination"]]
    if stores > 1:
        text += f", store {facts['store']:,} of {count(stores)}"
    return f"{text}, for {format_money(facts['amount'])}." if facts["amount"] else f"{text}."


def _timetable(tale: Recollection) -> Table:
    start = tale.arrival.time_us if tale.arrival is not None else 0
    rows = []
    before = ""
    for time_us, sentence in scenes(tale):
        clock = _clock(tale.built.start_us + time_us)
        stamp = clock, f"+{(time_us - start) / 1_000_000:.1f} s"
        rows.append([*(stamp if clock != before else ("", "")), sentence])
        before = clock
    return Table([names(""), names("", room=60), names("", wraps=True)], rows)


def _clock(moment_us: int) -> str:
    # The time of the day alone: a queue may outlast the calendar.
    moment = EPOCH.astimezone(BEIJING) + timedelta(microseconds=moment_us % DAY_US)
    return f"{moment:%H:%M:%S}.{moment.microsecond // 100_000}"


def _what_changed(tales: Sequence[Recollection]) -> Iterator[Block]:
    if len(tales) < 2:
        return
    first = tales[0]
    for tale in tales[1:]:
        regime, baseline = tale.built.regime, first.story_of_checkout.built.regime
        before, after = _end(first), _end(tale)
        because = _difference(first, tale)
        if before == after and not because:
            text = f"nothing: {regime} tells the same story as {baseline}."
        elif before == after:
            text = f"{after}, as under {baseline}, although {because}."
        else:
            why = f", because {because}" if because else ""
            text = f"{after} instead of {before} under {baseline}{why}."
        yield Paragraph(text, f"What {regime} changes:")


def _end(tale: Recollection) -> str:
    ended = tale.last(EventKind.ENDED)
    if ended is None:
        return "no arrival"
    outcome = Outcome(ended["outcome"])
    answer = tale.last(EventKind.ANSWER)
    if outcome is Outcome.PAID and answer is not None:
        return f"paid with {tale.names.wallet(answer['wallet'])}"
    return words(outcome.name)


def _difference(first: Recollection, second: Recollection) -> str:
    """Return what went otherwise, in words: the menu where both came to it, else the link."""
    before, after = first.last(EventKind.MENU), second.last(EventKind.MENU)
    if before is not None and after is not None and before["offered"] != after["offered"]:
        return _menu_difference(second, before["offered"], after["offered"])
    before, after = first.last(EventKind.LINK), second.last(EventKind.LINK)
    if before is not None and after is not None and before["state"] != after["state"]:
        states = [words(LinkState(facts["state"]).name) for facts in (after, before)]
        return f"the link is {states[0]}, not {states[1]}"
    if [sentence for _, sentence in scenes(first)] != [s for _, s in scenes(second)]:
        return "something on the way went otherwise"
    return ""


def _menu_difference(tale: Recollection, before: int, after: int) -> str:
    more, fewer = tale.names.wallets(after & ~before), tale.names.wallets(before & ~after)
    parts = [f"the menu now offers {enumeration(more)}"] if more else []
    if fewer:
        parts.append(f"the menu no longer offers {enumeration(fewer)}")
    return enumeration(parts)
