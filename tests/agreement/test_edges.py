"""Worlds just inside the bounds of what is counted: both engines, and indices are checked.

`NUMBA_BOUNDSCHECK=1` must be set before the engine is compiled; a fresh cache makes it compile.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world
from tests.agreement.engines import assert_engines_agree

QUEUE = "capacity: {parallel: 1, queue: unlimited}"
EDGES = {
    "clock_stops": f"traffic: {{checkouts: 4000}}\nwallets: {{pay: {{latency: 7320d, {QUEUE}}}}}",
    "waits_saturate": f"traffic: {{checkouts: 300}}\nwallets: {{pay: {{latency: 7320d, {QUEUE}}}}}",
    "busy_saturates": (
        "traffic: {checkouts: 9000}\nperiod: {from: 2024-01-01, for: 7320d}\n"
        "wallets: {pay: {latency: 7320d, capacity: {parallel: 1000000000}}}"
    ),
    "tokens_of_a_moment": (
        "traffic: {checkouts: 500}\n"
        "wallets: {pay: {rate_limit: {rate: 1000000000000/s, burst: 4us}}}"
    ),
    "tokens_scaled": (
        "scale: 50%\ntraffic: {checkouts: 500}\n"
        "wallets: {pay: {rate_limit: {rate: 4m/s, burst: 1s}}}"
    ),
    "tokens_of_nothing": (
        "traffic: {checkouts: 500}\n"
        "wallets: {pay: {rate_limit: {rate: 1000000000000/s, burst: 0s}}}"
    ),
    "volume": (
        "merchants: {shop: {volume_so_far: ¥1000000bn, basket: {constant: ¥10m}}}\n"
        "traffic: {checkouts: 500}\n"
        "wallets: {pay: {fee: {share: 1%, tiers: [{volume: ¥10000000bn, share: 2%}]}}}"
    ),
    "fundings": (
        "traffic: {checkouts: 50}\nwallets: {pay: {funding: {"
        + ", ".join(f"f{k}: {{insufficient_funds: 100%}}" for k in range(255))
        + "}}}"
    ),
    "last_day": "period: {from: 2199-12-31, for: 1d}\ntraffic: {checkouts: 50}",
    "patience_without_end": (
        f"traffic: {{checkouts: 400}}\npatience: {{scope: queue, time: 7320d}}\n"
        f"wallets: {{pay: {{latency: 7320d, timeout: 7000d, {QUEUE}}}}}"
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_engines_agree_just_inside_the_bounds(name: str) -> None:
    assert_engines_agree(build_world(load_text(f"extends: blank\n{EDGES[name]}\n").document).world)


@pytest.mark.slow
def test_no_index_leads_out_of_its_table(tmp_path: Path) -> None:
    code = (
        "from sandbox.scenario.loading import load_text\n"
        "from sandbox.scenario.tables.build import build_world\n"
        "from tests.agreement.engines import assert_engines_agree\n"
        "from tests.agreement.test_edges import EDGES\n"
        "for text in EDGES.values():\n"
        "    world = build_world(load_text('extends: blank\\n' + text + '\\n').document).world\n"
        "    assert_engines_agree(world)\n"
    )
    environment = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=600)
