"""Chains that bite their own tail: stores hosted by each other, fronts of each other, regimes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandbox.scenario.checks.subject import Finding, Subject


def check_circles(subject: Subject) -> Iterator[Finding]:
    """Yield one finding for each circle of `hosted_on`, `front_of` or a regime's `extends`."""
    document = subject.document
    hosts = {name: merchant.hosted_on for name, merchant in document.merchants.items()}
    fronts = {name: wallet.front_of for name, wallet in document.wallets.items()}
    bases = {name: regime.extends for name, regime in document.regimes.items()}
    for section, key, links in (
        ("merchants", "hosted_on", hosts),
        ("wallets", "front_of", fronts),
        ("regimes", "extends", bases),
    ):
        for circle in circles(links):
            way = " → ".join([*circle, circle[0]])
            about = tuple((section, name, key) for name in circle)
            yield Finding(f"circular `{key}`: {way}", (section, circle[0], key), about=about)


def circles(links: Mapping[str, str | None]) -> list[list[str]]:
    """Return each circle of a mapping from names to names once, from its first name on."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in links:
        way: list[str] = []
        name: str | None = start
        while name is not None and name not in done and name not in way:
            way.append(name)
            name = links.get(name)
        if name in way:
            found.append(way[way.index(name) :])
        done.update(way)
    return found
