"""Rules read one after another, as they stand in the document: the last that matches decides."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from sandbox.scenario.schema.money_sections import FeeSetting
from sandbox.scenario.schema.rule_sections import Rollout, Rule
from sandbox.scenario.schema.scenario_document import Document
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.naive_draws import Draws, says_yes
from tests.oracles.naive_world import FIRST_FREE_ID

Facts = dict[str, set[str]]
SELECTORS = (
    "surface",
    "surface_owner",
    "payload",
    "destination",
    "destination_owner",
    "merchant",
    "merchant_owner",
    "merchant_size",
    "category",
    "wallet",
    "wallet_owner",
    "issuer",
    "code",
    "container",
    "segment",
    "city_tier",
)


FIRST_FREE_REGIME_ID = 24_576


def rules_of_regime(document: Document, name: str) -> list[Rule]:
    """Return a regime's rules, those of the regime that it extends first."""
    regime = document.regimes[name]
    inherited = rules_of_regime(document, regime.extends) if regime.extends else []
    own = {rule.name: rule for rule in regime.rules}
    kept = [own.pop(rule.name, rule) for rule in inherited]
    return kept + list(own.values())


def regime_at(document: Document, regime: str | None, moment_us: int) -> str | None:
    """Return the regime in force: the one named, or that of the walk, or the document's own."""
    if regime is not None or document.walk is None:
        return regime if regime is not None else document.regime
    begun = [start for start in document.walk if start <= moment_us]
    return document.walk[max(begun) if begun else min(document.walk)]


def rules_in_order(document: Document, regime: str | None) -> list[Rule]:
    """Return the rules of a run, the strongest last: exclusivity clauses come after all others."""
    rules = [*(rules_of_regime(document, regime) if regime else []), *document.rules]
    barring = [r for r in rules if r.set.accept is not None and r.set.accept.as_ == "barred"]
    return [r for r in rules if r not in barring] + barring


def cohort_id(document: Document, rule: Rule) -> int:
    """Return the number that the roll-out draws of a rule's cohort are keyed by.

    It is the same under every regime: rules without an id are numbered over the whole document,
    the scenario's own and those of regimes apart.
    """
    in_regimes = [r for regime in document.regimes.values() for r in regime.rules]
    everywhere = [*document.rules, *in_regimes]
    ids: dict[str, int] = {}
    for rules, free in ((document.rules, FIRST_FREE_ID), (in_regimes, FIRST_FREE_REGIME_ID)):
        nameless = 0
        for other in rules:
            if other.name in ids:
                continue
            ids[other.name] = free + nameless if other.id is None else other.id
            nameless += other.id is None
    wanted = cohort_of(rule)
    first = next(other.name for other in everywhere if cohort_of(other) == wanted)
    return ids[wanted] if wanted in ids else ids[first]


def cohort_of(rule: Rule) -> str:
    """Return the name of a rule's cohort."""
    return rule.name if rule.rollout is None else rule.rollout.cohort or rule.name


def reached_share(rollout: Rollout, moment_us: int) -> Fraction:
    """Return the share that a roll-out has reached at a moment."""
    if isinstance(rollout.share, Fraction):
        return rollout.share
    if isinstance(rollout.share, dict):
        begun = [share for start, share in rollout.share.items() if start <= moment_us]
        return begun[-1] if begun else Fraction(0)
    assert rollout.ramp is not None
    points = list(rollout.ramp.items())
    if moment_us < points[0][0]:
        return Fraction(0)
    for (start, low), (end, high) in pairwise(points):
        if start <= moment_us < end:
            return low + (high - low) * Fraction(moment_us - start, end - start)
    return points[-1][1]


class Rulebook:
    """The rules of a run, family by family, the strongest last."""

    def __init__(self, document: Document, regime: str | None) -> None:
        self.document = document
        self.regime = regime
        regimes = [regime, document.regime, *(document.walk or {}).values()]
        self.in_order = {name: rules_in_order(document, name) for name in set(regimes)}

    def at(self, moment_us: int, family: str) -> list[Rule]:
        """Return the rules of a family under the regime in force at a moment."""
        rules = self.in_order[regime_at(self.document, self.regime, moment_us)]
        return [rule for rule in rules if getattr(rule.set, family) is not None]


class Doors:
    """The rules as one checkout meets them.

    Parameters
    ----------
    rulebook
        The rules of the run.
    draws
        For roll-outs.
    checkout
        Number of the checkout, which is its shopper's too.
    moment_us
        When it arrived, microseconds since 1970: all rules are read at that moment.
    store
        Entity number of its store.
    """

    def __init__(
        self, rulebook: Rulebook, draws: Draws, checkout: int, moment_us: int, store: int
    ) -> None:
        self.rulebook = rulebook
        self.draws = draws
        self.checkout = checkout
        self.moment_us = moment_us
        self.store = store

    def last(self, family: str, facts: Facts, amount_fen: int) -> Rule | None:
        """Return the last rule of a family that matches."""
        found = self.matching(family, facts, amount_fen)
        return found[-1] if found else None

    def fees(self, facts: Facts, amount_fen: int) -> list[FeeSetting]:
        """Return what all fee rules that match set, the strongest last."""
        matching = self.matching("fee", facts, amount_fen)
        return [rule.set.fee for rule in matching if rule.set.fee is not None]

    def matching(self, family: str, facts: Facts, amount_fen: int) -> list[Rule]:
        """Return the rules in force that speak of these facts and have reached this checkout."""
        return [
            rule
            for rule in self.rulebook.at(self.moment_us, family)
            if self._in_force(rule) and speaks_of(rule, facts, amount_fen) and self._reached(rule)
        ]

    def _in_force(self, rule: Rule) -> bool:
        begun = rule.from_ is None or rule.from_ <= self.moment_us
        ended = rule.until is not None and rule.until <= self.moment_us
        return begun and not ended

    def _reached(self, rule: Rule) -> bool:
        if rule.rollout is None:
            return True
        kind, entity = {
            "shoppers": (EntityKind.SHOPPER, self.checkout),
            "checkouts": (EntityKind.CHECKOUT, self.checkout),
            "stores": (EntityKind.STORE, self.store),
        }[rule.rollout.of]
        cohort = cohort_id(self.rulebook.document, rule)
        word = self.draws.word(kind, Purpose.ROLLOUT, entity, 0, party=cohort)
        return says_yes(word, reached_share(rule.rollout, self.moment_us))


def speaks_of(rule: Rule, facts: Facts, amount_fen: int) -> bool:
    """Tell whether every selector that a rule writes matches the facts."""
    for selector in SELECTORS:
        wanted = getattr(rule.when, selector)
        if wanted is not None and not set(wanted) & facts.get(selector, set()):
            return False
    amounts = rule.when.amount
    if amounts is None:
        return True
    return amounts.from_ <= amount_fen and (amounts.to is None or amount_fen < amounts.to)
