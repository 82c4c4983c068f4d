"""What a study is going to run: its cases, replications and checkouts, before anything starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.scenario.quantities import write_quantity
from sandbox.scenario.schema.study_document import Crossing
from sandbox.scenario.study.study_checks import rules_between
from sandbox.scenario.tables.traffic import build_arrivals
from sandbox.studies.runs import REPLICATIONS, expected_of, regimes_of, seed_of
from sandbox.studies.sweeps import BASE, Point, document_of, points_of
from sandbox.units import MICROSECONDS_PER_SECOND, format_duration

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.study.study_loading import LoadedStudy

# Fewer say little about the spread of their differences (docs/MODEL.md, statistics).
REPLICATIONS_LEAST = 20
# Sections that the number of arrivals follows from.
ARRIVAL_SECTIONS = ("period", "scale", "traffic")
POINTS_SHOWN_MAX = 20
POINTS_COUNTED_MAX = 200  # points whose arrivals are counted before a study starts


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """One setting of what varies, under one regime; None stands for the scenario's walk."""

    point: Point
    regime: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study is going to run.

    Attributes
    ----------
    name, question
        Those of the study.
    points
        Settings of what varies, in order; one that is empty where nothing does.
    regimes
        The baseline first; None stands for the scenario's walk.
    seed
        Seed of every draw.
    replications_least, replications_most
        Of each case. They differ where a precision decides; None where nothing bounds it.
    precision
        (metric, half-width) texts that stop a case.
    checkouts
        Arrivals expected in one replication, under one regime, by point.
    metric_texts
        What follows the cases, one phrase each: attribution, searches, sensitivity.
    """

    name: str
    question: str
    points: tuple[Point, ...]
    regimes: tuple[str | None, ...]
    seed: int
    replications_least: int
    replications_most: int | None
    precision: tuple[tuple[str, str], ...]
    checkouts: tuple[int, ...]
    metric_texts: tuple[str, ...] = ()

    @property
    def cases(self) -> tuple[PlannedCase, ...]:
        """Every point under every regime, regimes running fastest."""
        return tuple(PlannedCase(point, regime) for point in self.points for regime in self.regimes)

    def checkouts_in(self, replications: int) -> int:
        """Return the checkouts that so many replications of every case are expected to take."""
        return sum(self.checkouts) * len(self.regimes) * replications


def plan_of(study: LoadedStudy) -> Plan:
    """Return the plan of a study.

    Raises
    ------
    ScenarioError
        When the settings of a point that changes period or traffic do not go together.
    """
    asked, document = study.document, study.base.document
    least, most = _replications_of(study)
    points = points_of(study)
    return Plan(
        name=study.name,
        question=study.question,
        points=points,
        regimes=tuple(regimes_of(document)),
        seed=seed_of(document, asked.seed),
        replications_least=least,
        replications_most=most,
        precision=tuple((m, write_quantity(width)) for m, width in asked.precision.items()),
        checkouts=tuple(_arrivals(study, points)),
        metric_texts=tuple(_asked(study)),
    )


def plan_lines(plan: Plan, seconds: float | None = None) -> list[str]:
    """Return a plan as text: what `--dry-run` prints.

    Parameters
    ----------
    plan
        From `plan_of`.
    seconds
        Time that a pilot foretells for the least number of replications; None where none has run.
    """
    names = [regime or "the walk" for regime in plan.regimes]
    if len(names) > 1:
        names[0] += " (baseline)"
    cases = len(plan.points) * len(plan.regimes)
    lines = [plan.question] if plan.question else []
    size = f"{_count(len(plan.points), 'point')} × {_count(len(names), 'regime')}"
    lines.append(f"{size} = {_count(cases, 'case')}, {_replications(plan)}, seed {plan.seed}")
    lines.append(f"regimes: {', '.join(names)}")
    if plan.points != (BASE,):
        lines += [f"  {point}" for point in plan.points[:POINTS_SHOWN_MAX]]
        more = len(plan.points) - POINTS_SHOWN_MAX
        lines += [f"  … and {more:,} more"] if more > 0 else []
    lines += [f"then: {phrase}" for phrase in plan.metric_texts]
    return [*lines, _effort(plan, seconds)]


def _replications_of(study: LoadedStudy) -> tuple[int, int | None]:
    """Return the least and the most replications of each case."""
    asked = study.document
    if asked.precision:
        most = asked.replications
        return min(REPLICATIONS_LEAST, most or REPLICATIONS_LEAST), most
    exactly = asked.replications or study.base.document.replications or REPLICATIONS
    return exactly, exactly


def _arrivals(study: LoadedStudy, points: tuple[Point, ...]) -> list[int]:
    """Return the arrivals at each point; a document is made only where they can differ.

    Of many points some are looked at, evenly spread; the others are taken to be like the one
    before them.
    """
    usual = expected_arrivals(study.base.document)
    every = -(-len(points) // POINTS_COUNTED_MAX)
    found: list[int] = []
    for number, point in enumerate(points):
        if not _moves_arrivals(point):
            found.append(usual)
        elif number % every:
            found.append(found[-1])
        else:
            found.append(expected_arrivals(document_of(study, point)))
    return found


def expected_arrivals(document: Document) -> int:
    """Return the arrivals of one replication of a scenario, expected where they are random."""
    return expected_of(build_arrivals(document))


def _moves_arrivals(point: Point) -> bool:
    return any(path.split(".")[0].strip() in ARRIVAL_SECTIONS for path, _ in point.settings)


def _asked(study: LoadedStudy) -> list[str]:
    document = study.document
    phrases = []
    if document.attribute is not None:
        asked = document.attribute
        rules = rules_between(study, asked.from_, asked.to) or []
        parts = _count(len(asked.parts or rules), "part")
        phrases.append(f"split {asked.metric} of {asked.to} over {asked.from_} among {parts}")
    for name, question in document.find.items():
        if isinstance(question, Crossing):
            low, high = question.between
            phrases.append(f"find {name}: {question.vary} between {low} and {high}")
        else:
            phrases.append(f"find {name}: the cheapest rules of {question.rules_of}")
    if document.sensitivity is not None:
        wanted = document.sensitivity.assumptions
        which = "all assumptions" if wanted == ["all"] else _count(len(wanted), "assumption")
        phrases.append(f"sensitivity to {which}, method {document.sensitivity.method}")
    return phrases


def _replications(plan: Plan) -> str:
    least, most = plan.replications_least, plan.replications_most
    if not plan.precision:
        return f"{_count(least, 'replication')} each"
    widths = " and ".join(f"{metric} ± {width}" for metric, width in plan.precision)
    bound = f"{least:,} to {most:,} replications" if most else f"at least {least:,} replications"
    return f"{bound} each, until {widths}"


def _effort(plan: Plan, seconds: float | None) -> str:
    least = plan.checkouts_in(plan.replications_least)
    text = f"{'at least ' if plan.precision else ''}{least:,} checkouts"
    if plan.replications_most and plan.replications_most > plan.replications_least:
        text += f", at most {plan.checkouts_in(plan.replications_most):,}"
    if seconds is None:
        return text
    return f"{text}, about {format_duration(round(seconds * MICROSECONDS_PER_SECOND))}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
