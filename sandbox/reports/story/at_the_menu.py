"""The way to a wallet in sentences: the link gate, the menu, the choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.model.menu import acceptance_at, usable_offers
from sandbox.model.records.event_log import EventKind
from sandbox.reports.findings.phrases import words
from sandbox.vocabulary import NOBODY, Acceptance, Container, LinkState, Outcome, Payload

if TYPE_CHECKING:
    from sandbox.reports.story.recollection import Recollection

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


def link(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return what the link gate did, and why."""
    state, noun = LinkState(facts["state"]), NOUNS[Payload(tale.arrival_facts["payload"])]
    why = tale.names.rule(facts["clause"]) or _why_by_default(tale, state)
    why += tale.left_out(tale.built.world.chains.link, _link_cell(tale), facts["clause"])
    if state is LinkState.BLOCKED:
        return f"The {noun} is blocked: {why}"
    does = {
        LinkState.COPIED: "cannot be opened but copied as a text code",
        LinkState.WARNED: "opens behind a warning page",
        LinkState.OPEN: "is open",
    }[state]
    text = f"The {noun} {does}: {why}"
    if facts["failure"] == Outcome.LINK_ABANDONED:
        clause = tale.built.world.clauses.parameter[facts["clause"]]
        step = tale.built.steps[clause][facts["step"]]
        return f"{text}; the shopper leaves at the step `{step}`"
    return f"{text}; the checkout runs {PLACES[Container(facts['container'])]}"


def _why_by_default(tale: Recollection, state: LinkState) -> str:
    world, visit = tale.built.world, tale.arrival_facts
    here = world.surfaces.owner[visit["surface"]]
    there = world.destinations.owner[visit["destination"]]
    if state is LinkState.BLOCKED:
        return "no rule opens it between two ecosystems"
    if world.surfaces.container[visit["surface"]] == Container.MERCHANT_APP:
        return "always so in an app of its own"
    return "both belong to one ecosystem" if here == there != NOBODY else "one side has no owner"


def _link_cell(tale: Recollection) -> int:
    visit, many = tale.arrival_facts, tale.built.world.settings.destinations
    surface_payload = visit["surface"] * len(Payload) + visit["payload"]
    return surface_payload * many + visit["destination"]


def menu(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return how each wallet held was offered, and why."""
    held = tale.arrival_facts["held"]
    if not held:
        return "The shopper holds no wallet at all"
    count = len(tale.built.labels.wallets)
    parts = [_offer(tale, w, facts) for w in range(count) if held >> w & 1]
    return f"On the menu, of the wallets held: {'; '.join(parts)}"


def _offer(tale: Recollection, wallet: int, facts: Mapping[str, int]) -> str:
    world = tale.built.world
    place, key, moment = tale.arrival_facts["destination"], tale.key, tale.moment
    state, clause = acceptance_at(world, key, place, wallet, tale.container, moment)
    cell = place * world.settings.wallets + wallet
    what = words(Acceptance(state).name)
    if state != Acceptance.OFF and not usable_offers(world, cell, clause):
        what += ", but no route reaches it"
    elif state == Acceptance.FOLDED:
        what += ", and seen" if facts["offered"] >> wallet & 1 else ", and not seen"
    elif (facts["offered"] & ~facts["acceptable"]) >> wallet & 1:
        what += ", but asks for a surcharge that is refused"
    why = tale.names.rule(clause) or _why_offered(tale, is_off=state == Acceptance.OFF)
    cell = cell * len(Container) + tale.container
    why += tale.left_out(world.chains.accept, cell, clause)
    return f"{tale.names.wallet(wallet)} {what}, {why}"


def _why_offered(tale: Recollection, *, is_off: bool) -> str:
    if tale.container == Container.COUNTER:
        return "cannot read the code" if is_off else "reads its own code"
    return "no rule lists it" if is_off else "of the same ecosystem"


def choice(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return which wallet the shopper took, or why none."""
    chosen, favourite = facts["wallet"], tale.arrival_facts["favourite"]
    if chosen < 0:
        return {
            Outcome.NO_COMMON_WALLET: "None of them can be used",
            Outcome.SWITCH_REFUSED: "The favourite is missing, and the shopper takes no other",
            Outcome.SURCHARGE_REFUSED: "The shopper does not pay the surcharge",
        }[Outcome(-chosen)]
    if chosen == favourite:
        return f"The shopper takes the favourite, {tale.names.wallet(chosen)}"
    acceptable = tale.told_before(EventKind.MENU)["acceptable"]
    if favourite != NOBODY and acceptable >> favourite & 1:
        return f"The shopper lets the merchant steer to {tale.names.wallet(chosen)}"
    return f"The favourite is missing; the shopper is willing to take {tale.names.wallet(chosen)}"
