"""Names that stand for nothing: every reference from one section to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sandbox.scenario.checks.subject import Finding, PlacedRule, Subject
from sandbox.scenario.mistakes.section_names import NOUNS, Path
from sandbox.scenario.routing_plugins import policy_names
from sandbox.scenario.schema.people_sections import Audience
from sandbox.scenario.yaml.nodes import Mapping, Scalar, Sequence, walk

NO_WALLET = "none"  # the empty set of a joint table
BOOK_TRANSFER = "on_us"  # clears inside the wallet; needs no section of its own


# Selector of a rule → what it names; the others have fixed words.
SELECTED_KINDS = {
    "surface": "surface",
    "surface_owner": "ecosystem",
    "destination": "destination",
    "destination_owner": "ecosystem",
    "merchant": "merchant",
    "merchant_owner": "ecosystem",
    "category": "category",
    "wallet": "wallet",
    "wallet_owner": "ecosystem",
    "issuer": "wallet",
    "segment": "segment",
}


class Reference(NamedTuple):
    """A name that is written somewhere and what it should name."""

    kind: str
    name: str
    path: Path
    at_key: bool = False


def check_references(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each name that nothing answers to.

    Rules of the packaged regimes may name parties that a world lacks: they match nothing there.
    """
    known = _known(subject)
    broken = {noun for section, noun in NOUNS.items() if (section,) in subject.pruned_paths}
    for reference in _references(subject):
        names = known[reference.kind]
        if reference.name in names or reference.kind in broken or _is_excused(subject, reference):
            continue
        finding = subject.unknown(reference.kind, reference.name, reference.path, names)
        yield finding._replace(at_key=reference.at_key)


def joint_set(name: str) -> list[str]:
    """Return the wallets of a set such as `alipay + wechat_pay`."""
    parts = [part.strip() for part in name.split("+")]
    return [] if parts == [NO_WALLET] else parts


def ecosystems(subject: Subject) -> frozenset[str]:
    """Return every ecosystem: those listed and those founded by a party that names them."""
    founded = (
        subject.fields(section, "ecosystem")
        for section in ("surfaces", "services", "merchants", "wallets")
    )
    return subject.names("ecosystems").union(*founded)


def _known(subject: Subject) -> dict[str, frozenset[str]]:
    known = {noun: subject.names(section) for section, noun in NOUNS.items()}
    known["destination"] = known["merchant"] | known["service"]
    known["rail"] |= {BOOK_TRANSFER}
    known["ecosystem"] = ecosystems(subject)
    known["category"] = subject.fields("merchants", "category") | {"general"}
    known["routing policy"] = frozenset(policy_names())
    stores = {f"{name}.stores" for name in known["merchant"]}
    acquirers = subject.fields("routes", "acquirer")
    known["payer"] = known["merchant"] | stores | known["wallet"] | known["rail"] | acquirers
    return known


def _is_excused(subject: Subject, reference: Reference) -> bool:
    in_regime = reference.path[0] == "regimes" and "rules" in reference.path
    return in_regime and reference.kind != "payer" and subject.is_packaged(reference.path)


def _references(subject: Subject) -> Iterator[Reference]:
    yield from _traffic(subject)
    yield from _outages(subject)
    yield from _regimes(subject)
    yield from _destinations(subject)
    yield from _wallets(subject)
    yield from _routes(subject)
    for name, audience in subject.document.audiences.items():
        yield from _audience(("audiences", name), audience)
    for placed in subject.rules():
        yield from _rule(placed)
    yield from _sources(subject.places.tree)


def _traffic(subject: Subject) -> Iterator[Reference]:
    traffic = subject.document.traffic
    yield from _list("destination", traffic.only, ("traffic", "only"))
    yield from _list("surface", traffic.surfaces, ("traffic", "surfaces"))


def _outages(subject: Subject) -> Iterator[Reference]:
    for name, outage in subject.document.outages.items():
        path = ("outages", name)
        yield from _list("wallet", outage.wallets, (*path, "wallets"))
        yield from _list("rail", outage.rails, (*path, "rails"))
        yield from _list("route", outage.routes, (*path, "routes"))
        yield from _list("ecosystem", outage.ecosystems, (*path, "ecosystems"))


