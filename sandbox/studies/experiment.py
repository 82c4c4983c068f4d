"""A question while it is answered: every regime on the same shoppers, point by point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.answers.answer import Answer
from sandbox.answers.asked import AskedMetrics
from sandbox.answers.contrast import Pairing, contrast_of, looked_at
from sandbox.answers.document import gate_json, points_json, question_json, with_checksum
from sandbox.answers.expectations import parse_expectation
from sandbox.answers.gates import Consequence
from sandbox.answers.moves import moved_count
from sandbox.answers.question import Kind, Question
from sandbox.answers.results import Case, Contrast, LastStep, PointResult, StageContrast
from sandbox.answers.stages import stage_contrasts
from sandbox.engines.catalogue import COMPILED, needs_python
from sandbox.metrics.grammar.names import Metric, parse_metric
from sandbox.metrics.summaries.settlement_positions import is_modelled
from sandbox.metrics.values import estimate, judged_values
from sandbox.scenario.soundness.fault import UnsoundError, at_places
from sandbox.scenario.study.study_loading import LoadedStudy
from sandbox.scenario.study.study_values import change_of
from sandbox.scenario.tables.build import build_regimes
from sandbox.statistics.estimates import CONFIDENCE
from sandbox.studies.assumptions.assumption_range import assumption_ranges
from sandbox.studies.assumptions.sensitivity import analyse
from sandbox.studies.hidden_worlds import HiddenWorlds, hidden_worlds
from sandbox.studies.judge import Judge
from sandbox.studies.options import Options
from sandbox.studies.pilots.warm_up_pilots import after_warm_up, cut_by_hand, warm_up_of
from sandbox.studies.plan import Plan, plan_of
from sandbox.studies.questions import asked_of, idle_warnings, metrics_named, rule_of
from sandbox.studies.replications.executors import workers_here
from sandbox.studies.replications.groups import Group, GroupResult
from sandbox.studies.replications.tables_needed import counting_for, tables_of
from sandbox.studies.runs import check_sums, engine_of
from sandbox.studies.scheduler import REPLICATIONS_MOST, Scheduler, WorkBudget
from sandbox.studies.searches.inverse import find
from sandbox.studies.searches.uplift_shares import split
from sandbox.studies.stopping import Precision
from sandbox.studies.store.journal import Journal
from sandbox.studies.store.keys import tables_hash
from sandbox.studies.sweeps import document_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.answers.contrast import MetricContrast
    from sandbox.answers.ranges import AssumptionRange
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.statistics.estimates import Estimate
    from sandbox.studies.pilots.warm_up_cut import WarmUpCut
    from sandbox.studies.scheduler import Executor, Progress
    from sandbox.studies.sweeps import Point

POINTS_WITH_RANGE = 4
# Tables of every replication that documents need beside those of the metrics.
ALWAYS_KEPT = frozenset({"by_stage", "services_by_stage", "by_destination"})


@dataclass(frozen=True, slots=True)
class PreparedPoint:
    """One point, ready to run.

    Attributes
    ----------
    document
        The scenario with the settings of the point.
    shown_worlds
        Tables of the regimes that are compared, the baseline first.
    hidden_worlds
        Those beside them.
    """

    document: Document
    shown_worlds: tuple[BuiltWorld, ...]
    hidden_worlds: HiddenWorlds

    @property
    def worlds(self) -> tuple[BuiltWorld, ...]:
        """All of them."""
        return (*self.shown_worlds, *self.hidden_worlds.worlds)


class Experiment:
    """A question while it is answered.

    Parameters
    ----------
    study
        What is asked; a scenario as `as_study` gives it.
    options
        The caller's choices, laid over the study already.
    kind
        Which command asks.
    """

    def __init__(self, study: LoadedStudy, options: Options, kind: Kind) -> None:
        self._study, self._options, self._kind = study, options, kind
        self._plan: Plan = plan_of(study)
        self._settings = [self._setting(self._plan.points[0])]
        self._engine = engine_of(self.worlds, options.engine)
        self._expectations = tuple(parse_expectation(text) for text in study.document.expect)
        self._warm_up: WarmUpCut | None = None
        self._ask(asked_of(study, self._settings[0].shown_worlds))

    def _ask(self, asked_metrics: AskedMetrics) -> None:
        """Fix what is asked, and the rule by which it is decided."""
        study, first = self._study, self._settings[0]
        self._rule = rule_of(study, self._plan, asked_metrics)
        self._judge = Judge(self._expectations, self._rule)
        self._question = Question(
            kind=self._kind,
            name=study.name,
            scenario=study.base.name,
            text=self._plan.question,
            document=first.document,
            regimes=tuple(built.regime for built in first.shown_worlds),
            seed=self._plan.seed,
            engine=self._engine,
            asked_metrics=asked_metrics,
            rule=self._rule,
            assumptions=sum(each.is_assumption for each in study.base.provenance.values()),
            is_smoke=self._options.smoke,
            warnings=tuple(idle_warnings(first.document, [b.regime for b in first.shown_worlds])),
        )

    @property
    def question(self) -> Question:
        """What is asked."""
        return self._question

    @property
    def worlds(self) -> list[BuiltWorld]:
        """Tables of the first point."""
        return list(self._settings[0].worlds)

    @property
    def plan(self) -> Plan:
        """What is going to be simulated."""
        return self._plan

    def answer(
        self,
        executor: Executor | None = None,
        progress: Callable[[Progress, GroupResult], None] | None = None,
    ) -> Answer:
        """Simulate everything that the question asks for.

        Parameters
        ----------
        executor
            Where replications are made; workers of this machine unless stated.
        progress
            Called after each replication.
        """
        self._settle()
        self._settings += [self._setting(point) for point in self._plan.points[1:]]
        self._scheduler = self._new_scheduler(executor, progress)
        groups = [self._group(number, each) for number, each in enumerate(self._settings)]
        found = self._scheduler.explore(groups)
        points = tuple(
            self._with_ranges(number, self._point(number, setting, each))
            for number, (setting, each) in enumerate(zip(self._settings, found, strict=True))
        )
        gates = tuple(
            gate
            for point, each in zip(self._plan.points, found, strict=True)
            for gate in self._judge.gates(self._study, point, each)
        )
        document = {
            **question_json(self._question),
            "reproducible": all(each.stopped_by != "time" for each in found),
            "points": points_json(points),
            **self._analyses(),
        }
        undecided = Consequence(self._study.document.undecided)
        if gates:
            document["expect"] = [gate_json(gate) for gate in gates]
            document["undecided"] = undecided.value
        return Answer(with_checksum(document), self._question, points, gates, undecided)

    def _setting(self, point: Point) -> PreparedPoint:
        """Build the tables of a point.

        Raises
        ------
        ScenarioError
            When an engine could not count with them.
        """
        document = document_of(self._study, point)
        try:
            shown, hidden = self._built(document)
            check_sums(shown, document, self._plan.replications_least)
        except UnsoundError as error:
            raise at_places(error, self._study.base.places) from None
        return PreparedPoint(document, shown, hidden)

    def _built(self, document: Document) -> tuple[tuple[BuiltWorld, ...], HiddenWorlds]:
        """Return the tables that are compared, and hidden ones where there is a single point."""
        named = metrics_named(self._study)
        shown = counting_for(named, build_regimes(document, self._plan.regimes))
        is_alone = len(self._plan.points) == 1
        hidden = hidden_worlds(document, shown) if is_alone else HiddenWorlds((), {})
        return shown, replace(hidden, worlds=counting_for(named, hidden.worlds))

    def _settle(self) -> None:
        """Choose the warm-up where the study asks for one, and let all metrics leave it out."""
        wanted, asked = self._study.document.warm_up, self._question.asked_metrics
        if wanted == "none":
            return
        first = self._settings[0].shown_worlds
        if isinstance(wanted, int):
            cut = cut_by_hand(first[0], asked.metrics, wanted)
        else:
            cut = warm_up_of(first, asked.metrics, self._plan.seed, self._engine)
        self._warm_up = cut
        self._expectations = tuple(
            expectation.of(lambda metric: after_warm_up(metric, cut, first[0]))
            for expectation in self._expectations
        )
        metrics = tuple(after_warm_up(metric, cut, first[0]) for metric in asked.metrics)
        self._ask(replace(asked, metrics=metrics))

    def _new_scheduler(
        self,
        executor: Executor | None,
        progress: Callable[[Progress, GroupResult], None] | None,
    ) -> Scheduler:
        budget, options = self._study.document.budget, self._options
        journal = None
        if options.store is not None:
            name, seed = self._study.base.name, self._plan.seed
            journal = Journal(options.store, name, seed, is_read=options.resume)
        time_us = budget.time if budget is not None else None
        pairs = zip(self._settings, self._plan.checkouts, strict=True)
        sizes = [len(each.worlds) * size for each, size in pairs]
        most = max(sizes) * self._plan.replications_least
        return Scheduler(
            seed=self._plan.seed,
            engine=self._engine,
            executor=executor or workers_here(self._engine, options.jobs, most),
            journal=journal,
            budget=WorkBudget(
                time_s=None if time_us is None else time_us / 1e6,
                checkouts=budget.checkouts if budget is not None else None,
            ),
            progress=progress,
        )

    def _group(self, number: int, setting: PreparedPoint) -> Group:
        first = setting.shown_worlds[0]
        precision = self._precision(first)
        rules = []
        if precision.widths:
            rules.append(precision.is_reached)
        if self._study.document.stop_early and self._expectations:
            rules.append(self._judge.has_failed)
        most = self._plan.replications_most or REPLICATIONS_MOST
        shown = len(setting.shown_worlds)
        return Group(
            worlds=setting.worlds,
            least=self._plan.replications_least if precision.widths else min(20, most),
            most=most,
            tables=self._tables(first),
            is_enough=(lambda found: any(rule(found) for rule in rules)) if rules else None,
            matched_count=shown if shown > 1 else 0,
            in_batches=not number,
        )

    def _precision(self, built: BuiltWorld) -> Precision:
        """Return the half-widths to reach, of what is counted after the warm-up."""
        widths = []
        for text, width in self._study.document.precision.items():
            metric = parse_metric(text)
            if self._warm_up is not None:
                metric = after_warm_up(metric, self._warm_up, built)
            widths.append((metric, float(width.value)))
        return Precision(tuple(widths), self._rule)

    def _tables(self, built: BuiltWorld) -> frozenset[str]:
        """Return the tables that are kept replication by replication."""
        asked = set(self._question.asked_metrics.metrics)
        for expectation in self._expectations:
            asked.add(expectation.left.metric)
            if expectation.minus is not None:
                asked.add(expectation.minus.metric)
        extra = {"positions"} if is_modelled(built) else set()
        thresholds = {"balances"} if any(m.name == "net_income" for m in asked) else set()
        return frozenset(tables_of(asked, built) | ALWAYS_KEPT | extra | thresholds)

    def _point(self, number: int, setting: PreparedPoint, result: GroupResult) -> PointResult:
        shown = len(setting.shown_worlds)
        results, batches = result.results, result.in_batches
        cases = tuple(
            Case(results[k], batches[k], result.totals[k], self._estimates(results[k]))
            for k in range(shown)
        )
        stages: tuple[StageContrast, ...] = ()
        if setting.hidden_worlds.lagged_index is not None:
            lagged = results[setting.hidden_worlds.lagged_index]
            stages = stage_contrasts(results[0], lagged, self._rule)
        return PointResult(
            settings=self._plan.points[number].settings,
            replications=result.replications,
            stopped_by=result.stopped_by,
            cases=cases,
            contrasts=tuple(self._contrast(setting, result, k) for k in range(1, shown)),
            stages=stages,
        )

    def _estimates(self, result: RegimeResult) -> dict[str, Estimate]:
        return {
            str(metric): looked_at(
                estimate(metric, result), judged_values(metric, result), self._rule, CONFIDENCE
            )[0]
            for metric in self._question.asked_metrics.metrics
        }

    def _contrast(self, setting: PreparedPoint, result: GroupResult, index: int) -> Contrast:
        results = result.results
        moves = result.moves[index] if result.moves else None
        step = None
        if index in setting.hidden_worlds.before:
            before = results[setting.hidden_worlds.before[index]]
            step = LastStep(before.regime, self._metrics_of(before, results[index]))
        is_unchanged = moves is not None and not moved_count(moves)
        return Contrast(
            baseline=results[0].regime,
            regime=results[index].regime,
            metrics=self._metrics_of(results[0], results[index], is_unchanged=is_unchanged),
            moves=moves,
            last_step=step,
        )

    def _metrics_of(
        self, baseline: RegimeResult, other: RegimeResult, *, is_unchanged: bool = False
    ) -> dict[str, MetricContrast]:
        is_same = tables_hash(baseline.built.world) == tables_hash(other.built.world)
        pair = Pairing(baseline, other, is_identical=is_same, is_unchanged=is_unchanged)
        return {
            str(metric): contrast_of(metric, pair, self._rule)
            for metric in self._question.asked_metrics.metrics
        }

    def _with_ranges(self, number: int, point: PointResult) -> PointResult:
        """State the range of the headline over the world's assumptions beside each contrast."""
        metric = self._question.asked_metrics.metrics[0]
        ranges = self._ranges(number, point, metric)
        if not ranges:
            return point
        if not point.contrasts:
            return replace(point, assumption_range=ranges[0])
        contrasts = tuple(
            replace(contrast, assumption_range=found)
            for contrast, found in zip(point.contrasts, ranges, strict=True)
        )
        return replace(point, contrasts=contrasts)

    def _ranges(self, number: int, point: PointResult, metric: Metric) -> list[AssumptionRange]:
        text = str(metric)
        known = [each.metrics[text].difference.mean for each in point.contrasts]
        known = known or [point.cases[0].estimates[text].mean]
        answers = [mean for mean in known if mean is not None]
        wanted = self._options.has_assumption_range and not self._options.smoke
        is_wide = len(self._plan.points) > POINTS_WITH_RANGE
        is_python = any(needs_python(built.world) for built in self._settings[number].shown_worlds)
        assumed = self._question.assumptions and not is_python
        if not wanted or not assumed or is_wide or len(answers) < len(known):
            return []
        settings = self._plan.points[number].settings
        return assumption_ranges(
            self._study.base,
            self._plan.regimes,
            metric,
            answers,
            Scheduler(self._plan.seed, COMPILED),
            [change_of(self._study, path, value) for path, value in settings],
        )

    def _analyses(self) -> dict[str, object]:
        """Return what a study asks for beside its points, as plain data."""
        study, scheduler = self._study, self._scheduler
        replications = self._plan.replications_least
        parts: dict[str, object] = {}
        if self._warm_up is not None:
            parts["warm_up"] = self._warm_up.as_json()
        if (found := split(study, scheduler, replications)) is not None:
            parts["attribution"] = found.as_json()
        if searched := find(study, scheduler, replications):
            parts["found"] = {name: each.as_json() for name, each in searched.items()}
        if (moved_by := analyse(study, scheduler, replications)) is not None:
            parts["sensitivity"] = moved_by.as_json()
        return parts
