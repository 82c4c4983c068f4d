"""What a study asks, and by which rule it decides: told from its files alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers.asked import AskedMetrics, derived_metrics, idle_rules, named_metrics
from sandbox.answers.expectations import parse_expectation
from sandbox.answers.inference import Inference, shared_levels
from sandbox.metrics.grammar.names import Metric, parse_metric
from sandbox.statistics.estimates import CONFIDENCE, shared_confidence
from sandbox.studies.stopping import looks_of
from sandbox.units import format_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.studies.plan import Plan


def asked_of(study: LoadedStudy, shown_worlds: Sequence[BuiltWorld]) -> AskedMetrics:
    """Return what a study asks: what it names, else what its rules are about."""
    metrics = metrics_named(study)
    if not metrics:
        return derived_metrics(study.base.document, shown_worlds)
    return named_metrics(metrics, study.base.document)


def metrics_named(study: LoadedStudy) -> list[Metric]:
    """Return the metrics that a study names, in order: what it asks, then what it expects."""
    document, base = study.document, study.base.document
    metrics = [
        parse_metric(text) for text in (*(document.metrics or base.metrics), *document.precision)
    ]
    for text in document.expect:
        expectation = parse_expectation(text)
        metrics += [t.metric for t in (expectation.left, expectation.minus) if t is not None]
    return metrics


def idle_warnings(document: Document, regimes: Sequence[str]) -> list[str]:
    """Return a sentence for each rule that tells a regime apart and is never in force."""
    start = document.period.from_
    told: dict[str, str] = {}
    for regime, dated in idle_rules(document, regimes):
        if dated.from_us > start:
            when = f"begins at {format_time(dated.from_us)}, after the period"
        else:
            when = f"ended at {format_time(dated.until_us)}, before the period"
        told.setdefault(dated.rule.name, f"rule {dated.rule.name} of {regime} {when}")
    return list(told.values())


def rule_of(study: LoadedStudy, plan: Plan, asked_metrics: AskedMetrics) -> Inference:
    """Return how a study decides; verdicts share one error, and expectations another."""
    document = study.document
    decisions = max(1, len(plan.regimes) - 1) * len(plan.points)
    expected = len(document.expect) * len(plan.points)
    practically = {**study.base.document.practically, **document.practically}
    return Inference(
        looks=looks_of(document),
        confidences=shared_levels(
            asked_metrics.metrics, decisions, is_derived=asked_metrics.is_derived
        ),
        gates=shared_confidence(CONFIDENCE, max(1, expected)),
        practically={text: width.value for text, width in practically.items()},
    )
