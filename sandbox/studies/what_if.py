"""A what-if study: regimes side by side on the same shoppers, point by point of what varies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.answers.run_results import RunResult
from sandbox.engines.catalogue import COMPILED
from sandbox.metrics.values import (
    Metric,
    difference,
    estimate,
    parse_metric,
)
from sandbox.scenario.study_loading import load_study
from sandbox.scenario.study_values import change_of
from sandbox.scenario.tables.build import build_regimes
from sandbox.statistics.verdicts import variance_cut, verdict_of
from sandbox.studies.assumption_range import assumption_ranges
from sandbox.studies.expectations import parse_expectation
from sandbox.studies.gates import Consequence
from sandbox.studies.inverse import find
from sandbox.studies.judging import Judge
from sandbox.studies.keys import tables_hash
from sandbox.studies.laboratory import (
    REPLICATIONS_MOST,
    Budget,
    Executor,
    Group,
    GroupResult,
    Laboratory,
    Progress,
)
from sandbox.studies.notebook import Notebook
from sandbox.studies.plan import Plan, plan_of
from sandbox.studies.runs import REPLICATIONS, engine_of
from sandbox.studies.sensitivity import analyse
from sandbox.studies.splitting import split
from sandbox.studies.stopping import (
    Precision,
    bands,
    each_confidence,
    verdict_values,
)
from sandbox.studies.study_checks import study_checks
from sandbox.studies.study_results import (
    CaseResult,
    MetricContrast,
    PointResult,
    RegimeContrast,
    StudyResult,
    WarmUpCut,
)
from sandbox.studies.sweeps import document_of
from sandbox.studies.tables_needed import tables_of
from sandbox.studies.warming import after_warm_up, cut_by_hand, warm_up_of

if TYPE_CHECKING:
    from sandbox.metrics.results import RegimeResult
    from sandbox.scenario.study_loading import LoadedStudy
    from sandbox.scenario.tables.build import BuiltWorld

POINTS_WITH_RANGE = 4
DEFAULT_METRICS = ("success_rate",)
# What gets worse as it grows.
LESS_IS_BETTER = frozenset(
    {"lost", "latency", "checkout_time", "wait", "fees_borne", "lost_amount", "merchant_discount"}
)


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What the caller may choose besides the study.

    Attributes
    ----------
    store
        Folder where replications are kept; None to keep none.
    resume
        Whether replications that are there already are used.
    engine
        Name of the engine.
    executor
        Where replications are made; threads of this process unless stated.
    has_assumption_range
        Whether the range over the world's assumptions is stated beside each headline.
    progress
        Called after each replication.
    """

    store: Path | None = None
    resume: bool = False
    engine: str = COMPILED
    executor: Executor | None = None
    has_assumption_range: bool = True
    progress: Callable[[Progress, GroupResult], None] | None = None


def load(target: str | Path, overrides: Sequence[str] = ()) -> LoadedStudy:
    """Return a study, its metrics and expectations checked too.

    Raises
    ------
    UsageError
        When there is no such file.
    ScenarioError
        With every mistake of the study and of its base.
    """
    return load_study(target, overrides, study_checks())


def run_study(path: str | Path, options: StudyOptions | None = None) -> StudyResult:
    """Load a study and run it.

    Raises
    ------
    UsageError, ScenarioError
        As `load`.
    """
    return run(load(path), options)


def run(study: LoadedStudy, options: StudyOptions | None = None) -> StudyResult:
    """Run a study: every point under every regime, then what else it asks for."""
    chosen = options if options is not None else StudyOptions()
    return Study(study, chosen).result()


