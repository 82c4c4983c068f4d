"""`sandbox study`: regimes side by side, point by point, with verdicts and gates."""

from __future__ import annotations

import os
import sys
import textwrap
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import failures, options, streams
from sandbox.cli.run import prepare_engine
from sandbox.cli.study_outputs import Outputs, ToldStudy
from sandbox.cli.study_progress import StudyProgress
from sandbox.errors import UsageError
from sandbox.version import __version__

if TYPE_CHECKING:
    from sandbox.scenario.study_loading import LoadedStudy
    from sandbox.studies.laboratory import Executor
    from sandbox.studies.plan import Plan
    from sandbox.studies.study_results import StudyResult

EXPECTATION_FAILED = 1
STORE = Path(".sandbox-store")
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose besides the study.

    Attributes
    ----------
    engine
        Name of the engine.
    store
        Folder of replications; None to keep none.
    resume
        Whether what is there is used.
    scheduler, workers
        Address of a Dask scheduler, or how many workers to start; None and None for threads.
    has_assumption_range
        Whether the range over the world's assumptions is stated.
    """

    engine: str
    store: Path | None
    resume: bool
    scheduler: str | None
    workers: int | None
    has_assumption_range: bool


@click.command()
@options.target
@options.overrides
@click.option(
    "--engine",
    type=click.Choice(["compiled", "reference"]),
    default="compiled",
    help="The engine.",
)
@click.option("--dry-run", is_flag=True, help="Print what would run and how long it takes.")
@click.option("--resume", is_flag=True, help="Use the replications that the store has already.")
@click.option(
    "--store",
    type=FOLDER,
    metavar="DIR",
    help=f"Keep replications there; {STORE} in this folder unless stated.",
)
@click.option("--no-store", is_flag=True, help="Keep no replications.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Run on N Dask workers of this machine, not on threads. Results are the same.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of that scheduler.")
@options.no_assumption_range
@options.force
@options.as_json
@click.option(
    "--out",
    type=FOLDER,
    metavar="DIR",
    help="Also write report and document, for `sandbox report`.",
)
@options.html
@click.option("--junit", type=FILE, metavar="FILE", help="Also write expectations as JUnit XML.")
@click.option(
    "--github/--no-github",
    default=None,
    help="Annotate lines and the step's summary; on where GITHUB_ACTIONS is set.",
)
@click.pass_context
def study(  # noqa: PLR0913 -- click passes each option by its name
    context: click.Context,
    *,
    file: str,
    overrides: tuple[str, ...],
    engine: str,
    dry_run: bool,
    resume: bool,
    store: Path | None,
    no_store: bool,
    workers: int | None,
    scheduler: str | None,
    no_assumption_range: bool,
    force: bool,
    as_json: bool,
    out: Path | None,
    html: Path | None,
    junit: Path | None,
    github: bool | None,
) -> None:
    """Run a what-if study and report its verdicts.

    FILE is a study: a YAML file with the key `study`, see `sandbox init`.

    The plan is printed first. The exit code is 1 where an expectation fails.
    An interrupted study goes on with --resume and gives the same result.
    """
    from sandbox.reports.study import Asked  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies import what_if  # noqa: PLC0415 -- the same
    from sandbox.studies.plan import plan_of  # noqa: PLC0415 -- the same

    if resume and no_store:
        raise UsageError("--resume needs a store", "leave out --no-store")
    loaded = what_if.load(file, overrides)
    plan = plan_of(loaded)
    streams.say(f"sandbox {__version__}: {loaded.name}, seed {plan.seed}, {engine} engine")
    streams.say_warnings(loaded.base)
    _weigh(loaded, plan, force=force or dry_run)
    lines = _planned(loaded, plan, engine)
    if dry_run:
        streams.put("\n".join(lines))
        return
    kept = None if no_store else _store(store, resume=resume)
    annotates = bool(os.environ.get("GITHUB_ACTIONS") if github is None else github)
    outputs = Outputs(out, html, junit, annotates, kept)
    outputs.prepare()
    streams.say("\n".join(lines))
    chosen = Choices(engine, kept, resume, scheduler, workers, not no_assumption_range)
    try:
        result = _run(loaded, plan, chosen)
    except KeyboardInterrupt:
        context.exit(_interrupted(kept))
    asked = Asked(file, overrides, "" if engine == "compiled" else engine)
    ToldStudy(result, asked).tell(outputs, as_json=as_json)
    if result.has_failed:
        sys.stdout.flush()  # a reader who has left is found out here, not while Python ends
        context.exit(EXPECTATION_FAILED)


def _weigh(loaded: LoadedStudy, plan: Plan, *, force: bool) -> None:
    """Say how much memory a large study needs, and refuse one for which there is not enough."""
    from sandbox.engines.footprint import check_sizes  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies import resources, runs  # noqa: PLC0415 -- help needs none of it

    worlds = runs.sound_worlds(loaded.base, loaded.base.document, (), 1)
    check_sizes(worlds, loaded.base.places)
    needs = resources.needs_of_study(worlds, len(plan.points), plan.replications_least)
    if needs.matter:
        streams.say(f"this needs about {needs.memory / 1e9:.2g} GB of memory")
    resources.check_memory(needs, force=force)


def _planned(loaded: LoadedStudy, plan: Plan, engine: str) -> list[str]:
    """Return the plan as lines that fit the terminal."""
    from sandbox.studies.pilot import seconds_needed  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.plan import plan_lines  # noqa: PLC0415 -- the same
    from sandbox.studies.runs import RunOptions  # noqa: PLC0415 -- the same

    prepare_engine(loaded.base, RunOptions(engine=engine))
    lines = plan_lines(plan, seconds_needed(loaded, plan, engine))
    width = streams.width()
    return [
        part
        for line in lines
        for part in textwrap.wrap(
            line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
    ]


def _store(asked: Path | None, *, resume: bool) -> Path | None:
    """Return the folder of replications; None where DuckDB is missing and nobody asked for one."""
    if asked is None and not resume and find_spec("duckdb") is None:
        streams.say("replications are not kept: that needs DuckDB")
        return None
    folder = asked or STORE
    use = "taken from and kept in" if resume else "kept in"
    hint = "" if resume else ", for --resume"
    streams.say(f"replications are {use} {folder}{hint}")
    return folder


def _run(loaded: LoadedStudy, plan: Plan, chosen: Choices) -> StudyResult:
    from sandbox.studies import what_if  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.stopping import confidence_of  # noqa: PLC0415 -- the same

    headline = what_if.metrics_of(loaded)[0]
    is_open_ended = plan.replications_most != plan.replications_least
    confidence = confidence_of(loaded, plan)
    with (
        _executor(chosen) as executor,
        StudyProgress(headline, confidence, is_open_ended=is_open_ended) as progress,
    ):
        wanted = what_if.StudyOptions(
            store=chosen.store,
            resume=chosen.resume,
            engine=chosen.engine,
            executor=executor,
            has_assumption_range=chosen.has_assumption_range,
            progress=progress,
        )
        return what_if.run(loaded, wanted)


def _executor(chosen: Choices) -> AbstractContextManager[Executor | None]:
    if chosen.scheduler is None and chosen.workers is None:
        return nullcontext()
    from sandbox.execution.dask_cluster import (  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415 -- few studies need it
        dask_executor,
    )

    found: AbstractContextManager[Executor | None] = dask_executor(
        address=chosen.scheduler, workers=chosen.workers
    )
    return found


def _interrupted(store: Path | None) -> int:
    if store is None:
        streams.say("interrupted; nothing was stored")
    else:
        streams.say(f"interrupted; what is finished stays in {store}, and --resume goes on from it")
    return failures.INTERRUPTED
