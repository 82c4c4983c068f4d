"""Names and ids: well-formed, unique, not too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.mistakes.section_names import NOUNS, Path, article

PARTIES_MAX = 62  # wallets, surfaces and segments are bits of one 63-bit word
FIRST_ASSIGNED_ID = 16_384  # parties without an id get this plus their position among themselves

# Kinds of parties whose ids must differ.
ID_SPACES: tuple[tuple[str, ...], ...] = (
    ("wallets",),
    ("merchants", "services"),
    ("surfaces",),
    ("rails",),
    ("routes",),
    ("segments",),
    ("ecosystems",),
)
# Kinds of parties that money is booked for: equal names would mix their accounts.
ACCOUNT_HOLDERS = ("merchants", "services", "wallets", "rails")
RESERVED_NAMES = {"shoppers": "an account of the ledger", "suppliers": "an account of the ledger"}
RESERVED_WALLETS = {"none": "the empty set of wallets"}

_NAME = re.compile(r"[^\W_][\w-]*")


def check_identity(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each bad name, each shared name or id, and each kind with too many."""
    yield from _names(subject)
    for space in ID_SPACES:
        yield from _party_ids(subject, space)
    yield from _rule_ids(subject)
    yield from _shared_names(subject)
    for section in ("wallets", "surfaces", "segments"):
        count = len(subject.names(section))
        if count > PARTIES_MAX:
            message = f"there are {count} {section}, must be at most {PARTIES_MAX}"
            yield Finding(message, (section,), at_key=True)


def _names(subject: Subject) -> Iterator[Finding]:
    for section, noun in NOUNS.items():
        for name in sorted(subject.names(section) if section != "rules" else ()):
            yield from _name(noun, name, (section, name))
    for placed in subject.rules():
        path = (*placed.path, "name")
        yield from _name("rule", placed.rule.name, path)
        if placed.rule.name.isdecimal():
            yield Finding(f"rule `{placed.rule.name}` needs a letter in its name", path)


def _name(noun: str, name: str, path: Path) -> Iterator[Finding]:
    at_key = path[-1] == name
    if noun != "source" and not _NAME.fullmatch(name):
        message = f"`{name}` cannot be the name of {article(noun)} {noun}"
        yield Finding(message, path, "use letters, digits, `_` and `-`", at_key=at_key)
    meaning = RESERVED_NAMES.get(name, RESERVED_WALLETS.get(name, "") if noun == "wallet" else "")
    if meaning and noun in ("merchant", "service", "wallet", "rail"):
        yield Finding(
            f"`{name}` cannot be the name of a {noun}: it is {meaning}", path, at_key=True
        )


def _party_ids(subject: Subject, space: tuple[str, ...]) -> Iterator[Finding]:
    owners: dict[int, Path] = {}
    assigned = FIRST_ASSIGNED_ID
    for section in space:
        for name, party in getattr(subject.document, section).items():
            number = party.id
            if number is None:
                number, assigned = assigned, assigned + 1
            first = owners.setdefault(number, (section, name))
            if first != (section, name):
                yield _shared_id(subject, number, first, (section, name))


def _rule_ids(subject: Subject) -> Iterator[Finding]:
    owners: dict[int, tuple[str, Path]] = {}
    for placed in subject.rules():
        if placed.rule.id is None:
            continue
        name, first = owners.setdefault(placed.rule.id, (placed.rule.name, placed.path))
        if name != placed.rule.name:
            yield _shared_id(subject, placed.rule.id, first, placed.path)


def _shared_id(subject: Subject, number: int, first: Path, second: Path) -> Finding:
    if _is_ours(subject, first) and not _is_ours(subject, second):
        first, second = second, first
    place = subject.places.value((*first, "id"))
    message = f"id {number} of {subject.describe(second)} is taken by {subject.describe(first)}"
    note = f"first at {place.file}:{place.line}"
    return Finding(message, (*second, "id"), note=note, about=((*first, "id"), first))


def _is_ours(subject: Subject, path: Path) -> bool:
    """Tell whether an id stands in the very file that is loaded, where it is easiest to mend."""
    return subject.places.value((*path, "id")).file == subject.places.source.name


def _shared_names(subject: Subject) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for section in ACCOUNT_HOLDERS:
        for name in getattr(subject.document, section):
            first = seen.setdefault(name, section)
            if first != section:
                message = f"`{name}` names a {NOUNS[section]} and a {NOUNS[first]}"
                hint = "rename one of them: their accounts could not be told apart"
                yield Finding(message, (section, name), hint, at_key=True)
