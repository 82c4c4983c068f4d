"""Dates against the period, and the choice of a regime."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox import units
from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.schema.pressure_sections import OUTAGES_MAX
from sandbox.scenario.yaml.nodes import Mapping

PERIOD = (("period",),)


def check_timing(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each date outside the period and each contradictory choice of regime."""
    yield from _choice(subject)
    if _bounds(subject)[1] > units.parse_time(units.LAST_DAY):
        message = f"`period` must lie between {units.FIRST_DAY} and {units.LAST_DAY}"
        yield Finding(message, ("period",), at_key=True)
        return
    yield from _own_rules(subject)
    yield from _walk(subject)
    yield from _peaks(subject)
    yield from _outages(subject)


def period_text(subject: Subject) -> str:
    """Return the period for a message, "2024-09-12 to 2024-09-13"."""
    start, end = _bounds(subject)
    return f"{units.format_time(start)} to {units.format_time(end)}"


def _bounds(subject: Subject) -> tuple[int, int]:
    period = subject.document.period
    return period.from_, period.from_ + period.length_us


def _choice(subject: Subject) -> Iterator[Finding]:
    document = subject.document
    chosen = [key for key in ("regime", "compare", "walk") if getattr(document, key) is not None]
    if len(chosen) > 1:
        names = " and ".join(f"`{key}`" for key in chosen)
        message = f"{names} contradict each other"
        hint = "name one regime, compare several, or walk through them in time"
        about = tuple((key,) for key in chosen)
        yield Finding(message, (chosen[-1],), hint, at_key=True, about=about)
    compared = document.compare or []
    for index, name in enumerate(compared):
        if name in compared[:index]:
            yield Finding(f"regime `{name}` is compared with itself", ("compare", str(index)))
    if document.compare is not None and len(compared) < 2:
        count = "no regime" if not compared else "one regime only"
        message = f"`compare` names {count}, needs at least two"
        hint = f"write `regime: {compared[0]}`" if compared else ""
        yield Finding(message, ("compare",), hint, at_key=True)


def _own_rules(subject: Subject) -> Iterator[Finding]:
    start, end = _bounds(subject)
    for placed in subject.rules():
        rule = placed.rule
        if placed.regime or subject.is_packaged(placed.path):
            continue
        late = rule.from_ is not None and rule.from_ >= end
        early = rule.until is not None and rule.until <= start
        if late or early:
            message = f"rule `{rule.name}` is never in force: the period is {period_text(subject)}"
            path = (*placed.path, "from" if late else "until")
            yield Finding(message, path, about=PERIOD)


def _walk(subject: Subject) -> Iterator[Finding]:
    node = subject.places.node(("walk",))
    start, end = _bounds(subject)
    before: int | None = None
    for text in node.entries if isinstance(node, Mapping) else ():
        moment, path = units.parse_time(text), ("walk", text)
        if not start <= moment < end:
            message = f"`walk` turns at {text}, outside the period {period_text(subject)}"
            yield Finding(message, path, at_key=True, about=PERIOD)
        if before is not None and moment <= before:
            message = f"`walk` goes back in time at {text}"
            yield Finding(message, path, "write its moments in their order", at_key=True)
        before = moment


def _peaks(subject: Subject) -> Iterator[Finding]:
    start, end = _bounds(subject)
    for index, peak in enumerate(subject.document.traffic.peaks):
        path = ("traffic", "peaks", str(index))
        if not start <= peak.at < end and not subject.is_packaged((*path, "at")):
            when = units.format_time(peak.at)
            message = f"the peak at {when} lies outside the period {period_text(subject)}"
            yield Finding(message, (*path, "at"), about=PERIOD)
        if peak.half_life <= 0:
            yield Finding("`half_life` of a peak must be positive", (*path, "half_life"))


def _outages(subject: Subject) -> Iterator[Finding]:
    start, end = _bounds(subject)
    for name, outage in subject.document.outages.items():
        # A packaged incident waits for a scenario to replay it at a moment of its own.
        own = not subject.is_packaged(("outages", name, "from"))
        if own and outage.from_ is not None and (outage.from_ >= end or outage.end_us <= start):
            period = period_text(subject)
            message = f"outage `{name}` lies outside the period {period}"
            yield Finding(message, ("outages", name, "from"), about=PERIOD)
        if outage.random is not None:
            expected = (end - start) // (outage.random.between + outage.random.repair)
            if expected > OUTAGES_MAX:
                message = f"outage `{name}` would come {expected:,} times, must be at most "
                path = ("outages", name, "random", "between")
                yield Finding(f"{message}{OUTAGES_MAX:,}", path, about=PERIOD)
