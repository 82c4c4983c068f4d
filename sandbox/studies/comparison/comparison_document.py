"""What a comparison asks, as plain data: the head of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox.answers.document import question_json, regime_json
from sandbox.answers.question import Kind, Question
from sandbox.studies.comparison.comparison_commands import run_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.answers.asked import AskedMetrics
    from sandbox.answers.inference import Inference
    from sandbox.studies.store.stored_runs import OpenRun

KEPT = (
    *("schema", "scenario", "title", "version", "seed", "engine", "scale", "smoke"),
    *("currency", "minor_digits", "zone", "assumptions", "parties", "own", "named"),
)


class Side(NamedTuple):
    """A regime of one of both answers: its name there, and what it is called here."""

    name: str
    alias: str


def asked_json(
    first: OpenRun,
    second: OpenRun,
    sides: Sequence[Side],
    asked_metrics: AskedMetrics,
    rule: Inference,
) -> dict[str, Any]:
    """Return what is asked, and what the names in it stand for."""
    one, other = first.document, second.document
    scenario = second.scenario
    names = [side.alias for side in sides]
    if scenario is not None:
        question = Question(
            kind=Kind.COMPARISON,
            name=f"{one['name']} and {other['name']}",
            scenario=str(other["scenario"]),
            text=str(other["question"]) if one["question"] == other["question"] else "",
            document=scenario,
            regimes=tuple(names),
            seed=second.seed,
            engine=str(other["engine"]),
            asked_metrics=asked_metrics,
            rule=rule,
            assumptions=int(other["assumptions"]),
            is_smoke=bool(other["smoke"]),
        )
        document = question_json(question)
        document["regimes"] = [
            {**regime_json(scenario, side.name), "name": side.alias} for side in sides
        ]
        return document
    known = {metric: other["metrics"].get(metric) for metric in map(str, asked_metrics.metrics)}
    return {
        **{name: other[name] for name in KEPT},
        "kind": Kind.COMPARISON.value,
        "name": f"{one['name']} and {other['name']}",
        "question": other["question"] if one["question"] == other["question"] else "",
        "regimes": [{"name": name, "title": "", "extends": None} for name in names],
        "inference": {
            "looks": rule.looks.value,
            "replications_least": rule.least,
            "derived": asked_metrics.is_derived,
            "practically": {text: float(width) for text, width in rule.practically.items()},
        },
        "metrics": {
            text: found or {"unit": "share", "of": "", "more_is": "better", "confidence": 0.95}
            for text, found in known.items()
        },
    }


def side_json(run: OpenRun) -> dict[str, Any]:
    """Return which answer stands on a side."""
    document = run.document
    names = ("kind", "name", "scenario", "question", "seed", "engine", "version")
    return {
        **{name: document.get(name) for name in names},
        "replications": run.replications,
        "rules": run.manifest.rules if run.manifest is not None else None,
        "regimes": list(run.regimes),
        "command": run_command(run),
        "checksum": document.get("checksum"),
    }
