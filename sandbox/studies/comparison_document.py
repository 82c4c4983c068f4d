"""The document of a comparison: everything that `sandbox compare --json` prints."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from sandbox.measures.outcome_flow import flow_json

if TYPE_CHECKING:
    from sandbox.studies.comparison import Comparison, Pair
    from sandbox.studies.divergence import Divergence
    from sandbox.studies.stored_runs import OpenRegime, OpenRun

SUMS = ("outcomes", "fees", "net_income")


def explain_command(run: OpenRun, regime: OpenRegime, found: Divergence) -> str:
    """Return the command that tells the story of a checkout; empty for a small edition."""
    manifest = run.manifest
    if manifest is None or manifest.smoke:
        return ""
    words = ["sandbox", "explain", manifest.target_in(run.folder)]
    words += ["--checkout", str(found.checkout), "--replication", str(found.replication)]
    words += ["--seed", str(manifest.seed)]
    if not any(r.is_walk for r in manifest.regimes if r.name == regime.name):
        words += ["--regime", regime.name]
    words += [word for text in manifest.overrides for word in ("--set", text)]
    return shlex.join(words)


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    runs = {"a": found.first, "b": found.second}
    return {
        **{letter: _run_json(run) for letter, run in runs.items()},
        "warnings": list(found.warnings),
        "scenario_difference": None
        if found.scenario is None
        else [change._asdict() for change in found.scenario],
        "differences": [_pair_json(found, pair) for pair in found.pairs],
    }


def _run_json(run: OpenRun) -> dict[str, Any]:
    inner = run.any_document
    names = ("scenario", "question", "seed", "engine", "replications")
    return {
        **{name: run.document.get(name) for name in names},
        "version": inner.get("version"),
        "rules": run.manifest.rules if run.manifest is not None else None,
        "regimes": list(run.regimes),
    }


def _pair_json(found: Comparison, pair: Pair) -> dict[str, Any]:
    every = found.first.replications, found.second.replications
    counts = (pair.replications, pair.replications) if pair.replications else every
    documents = pair.first.document, pair.second.document
    document: dict[str, Any] = {
        "a": pair.first.name,
        "b": pair.second.name,
        "verdict": pair.verdict,
        "paired": bool(pair.replications),
        "paired_replications": pair.replications,
        "because": pair.because,
        **{name: change.as_json() for name, change in pair.changes.items()},
    }
    for name in SUMS:
        document[name] = sums(documents[0].get(name, {}), documents[1].get(name, {}), counts)
    document["first_divergence"] = None
    if pair.divergence is None:
        document["no_divergence"] = pair.no_divergence
    else:
        document["first_divergence"] = _divergence_json(found, pair, pair.divergence)
    return document


def sums(
    before: dict[str, int], after: dict[str, int], replications: tuple[int, int]
) -> dict[str, dict[str, float]]:
    """Return sums that differ: of both runs, and the difference per replication."""
    found = {}
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name, 0), after.get(name, 0)
        change = other / replications[1] - one / replications[0]
        if change:
            found[name] = {"a": one, "b": other, "difference_per_replication": change}
    return found


def _divergence_json(found: Comparison, pair: Pair, where: Divergence) -> dict[str, Any]:
    differs = {name: {"a": one, "b": other} for name, (one, other) in where.differs.items()}
    return {
        "replication": where.replication,
        "checkout": where.checkout,
        "arrives": where.arrives,
        "differs": differs,
        "explain": {
            "a": explain_command(found.first, pair.first, where),
            "b": explain_command(found.second, pair.second, where),
        },
        "flow": None if where.flow is None else flow_json(where.flow),
    }
