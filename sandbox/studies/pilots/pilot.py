"""How long a study is going to take, foretold from a short pilot whose results nobody uses."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.execution.processes import cores
from sandbox.scenario.tables.build import build_regimes
from sandbox.studies.plan import expected_arrivals
from sandbox.studies.replications.unit_of_work import WorkUnit, replicate
from sandbox.studies.smoke import smoke_edition
from sandbox.studies.sweeps import document_of

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.studies.plan import Plan

SECONDS = 0.5  # that the longer of the two pilots may take
FIRST_MAX = 20_000  # checkouts of the shorter one
DIGITS = 2  # more would promise what no pilot can


@dataclass(frozen=True, slots=True)
class Pilot:
    """What one replication of every regime took.

    Attributes
    ----------
    checkouts
        Of each regime.
    build_s, replicate_s
        Seconds for the tables, and for the replication itself.
    """

    checkouts: int
    build_s: float
    replicate_s: float


def seconds_needed(study: LoadedStudy, plan: Plan, engine: str) -> float:
    """Return the seconds that the least number of replications takes on all cores here.

    Parameters
    ----------
    engine
        Name of the engine, which is ready to run.
    """
    document = document_of(study, plan.points[0])
    small = smoke_edition(document)
    small = _shortened(small, FIRST_MAX / max(expected_arrivals(small), 1))
    pilot = _timed(small, plan, engine)
    # The first pilot also pays for what is made once; a longer one tells more.
    size = plan.checkouts[0]
    more = min(size, round(pilot.checkouts * SECONDS / max(pilot.replicate_s, 1e-9)))
    if more > pilot.checkouts:
        pilot = _timed(_shortened(document, more / size), plan, engine)
    every = sum(plan.checkouts) * plan.replications_least
    seconds = every * pilot.replicate_s / max(pilot.checkouts, 1) / cores()
    seconds += pilot.build_s * len(plan.points)
    return float(f"{max(seconds, 1.0):.{DIGITS}g}")


def _timed(document: Document, plan: Plan, engine: str) -> Pilot:
    started = time.perf_counter()
    worlds = tuple(built.world for built in build_regimes(document, plan.regimes))
    built = time.perf_counter()
    replicate(
        WorkUnit(
            0, 0, worlds, plan.seed, engine, matched_count=len(worlds) if len(worlds) > 1 else 0
        )
    )
    return Pilot(expected_arrivals(document), built - started, time.perf_counter() - built)


def _shortened(document: Document, share: float) -> Document:
    """Return a document with a part of its checkouts, or of its period where a rate makes them."""
    traffic, period = document.traffic, document.period
    if share >= 1:
        return document
    if traffic.checkouts is not None:
        fewer = max(1, round(traffic.checkouts * share))
        return document.model_copy(
            update={"traffic": traffic.model_copy(update={"checkouts": fewer})}
        )
    length = max(1, round(period.length_us * share))
    shorter = period.model_copy(update={"until": None, "for_": length})
    return document.model_copy(update={"period": shorter})
