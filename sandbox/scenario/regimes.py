"""Which rules hold in a run: those of a regime, then the scenario's own, stage after stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.scenario.schema.rule_sections import Rule
    from sandbox.scenario.schema.scenario_document import Document

FOREVER_US = 1 << 62


@dataclass(frozen=True, slots=True)
class Stage:
    """One regime and the time in which it holds, microseconds since 1970."""

    regime: str
    from_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule with the regime that brought it and its time in force, microseconds since 1970."""

    rule: Rule
    regime: str
    from_us: int
    until_us: int


def regimes_asked(document: Document) -> list[str | None]:
    """Return the regimes that a scenario asks for; None stands for its walk, or for none."""
    alone = None if document.walk is not None else document.regime
    return list(document.compare) if document.compare else [alone]


def rules_of_regime(document: Document, name: str) -> list[Rule]:
    """Return the rules of a regime: those it extends first, a repeated name replaced in place."""
    regime = document.regimes[name]
    rules: dict[str, Rule] = {}
    if regime.extends is not None:
        rules = {rule.name: rule for rule in rules_of_regime(document, regime.extends)}
    rules.update({rule.name: rule for rule in regime.rules})
    return list(rules.values())


def stages(document: Document, regime: str | None) -> list[Stage]:
    """Return the stages of a run: one regime, or the scenario's walk where none is named."""
    if regime is not None or document.walk is None:
        name = regime or document.regime or ""
        return [Stage(name, -FOREVER_US, FOREVER_US)]
    moments = sorted(document.walk)
    ends = [*moments[1:], FOREVER_US]
    starts = [-FOREVER_US, *moments[1:]]
    return [
        Stage(document.walk[moment], start, end)
        for moment, start, end in zip(moments, starts, ends, strict=True)
    ]


def rules_in_order(document: Document, stages: list[Stage]) -> list[DatedRule]:
    """Return every rule of a run with its time in force, the weakest first.

    Within a stage the regime's rules come first, then the scenario's own.
    """
    dated = []
    for stage in stages:
        found = rules_of_regime(document, stage.regime) if stage.regime else []
        for rule, origin in [
            *((rule, stage.regime) for rule in found),
            *((rule, "scenario") for rule in document.rules),
        ]:
            begin = max(stage.from_us, rule.from_ if rule.from_ is not None else -FOREVER_US)
            end = min(stage.until_us, rule.until if rule.until is not None else FOREVER_US)
            if begin < end:
                dated.append(DatedRule(rule, origin, begin, end))
    return dated
