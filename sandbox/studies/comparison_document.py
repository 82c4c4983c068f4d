"""The document of a comparison: everything that `sandbox compare --json` prints."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from sandbox.answers.moves import flow_json
from sandbox.studies.comparison_metrics import pair_metrics

if TYPE_CHECKING:
    from sandbox.studies.comparison import Comparison, Pair
    from sandbox.studies.divergence import Divergence
    from sandbox.studies.stored_runs import OpenRegime, OpenRun

SUMS = ("outcomes", "fees", "net_income")
RATES = ("success_rate", "payment_success_rate", "open_rate", "approval_rate")
OF_A_RUN = (*RATES, "outcomes", "fees", "fees_borne", "net_income", "checksum")


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


def run_command(run: OpenRun) -> str:
    """Return the command that makes a stored run again; empty where it is not known."""
    manifest = run.manifest
    if manifest is None:
        return ""
    words = ["sandbox", "run", manifest.target or manifest.scenario]
    if not any(regime.is_walk for regime in manifest.regimes):
        words += [w for r in manifest.regimes if r.name for w in ("--regime", r.name)]
    words += ["--seed", str(manifest.seed), "--replications", str(manifest.replications)]
    words += [word for text in manifest.overrides for word in ("--set", text)]
    words += ["--smoke"] if manifest.smoke else []
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
        "command": run_command(run),
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
        "runs": [_side_json(r, n) for r, n in zip((pair.first, pair.second), counts, strict=True)],
        "metrics": pair_metrics(pair, every),
    }
    for name in SUMS:
        document[name] = sums(documents[0].get(name, {}), documents[1].get(name, {}), counts)
    document["first_divergence"] = None
    if pair.divergence is None:
        document["no_divergence"] = pair.no_divergence
    else:
        document["first_divergence"] = _divergence_json(found, pair, pair.divergence)
    return document


def _side_json(regime: OpenRegime, replications: int) -> dict[str, Any]:
    """Return what is compared of one run: of the paired replications only, if it has more."""
    document = regime.document
    return {
        "regime": regime.name,
        "replications": replications,
        "checkouts": sum(document["outcomes"].values()),
        **{name: document[name] for name in OF_A_RUN if name in document},
    }


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
