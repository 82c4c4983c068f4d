"""The way of a payment in sentences: route, cashier, answer, what follows, money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.model.decisions import deciding_clause
from sandbox.model.menu import subsidy_row
from sandbox.model.records.event_log import EventKind
from sandbox.payments.outcomes import OUTCOMES
from sandbox.reports.findings.phrases import MEANINGS, enumeration, words
from sandbox.reports.story.posting_words import PaymentParties, payment_lines
from sandbox.scenario.tables.money import fundings_of
from sandbox.units import format_duration, format_money
from sandbox.vocabulary import NOBODY, Confirmation, Outcome, Step

if TYPE_CHECKING:
    from sandbox.reports.story.recollection import Recollection

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
UNTOLD = {outcome for outcome, facts in OUTCOMES.items() if facts.ends_without_answer}


def route(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return the route and the policy that picked it; empty for the only way there is."""
    name = tale.built.routes[facts["route"]]
    if "→" in name:
        return ""
    why = tale.names.rule(facts["clause"])
    return f"The payment goes by the route {name}{f': {why}' if why else ''}"


def cashier(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return how the shopper confirmed, or what went wrong there."""
    wallet, method = tale.names.wallet(facts["wallet"]), METHODS[Confirmation(facts["method"])]
    failure = Outcome(facts["failure"])
    if failure is Outcome.PAID:
        takes = facts["takes_us"]
        return f"Confirmed in {wallet} {method}{f' in {format_duration(takes)}' if takes else ''}"
    return {
        Outcome.HANDOVER_FAILED: f"The hand-over to {wallet} fails",
        Outcome.CANCELLED: f"The shopper cancels in {wallet}",
        Outcome.AUTHENTICATION_FAILED: f"The confirmation in {wallet} {method} fails",
    }.get(failure, f"{wallet}: {words(failure.name)}")


def wait_words(_: Recollection, facts: Mapping[str, int]) -> str:
    """Return how long a request waited."""
    failure = Outcome(facts["failure"])
    end = "" if failure is Outcome.PAID else f" and ends as {words(failure.name)}"
    return f"The request waits {format_duration(facts['waited'])} for capacity{end}"


def shown_unpaid(_: Recollection, facts: Mapping[str, int]) -> str:
    """Return how late the merchant heard of the payment."""
    delay = format_duration(facts["delay"])
    return f"The merchant hears of the payment only after {delay}, and shows it as unpaid"


def answer(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return what the wallet answered."""
    wallet, answer = tale.names.wallet(facts["wallet"]), Outcome(facts["answer"])
    after = f" after {format_duration(facts['latency'])}" if facts["latency"] else ""
    source = _funding(tale, facts)
    if answer is Outcome.PAID:
        return f"{wallet} approves{after}{f', from {source}' if source else ''}"
    return f"{wallet} declines{after}: {MEANINGS[answer]} ({words(answer.name)})"


def _funding(tale: Recollection, facts: Mapping[str, int]) -> str:
    if facts["funding"] == NOBODY:
        return ""
    name = tale.built.labels.wallets.names[facts["wallet"]]
    first = tale.built.world.fundings.start[facts["wallet"]]
    return words(list(fundings_of(tale.document, name))[facts["funding"] - first])


def next_step(_: Recollection, facts: Mapping[str, int]) -> str:
    """Return what follows a failed attempt."""
    step, cause = NEXT[Step(facts["step"])], Outcome(facts["cause"])
    if cause in UNTOLD:
        return f"No success: {MEANINGS[cause]} ({words(cause.name)}); the shopper {step}"
    return f"The shopper {step}"


def capture_words(tale: Recollection, facts: Mapping[str, int]) -> str:
    """Return what the captured payment moved."""
    text = f"{format_money(facts['sale'])} is captured"
    parts = list(payment_lines(_payment(tale), facts, _price_rules(tale)))
    if parts:
        text += f"; {enumeration(parts)}"
    if facts["refund"]:
        text += f"; later {format_money(facts['refund'])} is refunded"
    return text


def _price_rules(tale: Recollection) -> list[str]:
    """Return the names of the rules that changed the price."""
    built, chains = tale.built, tale.built.world.chains
    cell = tale.arrival_facts["destination"] * built.world.settings.wallets
    cell += tale.told_before(EventKind.ANSWER)["wallet"]
    found = []
    for chain in (chains.schedule, chains.cut, chains.subsidy, chains.surcharge, chains.bearer):
        clause = deciding_clause(tale.key, built.world.clauses, chain, cell, tale.moment)
        index = built.world.clauses.rule[clause]
        if index >= 0:
            found.append(built.rules[index].rule.name)
    return list(dict.fromkeys(found))


def _payment(tale: Recollection) -> PaymentParties:
    world, place = tale.built.world, tale.arrival_facts["destination"]
    answer, route = tale.told_before(EventKind.ANSWER), tale.told_before(EventKind.ROUTE)["route"]
    cell = place * world.settings.wallets + answer["wallet"]
    subsidy = subsidy_row(world, tale.key, cell, tale.moment)
    return PaymentParties(tale.built, place, answer["wallet"], answer["funding"], route, subsidy)
