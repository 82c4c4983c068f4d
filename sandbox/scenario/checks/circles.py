"""Chains that bite their own tail: stores hosted by each other, fronts of each other, regimes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.schema.scenario_document import Document

CHAIN_MAX = 100  # the packaged regimes extend one another some fifteen times


def check_circles(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each circle, or endless chain, of one of the three links."""
    for section, key, links in _links(subject.document):
        for circle in circles(links):
            way = " → ".join([*circle, circle[0]])
            about = tuple((section, name, key) for name in circle)
            yield Finding(f"circular `{key}`: {way}", (section, circle[0], key), about=about)
        for name in _overlong(links)[:1]:
            message = f"a chain of `{key}` may be at most {CHAIN_MAX} long"
            yield Finding(message, (section, name, key))


def goes_in_circles(document: Document) -> bool:
    """Tell whether some chain does not come to its end soon."""
    return any(circles(links) or _overlong(links) for _, _, links in _links(document))


def circles(links: Mapping[str, str | None]) -> list[list[str]]:
    """Return each circle of a mapping from names to names once, from its first name on."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in links:
        way: dict[str, None] = {}
        name: str | None = start
        while name is not None and name not in done and name not in way:
            way[name] = None
            name = links.get(name)
        if name in way:
            steps = list(way)
            found.append(steps[steps.index(name) :])
        done.update(way)
    return found


def _links(document: Document) -> tuple[tuple[str, str, dict[str, str | None]], ...]:
    hosts = {name: merchant.hosted_on for name, merchant in document.merchants.items()}
    fronts = {name: wallet.front_of for name, wallet in document.wallets.items()}
    bases = {name: regime.extends for name, regime in document.regimes.items()}
    return (
        ("merchants", "hosted_on", hosts),
        ("wallets", "front_of", fronts),
        ("regimes", "extends", bases),
    )


def _overlong(links: Mapping[str, str | None]) -> list[str]:
    """Return the names from which a chain is longer than allowed, circles aside."""
    inside = {name for circle in circles(links) for name in circle}
    return [name for name in links if name not in inside and _reaches(links, name)]


def _reaches(links: Mapping[str, str | None], start: str) -> bool:
    name: str | None = start
    for _ in range(CHAIN_MAX):
        name = links.get(name) if name is not None else None
    return name is not None
