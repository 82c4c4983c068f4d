"""Wallets that are accepted where no route takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sandbox.scenario.checks.circles import goes_in_circles
from sandbox.scenario.checks.identity import PARTIES_MAX
from sandbox.scenario.checks.subject import Finding, PlacedRule, Subject
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.mistakes.suggestions import shorten
from sandbox.scenario.schema.rule_sections import When
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.tables.labels import hosts_of, owner_of
from sandbox.scenario.tables.routes import lender_of_routes, usable_routes

ROUTES_MAX = 62  # routes of one wallet are bits of one 63-bit word
OPEN_STATES = ("default", "listed", "folded")


def check_reach(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each wallet that an own rule or its owner accepts in vain.

    In regimes such a wallet is only not offered, because they speak of many worlds.
    """
    document = subject.document
    if goes_in_circles(document) or len(document.wallets) > PARTIES_MAX:
        return
    crowded = [
        wallet for wallet in document.wallets if len(_routes_of(document, wallet)) > ROUTES_MAX
    ]
    for wallet in crowded:
        routes = _routes_of(document, wallet)
        message = f"wallet `{wallet}` has {len(routes)} routes, must have at most {ROUTES_MAX}"
        yield Finding(message, ("routes", routes[-1]), at_key=True)
    if crowded:
        return
    yield from _owned(subject)
    for placed in subject.rules():
        if not placed.regime:
            yield from _accepted(subject, placed)


def _owned(subject: Subject) -> Iterator[Finding]:
    """Look at wallets whose owner also owns the merchant: listed there without any rule."""
    document = subject.document
    for name, wallet in document.wallets.items():
        routes = _routes_of(document, name)
        own = [m for m in document.merchants if owner_of(document, m) == wallet.ecosystem]
        lost = _lost(document, name, own, None) if routes else []
        if lost:
            yield _finding(subject, name, lost, ("routes", routes[0], "merchants"))


def _accepted(subject: Subject, placed_rule: PlacedRule) -> Iterator[Finding]:
    accept, when, document = placed_rule.rule.set.accept, placed_rule.rule.when, subject.document
    if accept is None or accept.as_ not in OPEN_STATES:
        return
    merchants = [name for name in document.merchants if speaks_of(document, when, name)]
    names_them = when.merchant is not None or when.destination is not None
    # A rule for everybody opens what can be opened; only what it names must be reachable.
    # Device fronts come along where they can.
    for wallet in [name for name in when.wallet or () if name in document.wallets]:
        lost = _lost(document, wallet, merchants, accept.through)
        if lost and (names_them or len(lost) == len(merchants)):
            path = (*placed_rule.path, "set", "accept")
            through = (*path, "through") if accept.through else path
            yield _finding(subject, wallet, lost, through)


def _finding(subject: Subject, wallet: str, lost_names: list[str], path: Path) -> Finding:
    names = shorten(f"`{name}`" for name in lost_names)
    routes = _routes_of(subject.document, wallet)
    note = f"routes of `{wallet}`: {shorten(routes)}" if routes else ""
    hint = f"add {names} to the `merchants` of one of its routes"
    if path[-1] == "through":
        hint = f"name routes of `{wallet}` that serve {names}"
    about = (("routes",), ("merchants",), ("wallets", wallet))
    return Finding(f"no route takes wallet `{wallet}` to {names}", path, hint, note, about=about)


def _routes_of(document: Document, wallet: str) -> list[str]:
    return [name for name, route in document.routes.items() if route.wallet == wallet]


def _lost(
    document: Document, wallet: str, merchants: Iterable[str], through: list[str] | None
) -> list[str]:
    """Return the merchants to which no usable route of the wallet leads.

    A wallet without a declared route has a direct one to everybody, which no rule can name.
    """
    if lender_of_routes(document, wallet) is None:
        return [] if through is None else list(merchants)
    return [
        merchant
        for merchant in merchants
        if not any(
            through is None or name in through for name in usable_routes(document, merchant, wallet)
        )
    ]


def speaks_of(document: Document, when: When, merchant: str) -> bool:
    """Tell whether a rule can concern checkouts at a merchant."""
    names = set(hosts_of(document, merchant))
    section = document.merchants[merchant]
    owner = owner_of(document, merchant)
    return (
        (when.merchant is None or not names.isdisjoint(when.merchant))
        and (when.destination is None or not names.isdisjoint(when.destination))
        and (when.merchant_owner is None or owner in when.merchant_owner)
        and (when.destination_owner is None or owner in when.destination_owner)
        and (when.merchant_size is None or section.size in when.merchant_size)
        and (when.category is None or section.category in when.category)
    )
