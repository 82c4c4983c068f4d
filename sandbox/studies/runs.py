"""A run: every regime of a scenario, replication by replication, on the same draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sandbox.engines.catalogue import COMPILED, ENGINES, engine_for, needs_python
from sandbox.errors import UsageError
from sandbox.execution.processes import cores, in_this_process, on_processes
from sandbox.execution.threads import on_threads
from sandbox.execution.work import BOTH, Job, Unit, simulate
from sandbox.measures.results import RegimeResult, RunResult
from sandbox.scenario.soundness import headroom
from sandbox.scenario.soundness.fault import UnsoundError, at_places, refuse
from sandbox.scenario.suggestions import nearest
from sandbox.scenario.tables.build import BuiltWorld, build_regimes
from sandbox.studies.smoke import smoke_edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sandbox.measures.tally import Tally
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.schema.document import Document
    from sandbox.scenario.tables.traffic_tables import ArrivalTable

SEED = 1
REPLICATIONS = headroom.REPLICATIONS
WORTH_A_WORKER = 20_000  # checkouts; starting a process costs about as much


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the caller may choose besides the scenario.

    Attributes
    ----------
    regimes
        Names; none for the scenario's own choice.
    seed, replications
        None for the scenario's own, else 1 and 20.
    engine
        Name of the engine, or `both` to compare the two on every replication.
    jobs
        Workers: threads, or processes of the reference engine; None for one per core.
    smoke
        True for the small edition of the scenario.
    """

    regimes: tuple[str, ...] = ()
    seed: int | None = None
    replications: int | None = None
    engine: str = COMPILED
    jobs: int | None = None
    smoke: bool = False


def regimes_of(document: Document, asked: Sequence[str] = ()) -> list[str | None]:
    """Return the regimes of a run, the baseline first; None stands for the walk.

    Raises
    ------
    UsageError
        For a regime that the scenario does not know.
    """
    for name in asked:
        if name not in document.regimes:
            raise UsageError(f"unknown regime `{name}`", hint=_hint(name, document))
    if asked:
        return list(dict.fromkeys(asked))
    if document.compare is not None:
        return list(document.compare)
    return [None if document.walk is not None else document.regime]


def _hint(name: str, document: Document) -> str:
    near = nearest(name, document.regimes)
    known = ", ".join(sorted(document.regimes))
    return f"the nearest regime is `{near}`" if near else f"known regimes: {known}"


def build_worlds(document: Document, asked: Sequence[str] = ()) -> list[BuiltWorld]:
    """Return the tables of every regime of a run."""
    return list(build_regimes(document, regimes_of(document, asked)))


def sound_worlds(
    loaded: Loaded, document: Document, asked: Sequence[str], replications: int
) -> list[BuiltWorld]:
    """Return the tables of every regime of a run, for so many replications.

    Parameters
    ----------
    loaded, document
        The scenario, for the places of its keys; what is run of it, itself or a small edition.

    Raises
    ------
    ScenarioError
        When an engine could not count with these tables.
    """
    try:
        worlds = build_worlds(document, asked)
        for built in worlds:
            refuse(list(headroom.check_sums(built.world, document, replications)))
    except UnsoundError as error:
        raise at_places(error, loaded.places) from None
    return worlds


def seed_of(document: Document, asked: int | None) -> int:
    """Return the seed of a run: the one asked for, the document's, or 1; 0 is a seed."""
    if asked is not None:
        return asked
    return SEED if document.seed is None else document.seed


def arrivals_expected(built: BuiltWorld) -> int:
    """Return the number of arrivals of one replication, expected where it is random."""
    return expected_of(built.world.arrivals)


def expected_of(table: ArrivalTable) -> int:
    """Return the number of arrivals that a table stands for, expected where it is random."""
    return table.exact if table.exact >= 0 else round(table.cell_mass[-1])


def run(
    loaded: Loaded,
    options: RunOptions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RunResult:
    """Simulate every replication of every regime.

    Parameters
    ----------
    loaded
        A scenario that passed all checks.
    options
        The caller's choices.
    progress
        Called with checkouts done and checkouts in all.

    Raises
    ------
    UsageError
        For an unknown regime or engine.
    """
    chosen = options if options is not None else RunOptions()
    document = smoke_edition(loaded.document) if chosen.smoke else loaded.document
    replications = chosen.replications or document.replications or REPLICATIONS
    worlds = sound_worlds(loaded, document, chosen.regimes, replications)
    engine = engine_of(worlds, chosen.engine)
    job = Job([built.world for built in worlds], seed_of(document, chosen.seed), engine)
    units = [Unit(w, k) for k in range(replications) for w in range(len(worlds))]
    expected = [arrivals_expected(built) for built in worlds]
    tallies = _gather(job, units, expected, chosen.jobs, progress)
    return RunResult(
        scenario=loaded.name,
        question=loaded.question,
        seed=job.seed,
        engine=engine,
        replications=replications,
        scale=float(document.scale),
        assumptions=sum(p.is_assumption for p in loaded.provenance.values()),
        regimes=[
            RegimeResult(built, tuple(tallies[Unit(w, k)] for k in range(replications)))
            for w, built in enumerate(worlds)
        ],
    )


def engine_of(worlds: Sequence[BuiltWorld], asked: str) -> str:
    """Return the engine of a run: the one asked for, or the one that all regimes can run on.

    Raises
    ------
    UsageError
        If there is none of that name, or two are to be compared of which one cannot run it.
    """
    if asked not in (*ENGINES, BOTH):
        known = ", ".join((*ENGINES, BOTH))
        raise UsageError(f"unknown engine `{asked}`", hint=f"engines: {known}")
    if asked == BOTH:
        if any(needs_python(built.world) for built in worlds):
            raise UsageError("only the reference engine runs routing policies written in Python")
        return BOTH
    return next((e for b in worlds if (e := engine_for(b.world, asked)) != asked), asked)


def _gather(
    job: Job,
    units: Sequence[Unit],
    expected: Sequence[int],
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
) -> dict[Unit, Tally]:
    whole = sum(expected[unit.regime] for unit in units)
    done = 0
    tallies = {}
    for unit, tally in _finished(job, units, min(jobs or cores(), len(units)), whole, jobs):
        tallies[unit] = tally
        done += expected[unit.regime]
        if progress is not None:
            progress(done, whole)
    return tallies


def _finished(
    job: Job, units: Sequence[Unit], workers: int, whole: int, jobs: int | None
) -> Iterator[tuple[Unit, Tally]]:
    """Yield units with their tallies, from wherever the engine works best."""
    if job.engine == COMPILED:
        return on_threads(partial(simulate, job), units, workers)
    if jobs is None:
        workers = min(workers, max(1, whole // WORTH_A_WORKER))
    return on_processes(job, units, workers) if workers > 1 else in_this_process(job, units)
