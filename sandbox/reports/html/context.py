"""What a page tells besides the numbers of a run, as plain JSON, made while the run is at hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sandbox.reports import answer, losses
from sandbox.reports.html.difference import rule_differences
from sandbox.reports.html.samples import sample_stories
from sandbox.reports.matrix import Question, matrix_json
from sandbox.reports.page import Paragraph
from sandbox.scenario.tables.build import build_world
from sandbox.units import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.answers.run_results import RunResult
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.provenance import Provenance
    from sandbox.scenario.schema.document import Document
    from sandbox.scenario.tables.build import BuiltWorld

SOURCES_MAX = 400


@dataclass(frozen=True, slots=True)
class HowMade:
    """How a run came to be.

    Attributes
    ----------
    target
        How the user named the scenario.
    command
        The whole command line that makes the page again; empty where there is none.
    """

    target: str
    command: str = ""


def context_json(run: RunResult, loaded: Loaded, how: HowMade) -> dict[str, Any]:
    """Return the context of a page.

    Parameters
    ----------
    loaded
        The scenario of the run; of a small edition that edition.
    """
    document = loaded.document
    facts = [*losses.sales(run), *answer.also_opened(run), *answer.basis(run, how.target)]
    return {
        "checksums": [result.total.checksum() for result in run.regimes],
        "title": document.title,
        "period": horizon(document),
        "answer": [_said(block) for block in answer.answer(run) if isinstance(block, Paragraph)],
        "facts": [list(fact) for fact in facts],
        "titles": _titles(run, document),
        **scenes(run, document),
        "rules": rule_differences(loaded, [result.regime for result in run.regimes]),
        **foundations(loaded),
        "how": asdict(how),
    }


def scenes(run: RunResult, document: Document) -> dict[str, Any]:
    """Return what regimes look like from within: doors, outages, dates and told checkouts."""
    return {
        "matrices": _matrices(run, document),
        "outages": list(_outages(document)),
        "dates": [date for result in run.regimes for date in _dates(result.built)],
        "stories": sample_stories(run, document),
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


def _said(block: Paragraph) -> dict[str, str]:
    return {"lead": block.lead, "tone": block.tone.value, "text": block.text}


def _titles(run: RunResult, document: Document) -> dict[str, str]:
    found = {}
    for result in run.regimes:
        regime = document.regimes.get(result.regime)
        found[result.regime] = regime.title if regime is not None else ""
    return found


def _matrices(run: RunResult, document: Document) -> list[dict[str, Any]]:
    """Return the doors of each regime at the start, or of a walk at its start and its end."""
    start = document.period.from_
    end = start + document.period.length_us - 1
    found: list[dict[str, Any]] = []
    for result in run.regimes:
        is_walk = len(result.built.stages) > 1
        built = build_world(document, None if is_walk else result.regime, whole_time=True)
        moments = (start, end) if is_walk else (start,)
        asked = (Question(built, document, moment) for moment in moments)
        found.extend(matrix_json(run.scenario, question) for question in asked)
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
