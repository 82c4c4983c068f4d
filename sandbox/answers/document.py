"""The document of an answer: what `--json` prints, and what every report reads.

It holds no clock time, host, path or number of workers, so equal questions give equal bytes.
Amounts are `*_minor`, in the smallest unit of `currency`; moments are in `zone`. `moves` is from
outcome to outcome, `ecosystems` from ecosystem to ecosystem. Counts and amounts are sums over
replications, metrics are means per replication. Keys that a later version may add to a case:
`day`, `week`, `cohort`, beside `stages`.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sandbox.answers.case_document import case_json
from sandbox.answers.moves import moves_json
from sandbox.answers.sales import sales_change
from sandbox.metrics.regime_result import RegimeResult
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.answers.contrast import MetricContrast
    from sandbox.answers.gates import GateOutcome
    from sandbox.answers.question import Question
    from sandbox.answers.results import Contrast, PointResult, StageContrast
    from sandbox.metrics.grammar.names import Metric
    from sandbox.scenario.schema.scenario_document import Document

SCHEMA = 2
CURRENCY, MINOR_DIGITS, ZONE = "CNY", 2, "Asia/Shanghai"


def question_json(question: Question) -> dict[str, Any]:
    """Return what is asked, and what the names in it stand for."""
    rule, asked, document = question.rule, question.asked_metrics, question.document
    return {
        "schema": SCHEMA,
        "kind": question.kind.value,
        "name": question.name,
        "scenario": question.scenario,
        "question": question.text,
        "title": document.title,
        "version": __version__,
        "seed": question.seed,
        "engine": question.engine,
        "scale": float(document.scale),
        "smoke": question.is_smoke,
        "currency": CURRENCY,
        "minor_digits": MINOR_DIGITS,
        "zone": ZONE,
        "assumptions": question.assumptions,
        "warnings": list(question.warnings),
        "regimes": [regime_json(document, name) for name in question.regimes],
        "parties": party_names(document),
        "own": own_parties(document),
        "named": list(asked.named_parties),
        "inference": {
            "looks": rule.looks.value,
            "replications_least": rule.least,
            "derived": asked.is_derived,
            "practically": {text: float(width) for text, width in rule.practically.items()},
        },
        "metrics": {
            str(metric): metric_json(metric, rule.confidence(metric)) for metric in asked.metrics
        },
    }


def regime_json(document: Document, name: str) -> dict[str, Any]:
    """Return what a regime is called."""
    regime = document.regimes.get(name)
    title = regime.title if regime is not None else ""
    extends = regime.extends if regime is not None else None
    return {"name": name, "title": title, "extends": extends}


def party_names(document: Document) -> dict[str, str]:
    """Return display names of parties that have one."""
    sections = (document.wallets, document.merchants, document.services, document.surfaces)
    return {
        key: str(party.name) for section in sections for key, party in section.items() if party.name
    }


def own_parties(document: Document) -> list[str]:
    """Return the parties without an id: those that the scenario itself brings."""
    sections = (document.merchants, document.wallets, document.surfaces)
    return [key for section in sections for key, party in section.items() if party.id is None]


def metric_json(metric: Metric, confidence: float) -> dict[str, Any]:
    """Return what a metric is; `confidence` is the level of each interval of its differences."""
    measure = metric.measure
    return {
        "unit": measure.unit.value,
        "of": measure.of,
        "more_is": measure.more_is.value,
        "confidence": confidence,
    }


def point_json(point: PointResult, *, in_full: bool) -> dict[str, Any]:
    """Return one setting of what varies.

    Parameters
    ----------
    in_full
        Whether the cases are told with everything that is counted.
    """
    baseline, *others = (
        RegimeResult(case.built, (case.total,), point.replications) for case in point.cases
    )
    pairs = zip(point.contrasts, others, strict=True)
    document: dict[str, Any] = {
        "settings": dict(point.settings),
        "replications": point.replications,
        "stopped_by": point.stopped_by,
        "cases": [case_json(case, point.replications, in_full=in_full) for case in point.cases],
        "contrasts": [
            {**contrast_json(found), "sales": sales_change(baseline, other)}
            for found, other in pairs
        ],
    }
    if point.stages:
        document["stages"] = [stage_json(stage) for stage in point.stages]
    if point.assumption_range is not None:
        document["assumption_range"] = point.assumption_range.as_json()
    return document


def contrast_json(contrast: Contrast) -> dict[str, Any]:
    """Return one regime against the baseline."""
    document: dict[str, Any] = {
        "baseline": contrast.baseline,
        "regime": contrast.regime,
        "metrics": metrics_json(contrast.metrics),
        "moves": None if contrast.moves is None else moves_json(contrast.moves),
    }
    if contrast.last_step is not None:
        document["last_step"] = {
            "before": contrast.last_step.before,
            "metrics": metrics_json(contrast.last_step.metrics),
        }
    if contrast.assumption_range is not None:
        document["assumption_range"] = contrast.assumption_range.as_json()
    return document


def metrics_json(metrics: Mapping[str, MetricContrast]) -> dict[str, Any]:
    """Return differences with their verdicts, by text of the metric."""
    return {text: metric_contrast_json(found) for text, found in metrics.items()}


def metric_contrast_json(contrast: MetricContrast) -> dict[str, Any]:
    """Return the difference in one metric."""
    return {
        "difference": contrast.difference.as_json(),
        "verdict": contrast.verdict.value,
        "threshold": contrast.threshold,
        "skewed": contrast.is_skewed,
        "variance_cut": contrast.variance_cut,
    }


def stage_json(stage: StageContrast) -> dict[str, Any]:
    """Return a stage of a walk against the rules of the stage before it."""
    return {
        "stage": stage.stage,
        "before": stage.before,
        "regime": stage.regime,
        "success_rate": metric_contrast_json(stage.success),
    }


def gate_json(gate: GateOutcome) -> dict[str, Any]:
    """Return what came of one expectation."""
    return {
        "expect": gate.text,
        "point": gate.point,
        "status": gate.status.value,
        "detail": gate.detail,
        "line": gate.line,
    }


def with_checksum(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with its checksum, which covers all that does not name the engine."""
    covered = {key: value for key, value in document.items() if key != "engine"}
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False)
    return {**document, "checksum": sha256(text.encode()).hexdigest()}


def points_json(points: Sequence[PointResult]) -> list[dict[str, Any]]:
    """Return every point; the first one is told in full."""
    return [point_json(point, in_full=not number) for number, point in enumerate(points)]
