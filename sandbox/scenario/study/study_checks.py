"""What a study says about its base scenario: values that vary, regimes, rules, assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.errors import Diagnostic
from sandbox.scenario.mistakes.suggestions import hint_at, shorten
from sandbox.scenario.regimes import rules_of_regime
from sandbox.scenario.schema.study_document import Cheapest, Crossing
from sandbox.scenario.study.study_values import check_crossing, check_sweep

if TYPE_CHECKING:
    from sandbox.scenario.loaded_study import LoadedStudy

Path = tuple[str, ...]


def check(study: LoadedStudy) -> Iterator[Diagnostic]:
    """Yield what is wrong between a study and its base scenario."""
    yield from check_sweep(study)
    yield from _attribution(study)
    for name, asked in study.document.find.items():
        if isinstance(asked, Crossing):
            yield from check_crossing(study, ("find", name), asked)
        else:
            yield from _cheapest(study, ("find", name), asked)
    yield from _sensitivity(study)


def _cheapest(study: LoadedStudy, where: Path, search: Cheapest) -> Iterator[Diagnostic]:
    yield from _regime(study, (*where, "rules_of"), search.rules_of)
    if search.on is not None:
        yield from _regime(study, (*where, "on"), search.on)
    below = search.on or baseline(study)
    rules = rules_between(study, below, search.rules_of)
    for name in search.cost:
        yield from _rule(study, (*where, "cost", name), name, rules, at_key=True)


def _attribution(study: LoadedStudy) -> Iterator[Diagnostic]:
    asked = study.document.attribute
    if asked is None:
        return
    yield from _regime(study, ("attribute", "from"), asked.from_)
    yield from _regime(study, ("attribute", "to"), asked.to)
    if asked.from_ == asked.to:
        message = f"regime `{asked.to}` is compared with itself"
        yield study.complaint(message, "attribute", "to")
        return
    rules = rules_between(study, asked.from_, asked.to)
    taken: dict[str, str] = {}
    for part, names in (asked.parts or {}).items():
        where = ("attribute", "parts", part)
        is_list = study.places.find((*where, "0")) is not None
        for index, name in enumerate(names):
            spot = (*where, str(index)) if is_list else where
            yield from _rule(study, spot, name, rules)
            if name in taken:
                message = f"rule `{name}` is in two parts, `{taken[name]}` and `{part}`"
                yield study.complaint(message, *spot)
            taken.setdefault(name, part)


def _sensitivity(study: LoadedStudy) -> Iterator[Diagnostic]:
    asked = study.document.sensitivity
    if asked is None:
        return
    for key, name in (("of", asked.of), ("against", asked.against)):
        if name is not None:
            yield from _regime(study, ("sensitivity", key), name)
    if asked.of is not None and asked.of == asked.against:
        message = f"regime `{asked.of}` is compared with itself"
        yield study.complaint(message, "sensitivity", "against")
    known = {".".join(path) for path, p in study.base.provenance.items() if p.is_assumption}
    where = ("sensitivity", "assumptions")
    is_list = study.places.find((*where, "0")) is not None
    for index, path in enumerate(asked.assumptions):
        if path not in known and asked.assumptions != ["all"]:
            message = f"`{path}` is no assumption of the base scenario"
            hint = hint_at(path, known, "assumption") or "`sandbox world` lists assumptions"
            yield study.complaint(message, *where, *([str(index)] if is_list else []), hint=hint)


def baseline(study: LoadedStudy) -> str | None:
    """Return the first regime that the study compares; None for a walk or rules without regime."""
    document = study.base.document
    return document.compare[0] if document.compare else document.regime


def rules_between(study: LoadedStudy, below: str | None, above: str) -> list[str] | None:
    """Return the names of the rules that differ between two regimes; None for unknown regimes."""
    document = study.base.document
    if above not in document.regimes or (below is not None and below not in document.regimes):
        return None
    known = {rule.name: rule for rule in rules_of_regime(document, below)} if below else {}
    others = {rule.name: rule for rule in rules_of_regime(document, above)}
    removed = [name for name in known if name not in others]
    return [name for name, rule in others.items() if known.get(name) != rule] + removed


def _regime(study: LoadedStudy, where: Path, name: str) -> Iterator[Diagnostic]:
    in_place = {
        key for item in study.document.compare or () if isinstance(item, dict) for key in item
    }
    known = study.base.document.regimes.keys() | in_place
    if name not in known:
        hint = hint_at(name, known, "regime")
        note = "" if hint else f"known here: {shorten(known, name)}"
        yield study.complaint(f"unknown regime `{name}`", *where, hint=hint, note=note)


def _rule(
    study: LoadedStudy,
    where: Path,
    name: str,
    rules: list[str] | None,
    *,
    at_key: bool = False,
) -> Iterator[Diagnostic]:
    if rules is None or name in rules:
        return
    hint = hint_at(name, rules, "rule")
    note = "" if hint else f"rules that differ: {shorten(rules, name)}"
    message = f"`{name}` is no rule in which the two regimes differ"
    yield study.complaint(message, *where, hint=hint, note=note, at_key=at_key)
