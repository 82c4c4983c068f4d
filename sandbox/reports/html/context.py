"""What a page tells besides the document of an answer, made while the answer is at hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sandbox.reports.doors.matrix_report import DoorQuestion, matrix_json
from sandbox.reports.html.difference import rule_differences
from sandbox.reports.html.sample_stories import sample_stories
from sandbox.scenario.tables.build import build_world
from sandbox.units import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.answers.answer import Answer
    from sandbox.reports.findings.how import HowMade
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.provenance import Provenance
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld

SOURCES_MAX = 400


def context_json(answer: Answer, loaded: Loaded, how: HowMade) -> dict[str, Any]:
    """Return the context of a page; what depends on a setting is told of the first point.

    Parameters
    ----------
    answer
        As it was made, not read again.
    loaded
        The scenario that it is about.
    how
        How the user asked.
    """
    context = {"checksums": [answer.document["checksum"]], "how": asdict(how)}
    if answer.question is None:
        return context
    document = answer.question.document
    worlds = [case.built for case in answer.points[0].cases]
    return {
        **context,
        "period": horizon(document),
        "titles": {name: regime.title for name, regime in document.regimes.items()},
        "matrices": _matrices(answer.question.scenario, document, worlds),
        "outages": list(_outages(document)),
        "dates": [date for built in worlds for date in _dates(built)],
        "stories": sample_stories(answer, document),
        "rules": rule_differences(loaded, [built.regime for built in worlds]),
        **foundations(loaded),
    }


def horizon(document: Document) -> list[str]:
    """Return when a scenario begins and ends."""
    period = document.period
    return [format_time(m) for m in (period.from_, period.from_ + period.length_us)]


def foundations(loaded: Loaded) -> dict[str, Any]:
    """Return what the numbers of a scenario rest on: assumptions and sources."""
    numbers = list(loaded.provenance.values())
    return {
        "assumptions": [_number(number) for number in numbers if number.is_assumption],
        "sources": _sources(numbers),
    }


def _matrices(scenario: str, document: Document, worlds: list[BuiltWorld]) -> list[dict[str, Any]]:
    """Return the doors of each regime at the start, or of a walk at its start and its end."""
    start = document.period.from_
    end = start + document.period.length_us - 1
    found: list[dict[str, Any]] = []
    for world in worlds:
        is_walk = len(world.stages) > 1
        built = build_world(document, None if is_walk else world.regime, whole_time=True)
        moments = (start, end) if is_walk else (start,)
        asked = (DoorQuestion(built, document, moment) for moment in moments)
        found.extend(matrix_json(scenario, question) for question in asked)
    return found


def _outages(document: Document) -> Iterator[dict[str, str]]:
    """Yield the dated outages that touch the horizon."""
    start = document.period.from_
    end = start + document.period.length_us
    for name, outage in document.outages.items():
        if outage.from_ is not None and outage.from_ < end and outage.end_us > start:
            yield {
                "name": name,
                "title": outage.title or name,
                "from": format_time(outage.from_),
                "until": format_time(outage.end_us),
            }


def _dates(built: BuiltWorld) -> Iterator[dict[str, str]]:
    """Yield the moments within the horizon at which a rule begins, ends or reaches more."""
    start = built.start_us
    end = start + built.world.settings.horizon_us
    moments: dict[int, list[str]] = {}
    for dated in built.rules:
        rule = dated.rule
        for moment, verb in ((dated.from_us, "begins"), (dated.until_us, "ends")):
            moments.setdefault(moment, []).append(f"{rule.name} {verb}")
        rollout = rule.rollout
        course = (rollout.ramp or rollout.share) if rollout is not None else None
        for moment, share in course.items() if isinstance(course, dict) else ():
            moments.setdefault(moment, []).append(f"{rule.name} reaches {float(share):.0%}")
    for stage in built.stages[1:]:
        moments[stage.from_us] = [f"{stage.regime} begins"]
    for moment in sorted(moments):
        if start < moment < end:
            title = "; ".join(dict.fromkeys(moments[moment]))
            yield {"at": format_time(moment), "title": title, "regime": built.regime}


def _number(number: Provenance) -> dict[str, str]:
    return {
        "path": ".".join(number.path),
        "value": number.value_text,
        "low": number.low,
        "high": number.high,
        "because": number.because,
    }


def _sources(numbers: list[Provenance]) -> list[dict[str, Any]]:
    """Return what is cited, with how many numbers rest on it."""
    found: dict[tuple[str, ...], int] = {}
    for number in numbers:
        if number.source or number.url:
            key = number.source, number.url, number.date, number.confidence
            found[key] = found.get(key, 0) + 1
    names = ("name", "url", "date", "confidence")
    rows: list[Mapping[str, Any]] = [
        {**dict(zip(names, key, strict=True)), "numbers": count} for key, count in found.items()
    ]
    return [dict(row) for row in sorted(rows, key=lambda row: -row["numbers"])[:SOURCES_MAX]]
