"""The commands that repeat a stored answer, or tell the story of one of its checkouts."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.studies.comparison.divergence import Divergence
    from sandbox.studies.store.stored_runs import OpenRegime, OpenRun


def explain_command(run: OpenRun, regime: OpenRegime, divergence: Divergence) -> str:
    """Return the command that tells the story of a checkout; empty for a small edition."""
    manifest = run.manifest
    if manifest is None or manifest.smoke:
        return ""
    words = ["sandbox", "explain", manifest.target_in(run.folder)]
    words += ["--checkout", str(divergence.checkout), "--replication", str(divergence.replication)]
    words += ["--seed", str(manifest.seed)]
    if not any(r.is_walk for r in manifest.regimes if r.name == regime.name):
        words += ["--regime", regime.name]
    words += [word for text in manifest.overrides for word in ("--set", text)]
    return shlex.join(words)


def run_command(run: OpenRun) -> str:
    """Return the command that makes a stored answer again; empty where it is not known."""
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
