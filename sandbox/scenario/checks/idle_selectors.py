"""Rules that cannot mean what they say: selectors that a family does not look at."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.scenario.checks.shares import per_cent
from sandbox.scenario.checks.subject import Finding, PlacedRule, Subject
from sandbox.scenario.schema.rule_sections import FamilyName, When

_PLACE = (
    "destination",
    "destination_owner",
    "merchant",
    "merchant_owner",
    "merchant_size",
    "category",
)
_ORIGIN = ("surface", "surface_owner", "payload")
_SHOPPER = ("segment", "city_tier")
_WALLET = ("wallet", "wallet_owner")

# Family → the selectors that it looks at.
SELECTORS: dict[FamilyName, tuple[str, ...]] = {
    "link": (*_ORIGIN, *_PLACE, *_SHOPPER),
    "accept": (*_ORIGIN, *_PLACE, *_WALLET, "container", *_SHOPPER, "amount"),
    "interop": (*_WALLET, "issuer", "code", *_SHOPPER, "amount"),
    "fee": (*_ORIGIN, *_PLACE, *_WALLET, *_SHOPPER, "amount"),
    "route": _PLACE,
    "traffic": (*_ORIGIN, *_PLACE, *_SHOPPER),
}
WHY_NOT = {
    "link": "no wallet is known yet where a link is followed",
    "interop": "two wallets agree on codes, not on shops",
    "fee": "a price belongs to a merchant and a wallet, wherever the checkout runs",
    "route": "a merchant picks routes by one policy",
    "traffic": "no wallet is known yet where a checkout arrives",
}


def check_openness(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each selector without meaning and each multiple beyond the ceiling."""
    for placed in subject.rules():
        families = placed.rule.set.families
        yield from _selectors(subject, placed, families[0])
        yield from _traffic(subject, placed)


def written_selectors(when: When) -> list[str]:
    """Return the selectors that a rule uses, in the order of the schema."""
    return [name for name in When.model_fields if getattr(when, name) is not None]


def _selectors(subject: Subject, placed_rule: PlacedRule, family: FamilyName) -> Iterator[Finding]:
    allowed = SELECTORS[family]
    for selector in written_selectors(placed_rule.rule.when):
        if selector in allowed:
            continue
        message = f"`{selector}` means nothing for `{family}`{subject.within(placed_rule.path)}"
        note = f"it looks at: {', '.join(allowed)}"
        hint = WHY_NOT.get(family, "")
        yield Finding(message, (*placed_rule.path, "when", selector), hint, note, at_key=True)


def _traffic(subject: Subject, placed_rule: PlacedRule) -> Iterator[Finding]:
    multiple, ceiling = placed_rule.rule.set.traffic, subject.document.traffic.ceiling
    if multiple is not None and multiple > ceiling:
        message = f"`traffic` is {per_cent(multiple)}, must be at most the `ceiling` of the traffic"
        message += f", which is {per_cent(ceiling)}"
        hint = f"write `ceiling: {per_cent(multiple).replace(' ', '')}` under `traffic`"
        about = (("traffic", "ceiling"),)
        yield Finding(message, (*placed_rule.path, "set", "traffic"), hint, about=about)