class Study:
    """A study while it runs.

    Parameters
    ----------
    study
        From `load`.
    options
        The caller's choices.
    """

    def __init__(self, study: LoadedStudy, options: StudyOptions) -> None:
        self._study, self._options = study, options
        self._plan: Plan = plan_of(study)
        self._metrics = metrics_of(study)
        self._expectations = tuple(parse_expectation(text) for text in study.document.expect)
        self._worlds = [
            build_regimes(document_of(study, point), self._plan.regimes)
            for point in self._plan.points
        ]
        every = [built for worlds in self._worlds for built in worlds]
        self._engine = engine_of(every, options.engine)
        others = max(1, len(self._plan.regimes) - 1)
        decisions = others * len(self._metrics) + len(self._expectations)
        self._confidence = each_confidence(decisions * len(self._plan.points))
        self._warm_up = self._settle()
        self._judge = Judge(self._expectations, self._confidence)
        self._lab = self._laboratory()

    def result(self) -> StudyResult:
        """Run everything that the study asks for."""
        groups = [self._group(number, worlds) for number, worlds in enumerate(self._worlds)]
        found = self._lab.explore(groups)
        points = tuple(
            self._with_ranges(self._point(number, each)) for number, each in enumerate(found)
        )
        replications = self._plan.replications_least
        gates = tuple(
            gate
            for point, each in zip(self._plan.points, found, strict=True)
            for gate in self._judge.gates(self._study, point, each)
        )
        return StudyResult(
            study=self._study,
            plan=self._plan,
            engine=self._engine,
            metrics=self._metrics,
            points=points,
            gates=gates,
            undecided=Consequence(self._study.document.undecided),
            is_reproducible=all(each.stopped_by != "time" for each in found),
            warm_up=self._warm_up,
            split=split(self._study, self._lab, replications),
            found=find(self._study, self._lab, replications),
            sensitivity=analyse(self._study, self._lab, replications),
        )

    def _with_ranges(self, point: PointResult) -> PointResult:
        """State the range of the headline over the world's assumptions beside each contrast."""
        metric = self._metrics[0]
        known = [each.metrics[str(metric)].difference.mean for each in point.contrasts]
        answers = [mean for mean in known if mean is not None]
        base = self._study.base
        assumed = any(found.is_assumption for found in base.provenance.values())
        wanted = self._options.has_assumption_range and assumed and self._engine == COMPILED
        if not wanted or not answers or len(answers) < len(known) or self._is_wide():
            return point
        ranges = assumption_ranges(
            base,
            self._plan.regimes,
            metric,
            answers,
            Laboratory(self._plan.seed, self._engine),
            [change_of(self._study, path, text) for path, text in point.point.settings],
        )
        contrasts = tuple(
            replace(contrast, assumption_range=found)
            for contrast, found in zip(point.contrasts, ranges, strict=True)
        )
        return replace(point, contrasts=contrasts)

    def _is_wide(self) -> bool:
        """Tell whether a sweep is too wide to vary the assumptions around each of its points."""
        return len(self._plan.points) > POINTS_WITH_RANGE

    def _settle(self) -> WarmUpCut | None:
        """Choose the warm-up where the study asks for one, and let metrics leave it out."""
        asked = self._study.document.warm_up
        if asked == "none":
            return None
        first = self._worlds[0]
        if isinstance(asked, int):
            cut = cut_by_hand(first[0], self._metrics, asked)
        else:
            cut = warm_up_of(first, self._metrics, self._plan.seed, self._engine)
        self._metrics = tuple(after_warm_up(metric, cut, first[0]) for metric in self._metrics)
        return cut

    def _laboratory(self) -> Laboratory:
        budget, options = self._study.document.budget, self._options
        notebook = None
        if options.store is not None:
            name, seed = self._study.base.name, self._plan.seed
            notebook = Notebook(options.store, name, seed, is_read=options.resume)
        time_us = budget.time if budget is not None else None
        return Laboratory(
            seed=self._plan.seed,
            engine=self._engine,
            executor=options.executor,
            notebook=notebook,
            budget=Budget(
                time_s=None if time_us is None else time_us / 1e6,
                checkouts=budget.checkouts if budget is not None else None,
            ),
            progress=options.progress,
        )

    def _group(self, number: int, worlds: tuple[BuiltWorld, ...]) -> Group:
        precision = self._precision(worlds[0])
        rules = []
        if precision.widths:
            rules.append(precision.is_reached)
        if self._study.document.stop_early and self._expectations:
            rules.append(self._judge.has_failed)
        most = self._plan.replications_most or REPLICATIONS_MOST
        return Group(
            worlds=worlds,
            least=self._plan.replications_least if precision.widths else min(20, most),
            most=most,
            tables=self._tables(worlds[0]),
            is_enough=(lambda found: any(rule(found) for rule in rules)) if rules else None,
            has_flows=len(worlds) > 1,
            in_full=0 if number else REPLICATIONS,
        )

    def _precision(self, built: BuiltWorld) -> Precision:
        """Return the half-widths to reach, of what is counted after the warm-up."""
        widths = []
        for text, width in self._study.document.precision.items():
            metric = parse_metric(text)
            if self._warm_up is not None:
                metric = after_warm_up(metric, self._warm_up, built)
            widths.append((metric, float(width.value)))
        return Precision(tuple(widths), self._confidence)

    def _tables(self, built: BuiltWorld) -> frozenset[str]:
        """Return the tables that metrics and expectations are computed from."""
        asked = {*self._metrics, *(metric for metric, _ in self._precision(built).widths)}
        for expectation in self._expectations:
            asked.add(expectation.left.metric)
            if expectation.minus is not None:
                asked.add(expectation.minus.metric)
        return tables_of(asked, built)

    def _point(self, number: int, found: GroupResult) -> PointResult:
        results = found.results
        cases = tuple(
            CaseResult(
                regime=result.regime,
                built=result.built,
                estimates={str(metric): estimate(metric, result) for metric in self._metrics},
                total=total,
            )
            for result, total in zip(results, found.totals, strict=True)
        )
        contrasts = tuple(self._contrast(found, results, k) for k in range(1, len(results)))
        return PointResult(
            point=self._plan.points[number],
            replications=found.replications,
            stopped_by=found.stopped_by,
            cases=cases,
            contrasts=contrasts,
            in_detail=None if number else self._in_detail(found),
        )

    def _in_detail(self, found: GroupResult) -> RunResult:
        """Return the first replications of the first point as a run of their own."""
        base = self._study.base
        return RunResult(
            scenario=base.name,
            question=self._plan.question,
            seed=self._plan.seed,
            engine=self._engine,
            replications=len(found.first),
            scale=float(document_of(self._study, self._plan.points[0]).scale),
            assumptions=sum(each.is_assumption for each in base.provenance.values()),
            regimes=found.in_full,
        )

    def _contrast(self, found: GroupResult, results: list[RegimeResult], k: int) -> RegimeContrast:
        baseline, other = results[0], results[k]
        is_identical = tables_hash(baseline.built.world) == tables_hash(other.built.world)
        metrics: dict[str, MetricContrast] = {}
        for metric in self._metrics:
            (band,) = bands(metric, [baseline, other], self._confidence)
            metrics[str(metric)] = MetricContrast(
                difference=difference(metric, baseline, other),
                band=band,
                verdict=verdict_of(
                    band,
                    is_identical=is_identical,
                    is_more_better=metric.name not in LESS_IS_BETTER,
                ),
                variance_cut=variance_cut(
                    verdict_values(metric, baseline), verdict_values(metric, other)
                ),
            )
        flow = found.flows[k] if found.flows else None
        return RegimeContrast(baseline.regime, other.regime, metrics, flow)


def metrics_of(study: LoadedStudy) -> tuple[Metric, ...]:
    """Return what a study measures, the headline first."""
    texts = study.document.metrics or DEFAULT_METRICS
    return tuple(parse_metric(text) for text in texts)