def _regimes(subject: Subject) -> Iterator[Reference]:
    document = subject.document
    yield from _one("regime", document.regime, ("regime",))
    yield from _list("regime", document.compare, ("compare",))
    walk_node = subject.places.node(("walk",))
    if isinstance(walk_node, Mapping):
        for moment, entry in walk_node.entries.items():
            if isinstance(entry.node, Scalar):
                yield Reference("regime", entry.node.text, ("walk", moment))
    for name, regime in document.regimes.items():
        yield from _one("regime", regime.extends, ("regimes", name, "extends"))


def _destinations(subject: Subject) -> Iterator[Reference]:
    for name, service in subject.document.services.items():
        path = ("services", name)
        yield from _keys("surface", service.surfaces, (*path, "surfaces"))
        yield Reference("audience", service.audience, (*path, "audience"))
    for name, merchant in subject.document.merchants.items():
        path = ("merchants", name)
        yield from _keys("surface", merchant.surfaces, (*path, "surfaces"))
        yield Reference("audience", merchant.audience, (*path, "audience"))
        yield from _one("merchant", merchant.hosted_on, (*path, "hosted_on"))
        yield from _list("route", merchant.routes, (*path, "routes"))
        if merchant.counter:
            yield Reference("wallet", merchant.counter.issuer, (*path, "counter", "issuer"))


def _wallets(subject: Subject) -> Iterator[Reference]:
    for name, wallet in subject.document.wallets.items():
        path = ("wallets", name)
        yield from _one("wallet", wallet.front_of, (*path, "front_of"))
        for funding, section in wallet.funding.items():
            yield Reference("rail", section.rail, (*path, "funding", funding, "rail"))


def _routes(subject: Subject) -> Iterator[Reference]:
    for name, route in subject.document.routes.items():
        yield Reference("wallet", route.wallet, ("routes", name, "wallet"))
        yield from _list("merchant", route.merchants, ("routes", name, "merchants"))


def _audience(path: Path, audience: Audience) -> Iterator[Reference]:
    yield from _keys("segment", audience.segments, (*path, "segments"))
    yield from _joint(audience.wallets, (*path, "wallets"))
    yield from _keys("wallet", audience.also, (*path, "also"))
    yield from _keys("wallet", audience.favourites, (*path, "favourites"))
    yield from _keys("wallet", audience.agreements, (*path, "agreements"))
    if audience.new:
        yield from _joint(audience.new.wallets, (*path, "new", "wallets"))
        yield from _keys("wallet", audience.new.favourites or (), (*path, "new", "favourites"))


def _rule(placed_rule: PlacedRule) -> Iterator[Reference]:
    when, setting = placed_rule.rule.when, placed_rule.rule.set
    path = (*placed_rule.path, "when")
    for key, kind in SELECTED_KINDS.items():
        yield from _list(kind, getattr(when, key), (*path, key))
    path = (*placed_rule.path, "set")
    if setting.accept:
        yield from _list("route", setting.accept.through, (*path, "accept", "through"))
    if setting.route:
        yield from _keys("route", setting.route.weights, (*path, "route", "weights"))
        if setting.route.name is not None:
            yield Reference("routing policy", setting.route.name, (*path, "route", "name"))
    if setting.fee and setting.fee.subsidy:
        yield Reference("payer", setting.fee.subsidy.payer, (*path, "fee", "subsidy", "payer"))


def _sources(tree: Mapping) -> Iterator[Reference]:
    """Yield every key of `sources` that a section or a number names."""
    for path, node in walk(tree):
        if path[:1] == ("sources",):
            continue
        if path and path[-1] == "source" and isinstance(node, Scalar):
            yield Reference("source", node.text, path)
        annotation = node.annotation if isinstance(node, Scalar | Sequence) else None
        if annotation and annotation.source:
            yield Reference("source", annotation.source, path)


def _one(kind: str, name: str | None, path: Path) -> Iterator[Reference]:
    if name is not None:
        yield Reference(kind, name, path)


def _list(kind: str, names: Iterable[str] | None, path: Path) -> Iterator[Reference]:
    for index, name in enumerate(names or ()):
        yield Reference(kind, name, (*path, str(index)))


def _keys(kind: str, names: Iterable[str], path: Path) -> Iterator[Reference]:
    for name in names:
        yield Reference(kind, name, (*path, name), at_key=True)


def _joint(table: Iterable[str], path: Path) -> Iterator[Reference]:
    for key in table:
        for wallet in joint_set(key):
            yield Reference("wallet", wallet, (*path, key), at_key=True)
