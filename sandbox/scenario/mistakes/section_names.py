"""How diagnostics call the sections of a scenario: paths to phrases."""

from __future__ import annotations

from collections.abc import Callable

Path = tuple[str, ...]

NOUNS = {
    "ecosystems": "ecosystem",
    "surfaces": "surface",
    "services": "service",
    "merchants": "merchant",
    "wallets": "wallet",
    "rails": "rail",
    "routes": "route",
    "segments": "segment",
    "audiences": "audience",
    "outages": "outage",
    "regimes": "regime",
    "sources": "source",
    "rules": "rule",
    "funding": "funding",
}


def describe(path: Path, rule_name: Callable[[Path], str] | None = None) -> str:
    """Return a phrase for a section, such as "wallet `wechat_pay`" or "`when` of rule `x`".

    Parameters
    ----------
    path
        Keys from the top of the document.
    rule_name
        Gives the name of the rule at a path; its number in the list is used without it.
    """
    phrases: list[str] = []
    index = 0
    while index < len(path):
        noun = _noun(path, index)
        if noun and index + 1 < len(path):
            phrases.append(f"{noun} {_name(path[: index + 2], noun, rule_name)}")
            index += 2
        else:
            phrases.append(f"`{path[index]}`" if not path[index].isdigit() else _item(path[index]))
            index += 1
    return " of ".join(reversed(phrases)) or "the scenario"


def within(path: Path, rule_name: Callable[[Path], str] | None = None) -> str:
    """Return " in SECTION" for an error message, " at the top level" for the document itself."""
    return f" in {describe(path, rule_name)}" if path else " at the top level"


def article(noun: str) -> str:
    """Return the article that goes with a noun."""
    return "an" if noun[0] in "aeiou" else "a"


def _noun(path: Path, index: int) -> str:
    key = path[index]
    named = (
        index == 0
        or (key == "rules" and index == 2 and path[0] == "regimes")
        or (key == "funding" and index == 2 and path[0] == "wallets")
    )
    return NOUNS.get(key, "") if named else ""


def _name(path: Path, noun: str, rule_name: Callable[[Path], str] | None) -> str:
    last = path[-1]
    if noun != "rule":
        return f"`{last}`"
    name = rule_name(path) if rule_name else ""
    if name or not last.isdigit():
        return f"`{name or last}`"
    return str(int(last) + 1)


def _item(index: str) -> str:
    return f"item {int(index) + 1}"
