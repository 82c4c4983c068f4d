"""Whatever simulates is in the digest that machine code and stored replications depend on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache

import pytest

from sandbox.engines.sources import decisive_sources
from tests.house.tree import ROOT, dotted, listing

SCENARIO = ROOT / "scenarios" / "query_storm_limited.yaml"
# Some that must be found, so that a test that finds nothing fails.
RULES = {"sandbox.chance.philox", "sandbox.payments.fees", "sandbox.payments.retries"}


@cache
def simulating() -> dict[str, list[str]]:
    """Return the modules that contribute functions: those that ran, those that are compiled."""
    command = [sys.executable, "-m", "tests.house.kernel_modules", str(SCENARIO)]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("how", ["ran", "compiled"])
def test_every_module_that_simulates_is_in_the_digest(how: str) -> None:
    found = set(simulating()[how])
    assert found >= RULES
    missing = found - {dotted(f"sandbox/{path}") for path in decisive_sources()}
    assert not missing, listing(missing)


def test_both_engines_ran_and_the_tables_were_built() -> None:
    rooms = {".".join(module.split(".")[:3]) for module in simulating()["ran"]}
    assert rooms >= {
        "sandbox.engines.compiled",
        "sandbox.engines.reference",
        "sandbox.scenario.tables",
    }
