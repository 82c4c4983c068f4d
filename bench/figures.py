"""The figures that the README shows, each with what was asked of it.

Simulations are told by CPU time, because "a second and core" is meant; what a user waits for is
told by the clock. Where there are several rounds the figure is the median, and the best stands in
brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from bench import checksums
from bench.peers import PEERS
from bench.programs import RUN_100_000, START_UP, outcome_of_run, run_of, start, wall_of
from bench.stopwatch import Times, cpu, in_turns, wall
from bench.threads import gain
from bench.workloads import (
    DOUBLE_11_MINUTE,
    ENGINE,
    FULL,
    SMOKE,
    STUDY,
    THREADS,
    TRACE,
    Task,
    scaled,
)
from sandbox.execution.processes import cores

ROUNDS: Final = {SMOKE: 1, FULL: 5}
ROUNDS_OF_THREADS: Final = {SMOKE: 1, FULL: 11}
MINUTE_S: Final = 60.0
# So many customers take each peer between a tenth and half of a second.
CUSTOMERS: Final = {"simpy": 20_000, "ciw": 10_000, "salabim": 2_000}
EXPONENTS: Final = {SMOKE: (4,), FULL: (4, 5, 6, 7)}
POWERS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Row(NamedTuple):
    """A line of the table."""

    what: str
    figure: str
    asked: str = ""


def millions(count: float, times: Times) -> str:
    """Return a rate: so many done in each round."""
    usual, best = count / times.median / 1e6, count / times.best / 1e6
    return f"{usual:.2f} million" + (f" ({best:.2f})" if len(times.rounds) > 1 else "")


def seconds(times: Times) -> str:
    """Return a duration."""
    return f"{times.median:.2f} s" + (f" ({times.best:.2f})" if len(times.rounds) > 1 else "")


def power(exponent: int) -> str:
    """Return a power of ten as it is written."""
    return "10" + str(exponent).translate(POWERS)


def checked(key: str, task: Task) -> int:
    """Let a task run once, assert its outcome and return its checkouts."""
    outcome = task.outcome(task.run())
    checksums.check(key, outcome)
    return outcome.checkouts


def canonical(size: str) -> Row:
    """Tell how fast the canonical world is."""
    task = ENGINE["double_11"].engine_task(size)
    count = checked(f"double_11/{size}", task)
    (times,) = in_turns(ROUNDS[size], cpu(task.run))
    what = "checkouts a second and core, `double_11` complete"
    return Row(what, millions(count, times), "3 million, aim 8 million")


def other_worlds(size: str) -> Row:
    """Tell how fast other worlds are, those with queues among them."""
    told = []
    for name in ("taobao_accepts_wechat_pay", "opening_moves_load", "query_storm"):
        task = ENGINE[name].engine_task(size)
        count = checked(f"{name}/{size}", task)
        (times,) = in_turns(ROUNDS[size], cpu(task.run))
        told.append(f"`{name}` {millions(count, times)}")
    return Row("checkouts a second and core, other worlds", ", ".join(told))


def threads(size: str) -> Row:
    """Tell what a second thread is worth."""
    checked(f"threads/{size}", THREADS.engine_task(size, 2))
    found = gain(THREADS, size, ROUNDS_OF_THREADS[size])
    figure = f"{found.own:.2f} × ({found.clock:.2f} × on the clock, beside other programs)"
    if cores() < 2:
        figure = "there is one core only"
    return Row("two threads against one", figure, "1.85 ×, aim 1.95 ×")


def queue_and_peers(size: str) -> Row:
    """Tell how much faster M/M/10 is here than elsewhere."""
    task = ENGINE["m_m_10"].engine_task(size)
    count = checked(f"m_m_10/{size}", task)
    here = {name: peer for name, peer in PEERS.items() if not peer.missing()}
    meters = [cpu(partial(peer.run, CUSTOMERS[name])) for name, peer in here.items()]
    ours, *theirs = in_turns(ROUNDS[size], cpu(task.run), *meters)
    told = [f"{millions(count, ours)} customers a second"]
    for (name, peer), times in zip(here.items(), theirs, strict=True):
        rate = CUSTOMERS[name] / times.median
        told.append(f"{count / ours.median / rate:,.0f} × {peer.title()} ({rate:,.0f})")
    told += [peer.missing() for peer in PEERS.values() if peer.missing()]
    what = "M/M/10 customers a second, as scenario YAML, against others in the same run"
    return Row(what, ", ".join(told), "25 × SimPy, aim 60 ×")


def minute_of_double_11(size: str) -> Row:
    """Tell how fast a minute of the highest second passes; each regime lives through it once."""
    regimes = 2
    times = {}
    for count in (1, 2):
        task = DOUBLE_11_MINUTE.engine_task(size, count)
        (times[count],) = in_turns(1, wall(task.run))
    checked(f"double_11_minute/{size}", task)
    one, two = (regimes * MINUTE_S / times[count].median for count in (1, 2))
    figure = f"{one:.1f} × on one core, {two:.1f} × on two (a regime each)"
    asked = "faster than real time on one core, aim 15 × on two"
    return Row("583,000 orders a second for 60 s of Double 11", figure, asked)


def scaling(size: str) -> Row:
    """Tell whether speed depends on the number of checkouts."""
    told = []
    for exponent in EXPONENTS[size]:
        task = scaled(exponent).engine_task(size)
        count = checked(f"scaling_1e{exponent}", task)
        (times,) = in_turns(1 if exponent > 6 else ROUNDS[size], cpu(task.run))
        told.append(f"{power(exponent)}: {millions(count, times)}")
    return Row("checkouts a second and core by their number", ", ".join(told))


def memory(exponent: int) -> Row:
    """Tell the peak memory of `sandbox run` of a power of ten of checkouts."""
    spent = run_of(exponent)
    checksums.check(f"scaling_1e{exponent}", outcome_of_run(spent.said))
    what = f"peak memory, {power(exponent)} checkouts, no trace"
    asked = "400 MB, aim 280 MB, of 10⁸"
    return Row(what, f"{spent.peak_mb:.0f} MB, in {spent.wall_s:.1f} s", asked)


def first_and_cached_start(size: str) -> Row:
    """Tell how long a run of 100,000 checkouts takes the first time and from then on."""
    with TemporaryDirectory() as folder:
        first = start(*RUN_100_000, cache=Path(folder))
        checksums.check("cached_start", outcome_of_run(first.said))
        told = [start(*RUN_100_000, cache=Path(folder)).wall_s for _ in range(ROUNDS[size])]
    figure = f"{first.wall_s:.1f} s / {seconds(Times(tuple(told)))}"
    what = "first compile / cached start of `sandbox run` on 10⁵ checkouts"
    return Row(what, f"{figure}; CPU {first.cpu_s:.1f} s", "45 s / 1.5 s, aim 20 s / 0.8 s")


def start_up(size: str) -> Row:
    """Tell how long help and an import take."""
    names = ("help", "import_sandbox")
    meters = [wall_of(*START_UP[name]) for name in names]
    times = in_turns(2 * ROUNDS[size], *meters)
    figure = ", ".join(seconds(each) for each in times)
    return Row("`sandbox --help`, `import sandbox`", figure, "0.4 s, aim 0.2 s")


def trace(size: str) -> Row:
    """Tell how fast checkouts are written to Parquet, their simulation included."""
    with TemporaryDirectory() as folder:
        task = TRACE["trace_to_parquet"].trace_task(size, Path(folder))
        count = checked(f"trace_to_parquet/{size}", task)
        (times,) = in_turns(ROUNDS[size], wall(task.run))
    what = "checkouts a second to a trace in Parquet"
    return Row(what, millions(count, times), "500,000, aim 1.5 million")


def study(size: str) -> Row:
    """Tell how fast a whole run is: two regimes, 20 replications each."""
    task = STUDY["run_20_replications"].study_task(size)
    count = checked(f"run_20_replications/{size}", task)
    (times,) = in_turns(ROUNDS[size], wall(task.run))
    what = f"checkouts a second of `run`, 2 × 20 replications, {cores()} cores"
    return Row(what, millions(count, times))


FIGURES: Final[Mapping[str, Callable[[str], Row]]] = {
    "canonical": canonical,
    "other_worlds": other_worlds,
    "threads": threads,
    "queue_and_peers": queue_and_peers,
    "minute_of_double_11": minute_of_double_11,
    "scaling": scaling,
    "study": study,
    "first_and_cached_start": first_and_cached_start,
    "start_up": start_up,
    "trace": trace,
}
