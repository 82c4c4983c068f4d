"""What the caller may choose besides the file: one list for scenarios and studies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.answers.expectations import parse_expectation
from sandbox.engines.catalogue import COMPILED
from sandbox.errors import UsageError
from sandbox.studies.runs import regimes_of
from sandbox.studies.smoke import smoke_edition

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.studies.replications.groups import GroupResult
    from sandbox.studies.scheduler import Executor, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller may choose besides the file.

    Attributes
    ----------
    regimes
        Names, the baseline first; none for the file's own choice.
    metrics
        Texts of metrics, the headline first; none for the file's own, or what its rules are about.
    seed, replications
        None for the file's own, else 1 and 20.
    engine
        Name of the engine, or `both` to compare the two on every replication.
    jobs
        Workers: threads, or processes of the reference engine; None for one per core.
    smoke
        True for the small edition.
    store
        Folder where replications are kept; None to keep none.
    resume
        Whether replications that are there already are used.
    executor
        Where replications are made; workers of this machine unless stated.
    has_assumption_range
        Whether the range over the world's assumptions is stated beside each headline.
    progress
        Called after each replication.
    """

    regimes: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    seed: int | None = None
    replications: int | None = None
    engine: str = COMPILED
    jobs: int | None = None
    smoke: bool = False
    store: Path | None = None
    resume: bool = False
    executor: Executor | None = None
    has_assumption_range: bool = True
    progress: Callable[[Progress, GroupResult], None] | None = None


def study_with_options(study: LoadedStudy, options: Options) -> LoadedStudy:
    """Return a study with what the caller chose in place of what its file says.

    Raises
    ------
    UsageError
        For a regime that the scenario does not know, or one that an expectation misses.
    """
    document = _with_regimes(study, options.regimes)
    document = smoke_edition(document) if options.smoke else document
    asked = study.document
    replications = options.replications or asked.replications
    if options.smoke and not options.replications:
        replications = min(replications or document.replications or 2, 2)
    changes: dict[str, object] = {"replications": replications}
    if options.seed is not None:
        changes["seed"] = options.seed
    if options.metrics:
        changes["metrics"] = list(options.metrics)
    base = replace(study.base, document=document)
    return replace(study, document=asked.model_copy(update=changes), base=base)


def _with_regimes(study: LoadedStudy, regime_names: tuple[str, ...]) -> Document:
    document = study.base.document
    if not regime_names:
        return document
    names = regimes_of(document, regime_names)
    texts = study.document.expect
    missing = [t for t in texts if not set(parse_expectation(t).regimes) <= set(names)]
    if missing:
        raise UsageError(
            f"`{missing[0]}` speaks of no regime that --regime names",
            hint="name the regimes of its expectations too",
        )
    if len(names) == 1:
        return document.model_copy(update={"regime": names[0], "compare": None, "walk": None})
    return document.model_copy(update={"compare": names, "walk": None})
