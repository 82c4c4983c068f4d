"""What is allowed and yet looks like a slip: warnings, never errors."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.checks.timing import period_text
from sandbox.scenario.mistakes.suggestions import nearest
from sandbox.scenario.regimes import rules_of_regime
from sandbox.scenario.schema.rule_sections import Rule

LIKENESS_MIN = 0.8  # closer than for a hint: new ecosystems are welcome


def find_oddities(subject: Subject) -> Iterator[Finding]:
    """Yield what should be looked at; called only for documents without errors."""
    yield from _ecosystems(subject)
    yield from _compared(subject)


def _ecosystems(subject: Subject) -> Iterator[Finding]:
    listed = subject.names("ecosystems")
    document = subject.document
    for section in ("surfaces", "services", "merchants", "wallets"):
        for name, party in getattr(document, section).items():
            owner = party.ecosystem
            near = nearest(owner, listed, LIKENESS_MIN) if owner and owner not in listed else ""
            if near:
                path = (section, name, "ecosystem")
                message = f"{subject.describe(path[:2])} founds a new ecosystem `{owner}`"
                yield Finding(message, path, f"did you mean `{near}`?")


def _compared(subject: Subject) -> Iterator[Finding]:
    baseline, *others = subject.document.compare or [""]
    usual = _in_force(subject, baseline) if others else []
    for index, name in enumerate(others, start=1):
        if _in_force(subject, name) == usual:
            message = f"in the period {period_text(subject)} regime `{name}` has the same rules"
            message += f" in force as `{baseline}`"
            hint = "their results will be identical; move the period or compare another regime"
            yield Finding(message, ("compare", str(index)), hint)


def _in_force(subject: Subject, regime: str) -> list[Rule]:
    period = subject.document.period
    end = period.from_ + period.length_us
    return [
        rule
        for rule in rules_of_regime(subject.document, regime)
        if (rule.from_ is None or rule.from_ < end)
        and (rule.until is None or rule.until > period.from_)
    ]
