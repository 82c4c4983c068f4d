"""The document of one study: everything that `sandbox study --json` prints.

It holds no clock time, host, path or number of workers, so equal studies give equal bytes.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sandbox.measures.contrast import sales_change
from sandbox.measures.money import fees_borne, fees_earned, net_income
from sandbox.measures.outcome_flow import flow_json
from sandbox.measures.results import RegimeResult
from sandbox.measures.saturation import saturated
from sandbox.measures.summary import regime_json
from sandbox.version import __version__
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.measures.results import RunResult
    from sandbox.studies.gates import GateOutcome
    from sandbox.studies.study_results import (
        CaseResult,
        MetricContrast,
        PointResult,
        RegimeContrast,
        StudyResult,
    )


def study_json(result: StudyResult) -> dict[str, Any]:
    """Return the document of a study."""
    document: dict[str, Any] = {
        "study": result.study.name,
        "scenario": result.study.base.name,
        "question": result.plan.question,
        "seed": result.plan.seed,
        "engine": result.engine,
        "version": __version__,
        "scale": float(result.study.base.document.scale),
        "reproducible": result.is_reproducible,
        "metrics": {str(m): {"unit": m.unit.value, "of": m.measure.of} for m in result.metrics},
        "points": [point_json(point) for point in result.points],
    }
    if (detail := result.points[0].in_detail) is not None:
        document["detail"] = detail_json(detail)
    if result.warm_up is not None:
        document["warm_up"] = {
            "until_us": result.warm_up.until_us,
            "share": result.warm_up.share,
            "settled": result.warm_up.is_settled,
        }
    if result.gates:
        document["expect"] = [gate_json(gate) for gate in result.gates]
    if result.split is not None:
        document["attribution"] = result.split.as_json()
    if result.found:
        document["found"] = {name: each.as_json() for name, each in result.found.items()}
    if result.sensitivity is not None:
        document["sensitivity"] = result.sensitivity.as_json()
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    document["checksum"] = sha256(text.encode()).hexdigest()
    return document


def point_json(point: PointResult) -> dict[str, Any]:
    """Return one setting of what varies."""
    baseline, *others = (RegimeResult(case.built, (case.total,)) for case in point.cases)
    pairs = zip(point.contrasts, others, strict=True)
    return {
        "settings": dict(point.point.settings),
        "replications": point.replications,
        "stopped_by": point.stopped_by,
        "runs": [case_json(case, point.replications) for case in point.cases],
        "differences": [
            {**contrast_json(contrast), "sales": sales_change(baseline, other)}
            for contrast, other in pairs
        ],
    }


def case_json(case: CaseResult, replications: int) -> dict[str, Any]:
    """Return one regime at one point; counts and fen are sums over replications."""
    whole = RegimeResult(case.built, (case.total,))
    outcomes = case.total["by_stage"].sum(axis=0)
    marks = saturated(case.total)
    return {
        "regime": case.regime,
        "replications": replications,
        "checkouts": int(outcomes.sum()),
        "metrics": {name: estimate.as_json() for name, estimate in case.estimates.items()},
        "outcomes": {outcome.name.lower(): int(outcomes[outcome]) for outcome in Outcome},
        "fees": fees_earned(whole),
        "fees_borne": fees_borne(whole),
        "net_income": net_income(whole),
        "ledger_balance": int(case.total["balances"].sum()),
        **({"saturated": marks} if marks else {}),
        "checksum": case.total.checksum(),
    }


def detail_json(run: RunResult) -> dict[str, Any]:
    """Return the first replications of the first point, each regime as `sandbox run` tells it."""
    documents = [regime_json(run, result) for result in run.regimes]
    return {"replications": run.replications, "runs": documents}


def contrast_json(contrast: RegimeContrast) -> dict[str, Any]:
    """Return one regime against the baseline."""
    document: dict[str, Any] = {
        "baseline": contrast.baseline,
        "regime": contrast.regime,
        "metrics": {name: metric_json(each) for name, each in contrast.metrics.items()},
    }
    if contrast.assumption_range is not None:
        document["assumption_range"] = contrast.assumption_range.as_json()
    if contrast.flow is not None:
        document["flow"] = flow_json(contrast.flow)
    return document


def metric_json(contrast: MetricContrast) -> dict[str, Any]:
    """Return the difference in one metric."""
    return {
        "difference": contrast.difference.as_json(),
        "band": contrast.band.as_json(),
        "verdict": contrast.verdict.value,
        "variance_cut": contrast.variance_cut,
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
