"""How `run` and `study` ask: what is said before, while and after a question is answered."""

from __future__ import annotations

import shlex
import textwrap
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli import console
from sandbox.cli.shared_options import STORE
from sandbox.cli.study_progress import StudyProgress
from sandbox.errors import UsageError
from sandbox.version import __version__

if TYPE_CHECKING:
    from sandbox.answers.answer import Answer
    from sandbox.cli.shared_options import Choices
    from sandbox.reports.findings.how import HowMade
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.studies.experiment import Experiment
    from sandbox.studies.options import Options
    from sandbox.studies.scheduler import Executor


def check(choices: Choices) -> None:
    """Refuse choices that contradict each other.

    Raises
    ------
    UsageError
        If they do.
    """
    if choices.resume and choices.no_store:
        raise UsageError("--resume needs a store", "leave out --no-store")
    if choices.workers is not None and choices.scheduler is not None:
        raise UsageError("--workers and --scheduler contradict each other", "leave one out")


def introduce(study: LoadedStudy, experiment: Experiment, choices: Choices) -> None:
    """Say what is going to be simulated."""
    question = experiment.question
    least = experiment.plan.replications_least
    parts = [
        f"sandbox {__version__}: {study.name}",
        f"seed {question.seed}",
        f"{least:,} replication{'' if least == 1 else 's'}",
        f"{question.engine} engine",
    ]
    console.say(", ".join([*parts, "small edition (--smoke)"] if choices.smoke else parts))
    if question.engine != choices.engine:
        console.say("a routing policy is written in Python, so the reference engine runs")
    console.say_warnings(study.base)
    for warning in question.warnings:
        console.say(f"warning: {warning}")


def prepare_engine(engine: str) -> None:
    """Make the compiled engine ready in good time."""
    if engine == "reference":
        return
    from sandbox.execution.processes import interrupts_held_back  # noqa: PLC0415 -- help needs none

    with interrupts_held_back():  # an interrupt inside an import can end it in any way
        from sandbox.engines.compiled.kernel import prepare  # noqa: PLC0415 -- slow to import

    prepare(console.say)


def weigh(study: LoadedStudy, experiment: Experiment, choices: Choices) -> None:
    """Say what a large question needs, and refuse one for which there is not enough memory.

    Raises
    ------
    ScenarioError
        If a table would be too large to be kept.
    CapacityError
        If more memory is needed than is free, and nothing forces it.
    """
    from sandbox.engines.footprint import check_sizes  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.pilots import resources  # noqa: PLC0415 -- the same

    check_sizes(experiment.worlds, study.base.places)
    needs = resources.needs_of(experiment.worlds, experiment.plan, experiment.question.engine)
    if needs.matter:
        console.say(f"this needs {needs}")
    resources.check_memory(needs, force=choices.force or choices.dry_run)


def plan_page(study: LoadedStudy, experiment: Experiment) -> str:
    """Return the plan as lines that fit the terminal, with the time that a pilot foretells."""
    from sandbox.studies.pilots.pilot import seconds_needed  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.plan import plan_lines  # noqa: PLC0415 -- the same

    seconds = seconds_needed(study, experiment.plan, experiment.question.engine)
    return "\n".join(
        part
        for line in plan_lines(experiment.plan, seconds)
        for part in textwrap.wrap(
            line,
            console.width(),
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def store_of(choices: Choices, *, is_study: bool) -> Path | None:
    """Return the folder of replications; None where none are kept.

    A study keeps them unless told otherwise, if DuckDB is there; a run where it is told to.
    """
    if choices.no_store:
        return None
    asked = choices.store or (STORE if choices.resume or is_study else None)
    if asked is None:
        return None
    if choices.store is None and not choices.resume and find_spec("duckdb") is None:
        console.say("replications are not kept: that needs DuckDB")
        return None
    use = "taken from and kept in" if choices.resume else "kept in"
    hint = "" if choices.resume else ", for --resume"
    console.say(f"replications are {use} {asked}{hint}")
    return asked


def options_of(choices: Choices, store: Path | None = None) -> Options:
    """Return what the engines need to know of the user's choices."""
    from sandbox.studies.options import Options  # noqa: PLC0415 -- help needs none of it

    return Options(
        regimes=choices.regimes,
        metrics=choices.metrics,
        seed=choices.seed,
        replications=choices.replications,
        engine=choices.engine,
        jobs=choices.jobs,
        smoke=choices.smoke,
        store=store,
        resume=choices.resume,
        has_assumption_range=not choices.no_assumption_range,
    )


def answer_with_progress(experiment: Experiment, choices: Choices) -> Answer:
    """Answer a question, with progress on stderr."""
    plan, question = experiment.plan, experiment.question
    headline = question.asked_metrics.metrics[0]
    is_open_ended = plan.replications_most != plan.replications_least
    with (
        _executor(choices) as executor,
        StudyProgress(
            headline, question.rule.confidence(headline), is_open_ended=is_open_ended
        ) as progress,
    ):
        return experiment.answer(executor, progress)


def how_made(command: str, choices: Choices, base: str = "") -> HowMade:
    """Return how the answer came to be, with the command that makes it again.

    Parameters
    ----------
    base
        How a study names its scenario; empty for a scenario itself.
    """
    from sandbox.reports.findings.how import HowMade  # noqa: PLC0415 -- help needs none of it

    words = ["sandbox", command, choices.file]
    words += [word for name in choices.regimes for word in ("--regime", name)]
    words += [word for text in choices.metrics for word in ("--metric", text)]
    words += ["--seed", str(choices.seed)] if choices.seed is not None else []
    if choices.replications is not None:
        words += ["--replications", str(choices.replications)]
    words += [word for text in choices.overrides for word in ("--set", text)]
    words += ["--engine", choices.engine] if choices.engine != "compiled" else []
    words += ["--smoke"] if choices.smoke else []
    return HowMade(choices.file, shlex.join(words), _world(choices.file, base))


def _world(file: str, base: str) -> str:
    """Return how `sandbox world` is told to list what an answer rests on."""
    from sandbox.scenario.layers.packaged import world_names  # noqa: PLC0415 -- help needs none of it

    if not base:
        return file
    return base if base in world_names() else str(Path(file).parent / base)


def _executor(choices: Choices) -> AbstractContextManager[Executor | None]:
    if choices.scheduler is None and choices.workers is None:
        return nullcontext()
    from sandbox.execution.dask_cluster import (  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415 -- few studies need it
        dask_executor,
    )

    found: AbstractContextManager[Executor | None] = dask_executor(
        address=choices.scheduler, workers=choices.workers
    )
    return found
