"""The regression gate: fails when a workload became slower than its stored ratio.

`python -m bench.gate` measures each workload once, and a second time where the first looks slow.
`--renew` measures everything in ten processes and stores the means and the noise.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from bench import ratios
from bench.peers import PEERS
from bench.programs import run_of
from bench.ratios import GATED, Band, Known
from bench.stopwatch import cpu, in_turns
from bench.workloads import ENGINE, GATE, ROOT
from sandbox.version import __version__

RUNS: Final = 10
RENEW: Final = "python -m bench.gate --renew"
# What was promised and does not depend on the machine.
SIMPY_TIMES_MIN: Final = 25.0
MEMORY_MB_MAX: Final = 400.0
MEMORY_GROWTH_MB_MAX: Final = 16.0
CUSTOMERS: Final = 10_000
ROUNDS: Final = 5


def incomplete(stored: Iterable[str]) -> list[str]:
    """Return a sentence for each workload that is gated and not stored, or the other way round."""
    names = set(stored)
    return [
        *(f"{name}: no ratio is stored; {RENEW}" for name in GATED if name not in names),
        *(f"{name}: stored and not gated" for name in sorted(names - set(GATED))),
    ]


def verdict(name: str, ratio: float, stored: Known) -> str:
    """Return what is wrong with a measured ratio; empty if nothing is."""
    band = stored.ratios[name]
    if ratio <= band.ratio * (1 + band.tolerance):
        return ""
    return (
        f"{name}: {ratio / band.ratio - 1:.0%} slower: {ratio:.3f} of the yardstick, and "
        f"{band.ratio:.3f} on {stored.date} (version {stored.version}), "
        f"of which {band.tolerance:.0%} would be noise"
    )


def quicker(measured: Mapping[str, float], stored: Known) -> list[str]:
    """Return the workloads that became so much faster that the gate no longer guards them."""
    return [
        f"{name}: {1 - ratio / stored.ratios[name].ratio:.0%} faster than stored; {RENEW}"
        for name, ratio in measured.items()
        if ratio * (1 + stored.ratios[name].tolerance) < stored.ratios[name].ratio
    ]


def broken_promises() -> list[str]:
    """Return a sentence for each promise that does not hold, without a tolerance."""
    times = times_faster_than("simpy", CUSTOMERS, GATE)
    small, large = run_of(5).peak_mb, run_of(6).peak_mb
    print(f"m_m_10: {times:.1f} times SimPy; memory of 10⁶ checkouts: {large:.0f} MB")
    return judged(times, small, large)


def judged(times: float, small_mb: float, large_mb: float) -> list[str]:
    """Return a sentence for each promise that figures break.

    Parameters
    ----------
    times
        Customers a second for each of SimPy's.
    small_mb, large_mb
        Peak memory of 10⁵ and of 10⁶ checkouts.
    """
    found = []
    if times < SIMPY_TIMES_MIN:
        found.append(f"m_m_10: {times:.1f} times SimPy, at least {SIMPY_TIMES_MIN:.0f} promised")
    if large_mb > MEMORY_MB_MAX:
        found.append(f"memory: {large_mb:.0f} MB, at most {MEMORY_MB_MAX:.0f} promised")
    if large_mb - small_mb > MEMORY_GROWTH_MB_MAX:
        found.append(
            f"memory: grows from {small_mb:.0f} to {large_mb:.0f} MB with ten times as many"
        )
    return found


def times_faster_than(peer: str, customers: int, size: str) -> float:
    """Return how many customers the engine serves while a peer serves one, by CPU time."""
    task = ENGINE["m_m_10"].engine_task(size)
    served = task.outcome(task.run()).checkouts
    ours, theirs = in_turns(ROUNDS, cpu(task.run), cpu(lambda: PEERS[peer].run(customers)))
    return (served / ours.median) / (customers / theirs.median)


def check(names: Iterable[str]) -> list[str]:
    """Measure workloads and return a sentence for each that became slower."""
    stored = ratios.known()
    measured = ratios.measure([name for name in GATED if name in set(names)])
    suspects = [name for name, ratio in measured.items() if verdict(name, ratio, stored)]
    if suspects:
        print(f"looks slow, so it is measured again: {', '.join(suspects)}")
        again = ratios.measure(suspects)
        measured |= {name: min(measured[name], again[name]) for name in suspects}
    for name, ratio in measured.items():
        band = stored.ratios[name]
        print(f"{name:26} {ratio:8.3f}  stored {band.ratio:8.3f} ± {band.tolerance:.0%}")
    print(*quicker(measured, stored), sep="\n", end="")
    return [said for name, ratio in measured.items() if (said := verdict(name, ratio, stored))]


def renew() -> None:
    """Measure in processes of their own, as a layout in memory lasts as long as its process."""
    command = [sys.executable, "-m", "bench.gate", "--measure"]
    runs = []
    for run in range(1, RUNS + 1):
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        runs.append(json.loads(answer.stdout))
        print(f"run {run} of {RUNS}", file=sys.stderr)
    bands: dict[str, Band] = {n: ratios.band_of([run[n] for run in runs]) for n in GATED}
    today = datetime.now(tz=UTC).date().isoformat()
    python = ".".join(platform.python_version_tuple()[:2])
    ratios.store(Known(today, __version__, python, version("numba"), RUNS, bands))


def main() -> int:
    """Check, measure or renew; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.gate", description=__doc__)
    parser.add_argument("names", nargs="*", help="workloads; all of them and promises otherwise")
    parser.add_argument(
        "--measure", action="store_true", help="print ratios as JSON, judge nothing"
    )
    parser.add_argument("--renew", action="store_true", help="store what comes out now")
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(ratios.measure(chosen.names or GATED)))
        return 0
    if chosen.renew:
        renew()
        return 0
    found = incomplete(ratios.known().ratios) or check(chosen.names or GATED)
    if not chosen.names:
        found += broken_promises()
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
