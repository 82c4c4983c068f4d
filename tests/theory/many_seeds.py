"""Many seeds of a small world whose truth is known: the scheduler of studies, on every core.

To each shop comes a Poisson number of shoppers (mean 200), who hold `one` alone (0.3), `other`
alone (0.3), both (0.3) or none. Either wallet declines one attempt in five, whatever the other
does, and who is declined tries the other if he holds it and it is taken. So of the shoppers of a
shop, independently of those of the others,

- 0.6 × 0.8 = 0.48 pay where one of the two is taken, whichever it is;
- 0.6 × 0.8 + 0.3 × (1 - 0.2²) = 0.768 pay where both are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from sandbox.answers.contrast import Pairing, contrast_of
from sandbox.answers.inference import Inference, Looks, shared_levels
from sandbox.engines.catalogue import COMPILED
from sandbox.execution.processes import cores
from sandbox.execution.threads import Look
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.values import Metric, estimate, parse_metric
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import BuiltWorld
from sandbox.statistics.estimates import CONFIDENCE, Estimate
from sandbox.studies.replications.groups import Group
from sandbox.studies.replications.tables_needed import tables_of
from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit
from sandbox.studies.runs import build_worlds
from sandbox.studies.scheduler import Scheduler, is_a_look

ROOT: Final = Path(__file__).parents[2]
REPLICATIONS: Final = 20
SIMULATED: Final = 10  # replications of the program itself, which takes longer than NumPy
LOOKS: Final = 1_000
STUDIED: Final = 400  # replications of the program itself, looked at as a study does
SHOPS: Final = 10  # that are looked at on one seed
SHOPPERS: Final = 200
SUCCESS: Final = parse_metric("success_rate")
TAKES_ONE, TAKES_OTHER, TAKES_BOTH = "takes_one", "takes_other", "takes_both"
RATES: Final = {TAKES_ONE: 0.48, TAKES_OTHER: 0.48, TAKES_BOTH: 0.768}
WORLD: Final = """
extends: blank
buckets: 1
traffic: {{checkouts: null, rate: {rate}/h}}
merchants: {{shop: null, {shops}}}
ecosystems: {{left: {{}}, right: {{}}}}
wallets:
  pay: null
  one: {{ecosystem: left, declines: {{technical_decline: 20%}}}}
  other: {{ecosystem: right, declines: {{technical_decline: 20%}}}}
audiences:
  everyone:
    wallets: {{pay: null, one + other: 30%, one: 30%, other: 30%}}
    favourites: {{pay: null, one: 1, other: 1}}
retries: {{wallets: 2}}
regimes:
  takes_one: {{rules: [{{name: one, when: {{wallet: one}}, set: {{accept: listed}}}}]}}
  takes_other: {{rules: [{{name: other, when: {{wallet: other}}, set: {{accept: listed}}}}]}}
  takes_both: {{rules: [{{name: both, when: {{wallet: [one, other]}}, set: {{accept: listed}}}}]}}
"""
SHOP: Final = (
    "shop_{0}: {{ecosystem: neutral, surfaces: {{own_app: 1}}, audience: everyone, basket: ¥100}}"
)
Task = Callable[[int], list[bool]]


@cache
def small_worlds(regimes: tuple[str, ...], shops: int) -> tuple[BuiltWorld, ...]:
    """Return the tables of some regimes."""
    each = ", ".join(SHOP.format(k) for k in range(shops))
    text = WORLD.format(rate=SHOPPERS * shops, shops=each)
    return tuple(build_worlds(load_text(text).document, regimes))


def results_of(
    seed: int, regimes: tuple[str, ...], replications: int, metrics: Sequence[Metric]
) -> list[RegimeResult]:
    """Return what a study finds on one seed, the baseline first; it has a shop for each metric."""
    worlds = small_worlds(regimes, len(metrics))
    group = Group(worlds, replications, replications, tables_of(metrics, worlds[0]))
    [found] = Scheduler(seed, COMPILED, one_after_another).explore([group])
    return found.results


def one_after_another(
    work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    """Do units of work in this thread: short ones hold Python's lock most of the time."""
    for unit in units:
        yield unit, work(unit, lambda _arrivals: None)


def covers(found: Estimate, truth: float) -> bool:
    """Return whether an interval holds the truth."""
    assert found.low is not None
    assert found.high is not None
    return found.low <= truth <= found.high


def coverage(seed: int) -> list[bool]:
    """Return whether the intervals of a rate and of its rise hold the truth."""
    before, after = results_of(seed, (TAKES_ONE, TAKES_BOTH), SIMULATED, [SUCCESS])
    rise = RATES[TAKES_BOTH] - RATES[TAKES_ONE]
    rule = Inference(Looks.ONCE, shared_levels([SUCCESS], 1, is_derived=True))
    return [
        covers(estimate(SUCCESS, before), RATES[TAKES_ONE]),
        covers(contrast_of(SUCCESS, Pairing(before, after), rule).difference, rise),
    ]


def false_verdicts(seed: int) -> list[bool]:
    """Return of each shop whether some look finds a difference where there is none.

    The shop is looked at whenever a study does that may stop early and asks for one metric of two
    regimes, by the function that every command calls.
    """
    shops = [parse_metric(f"success_rate[merchant=shop_{k}]") for k in range(SHOPS)]
    results = results_of(seed, (TAKES_ONE, TAKES_OTHER), STUDIED, shops)
    rule = Inference(Looks.REPEATEDLY, {str(shop): CONFIDENCE for shop in shops})
    is_wrong = [False] * SHOPS
    for look in filter(is_a_look, range(rule.least, STUDIED + 1)):
        one, other = (replace(each, tallies=each.tallies[:look]) for each in results)
        found = [contrast_of(shop, Pairing(one, other), rule) for shop in shops]
        is_wrong = [
            known or each.verdict.is_moved for known, each in zip(is_wrong, found, strict=True)
        ]
    return is_wrong


def on_every_core(task: Task, seeds: range) -> list[list[bool]]:
    """Return what a task finds on each seed; every core takes its share of the seeds."""
    workers = cores()
    starts = [seeds.start + len(seeds) * k // workers for k in range(workers)]
    shares = pairwise([*starts, seeds.stop])
    with ExitStack() as stack:
        running = [stack.enter_context(started(task, *share)) for share in shares]
        texts = [process.communicate()[0] for process in running]
    assert all(process.returncode == 0 for process in running)
    return [each for text in texts for each in json.loads(text)]


@contextmanager
def started(task: Task, first: int, stop: int) -> Iterator[subprocess.Popen[str]]:
    """Start this file as a program; end it if nobody waits for its end."""
    command = [sys.executable, __file__, task.__name__, str(first), str(stop)]
    # By its path, not as a module: a library may have installed a package `tests` of its own.
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":  # arguments: name of a task, first seed, end of the seeds
    chosen = {task.__name__: task for task in (coverage, false_verdicts)}[sys.argv[1]]
    found = [chosen(seed) for seed in range(int(sys.argv[2]), int(sys.argv[3]))]
    sys.stdout.write(json.dumps(found))
