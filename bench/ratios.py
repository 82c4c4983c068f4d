"""Costs as ratios: CPU time of a workload for each CPU second of fixed work in the same minute.

Workload and yardstick take turns, and the ratio is the median over the rounds, so that neither the
speed of the machine nor what else it does moves it by more than a few per cent. Compiling is over
before anything is measured.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, median, stdev
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from bench import checksums
from bench.programs import (
    RUN_100_000,
    STANDARD_IMPORTS,
    START_UP,
    cpu_of,
    outcome_of_run,
    start,
)
from bench.stopwatch import Meter, cpu, in_turns
from bench.workloads import ENGINE, GATE, STUDY, TRACE, Task
from bench.yardstick import Yardstick

STORE: Final = Path(__file__).with_name("ratios.json")
# Each name is here for good: a workload that is renamed or dropped must be missed by somebody.
GATED: Final = (
    "double_11",
    "taobao_accepts_wechat_pay",
    "opening_moves_load",
    "query_storm",
    "m_m_10",
    "run_20_replications",
    "trace_to_parquet",
    "import_sandbox",
    "help",
    "cached_start",
)
ROUNDS: Final = 15
ROUNDS_OF_PROGRAMS: Final = 7
FALSE_ALARM: Final = 1e-3  # of one measurement; the gate fails after two
TOLERANCE_MIN: Final = 0.20  # other hours, other processors: what repeating does not show


class Band(NamedTuple):
    """What a workload is known to cost.

    Attributes
    ----------
    ratio
        Seconds for each second of the yardstick.
    tolerance
        Share by which a measurement may be off.
    """

    ratio: float
    tolerance: float


@dataclass(frozen=True, slots=True)
class Known:
    """The stored ratios, and what they were measured on."""

    date: str
    version: str
    python: str
    numba: str
    runs: int
    ratios: Mapping[str, Band]


def known() -> Known:
    """Return the stored ratios."""
    told = json.loads(STORE.read_text(encoding="utf-8"))
    ratios = {name: Band(**band) for name, band in told.pop("ratios").items()}
    return Known(**told, ratios=ratios)


def store(fresh: Known) -> None:
    """Store ratios in place of the old ones."""
    told = asdict(fresh)
    bands = {name: band._asdict() for name, band in fresh.ratios.items()}
    del told["ratios"]
    STORE.write_text(as_lines({**told, "ratios": bands}), encoding="utf-8")


def as_lines(told: Mapping[str, Any], indent: str = "  ") -> str:
    """Return JSON with one workload a line, so that a change shows as the line that it changes."""
    bands = ",\n".join(
        f"{2 * indent}{json.dumps(n)}: {json.dumps(b)}" for n, b in told["ratios"].items()
    )
    head = "".join(
        f"{indent}{json.dumps(k)}: {json.dumps(v)},\n" for k, v in told.items() if k != "ratios"
    )
    return f'{{\n{head}{indent}"ratios": {{\n{bands}\n{indent}}}\n}}\n'


def measure(names: Sequence[str] = GATED) -> dict[str, float]:
    """Return the ratio of each workload, measured now.

    Raises
    ------
    AssertionError
        If a workload does not come to its known outcome.
    """
    yardstick = cpu(Yardstick().run)
    with TemporaryDirectory() as folder:
        made = makers(Path(folder))
        return {name: made[name](yardstick) for name in names}


def makers(folder: Path) -> dict[str, Callable[[Meter], float]]:
    """Return what measures each workload's ratio."""
    tasks: dict[str, Callable[[], Task]] = {
        **{name: partial(w.engine_task, GATE) for name, w in ENGINE.items()},
        **{name: partial(w.study_task, GATE, jobs=1) for name, w in STUDY.items()},
        **{name: partial(w.trace_task, GATE, folder) for name, w in TRACE.items()},
    }
    return {
        **{name: _of_task(name, made) for name, made in tasks.items()},
        **{name: _of_program(arguments) for name, arguments in START_UP.items()},
    }


def _of_task(name: str, made: Callable[[], Task]) -> Callable[[Meter], float]:
    def ratio(yardstick: Meter) -> float:
        task = made()
        checksums.check(f"{name}/{GATE}", task.outcome(task.run()))
        return ratio_of(ROUNDS, cpu(task.run), yardstick)

    return ratio


def _of_program(arguments: Sequence[str]) -> Callable[[Meter], float]:
    def ratio(_: Meter) -> float:
        if arguments == RUN_100_000:
            checksums.check("cached_start", outcome_of_run(start(*arguments).said))
        return ratio_of(ROUNDS_OF_PROGRAMS, cpu_of(*arguments), cpu_of(*STANDARD_IMPORTS))

    return ratio


def ratio_of(rounds: int, subject: Meter, yardstick: Meter) -> float:
    """Return the median over rounds of how many times as long a subject takes."""
    ours, theirs = in_turns(rounds, subject, yardstick)
    return median(a / b for a, b in zip(ours.rounds, theirs.rounds, strict=True))


def band_of(ratios: Sequence[float]) -> Band:
    """Return what repeated measurements say about the next one.

    Student's interval of prediction for the logarithm, one-sided: a further measurement lies above
    it with probability `FALSE_ALARM` (Hahn & Meeker, Statistical Intervals, 1991, section 4.7).
    """
    from scipy import stats  # noqa: PLC0415 -- only renewing needs it

    logs = [log(ratio) for ratio in ratios]
    quantile = float(stats.t.ppf(1 - FALSE_ALARM, len(logs) - 1))
    spread = stdev(logs) * sqrt(1 + 1 / len(logs))
    tolerance = max(TOLERANCE_MIN, exp(quantile * spread) - 1)
    return Band(round(exp(fmean(logs)), 4), round(tolerance, 3))
