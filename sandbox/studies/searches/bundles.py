"""Bundles of rules: what a regime is between two others, with some of what tells them apart.

Two regimes differ by rules that the second adds, changes or removes. A bundle takes some of these
differences over and leaves the others as they stand in the first; it keeps the order of rules of
both, because the last rule that matches decides. With all differences it is the second regime,
with none the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sandbox.scenario.regimes import rules_of_regime

if TYPE_CHECKING:
    from sandbox.scenario.schema.rule_sections import Rule
    from sandbox.scenario.schema.scenario_document import Document

NAME = "bundle"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the order of rules: the rule that stands there before and after."""

    name: str
    before: Rule | None
    after: Rule | None

    @property
    def differs(self) -> bool:
        """Whether the two regimes have something else there."""
        return self.before != self.after


def slots_between(document: Document, below: str, above: str) -> tuple[Slot, ...]:
    """Return the places of the rules of two regimes in one order that keeps both."""
    before = {rule.name: rule for rule in rules_of_regime(document, below)}
    after = {rule.name: rule for rule in rules_of_regime(document, above)}
    return tuple(
        Slot(name, before.get(name), after.get(name)) for name in _merged(list(before), list(after))
    )


def _merged(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return all names, each once, in the order of the second where the two disagree."""
    merged: list[str] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        for name in (*first[a:b], *second[c:d]):
            if name in second and name not in second[c:d]:
                continue  # it stands elsewhere in the second
            if name not in merged:
                merged.append(name)
    return merged


def with_bundle(document: Document, slots: Sequence[Slot], rule_names: Collection[str]) -> Document:
    """Return a document whose regime `bundle` takes over the differences of some names.

    Parameters
    ----------
    rule_names
        Names of slots whose rule is that of the second regime.
    """
    rules = [
        slot.after if slot.name in rule_names or not slot.differs else slot.before for slot in slots
    ]
    first = next(iter(document.regimes.values()))
    regime = first.model_copy(
        update={
            "title": "some rules of a regime",
            "extends": None,
            "rules": [rule for rule in rules if rule is not None],
        }
    )
    return document.model_copy(update={"regimes": {**document.regimes, NAME: regime}})
