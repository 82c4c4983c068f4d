"""What is measured: tasks by name and size, each with an outcome that must not change.

Sizes: *smoke* runs in every merge, *gate* takes some tens of milliseconds and is repeated often,
*full* is long enough for a stable figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from sandbox.answers.answer import Answer
from sandbox.engines.catalogue import COMPILED
from sandbox.execution.processes import in_this_process
from sandbox.execution.threads import on_threads
from sandbox.metrics.tally import Tally
from sandbox.scenario.loading import Loaded, load
from sandbox.studies import what_if
from sandbox.studies.options import Options
from sandbox.studies.replications.unit_of_work import UnitResult, WorkUnit, replicate
from sandbox.studies.runs import build_worlds
from sandbox.studies.traces.run_trace import write_trace

ROOT: Final = Path(__file__).resolve().parent.parent
SCENARIOS: Final = ROOT / "scenarios"
SMOKE, GATE, FULL = "smoke", "gate", "full"
SIZES: Final = (SMOKE, GATE, FULL)
SEED: Final = 1
DIGITS: Final = 16
OPEN: Final = "taobao_wechat_pay_2024_09"
# Stated here, so that figures stay comparable whatever the scenarios come to compare.
BEFORE_AND_AFTER: Final = ("walled_garden", OPEN)

Progress = Callable[[WorkUnit, int], None]


class Outcome(NamedTuple):
    """What a task came to: how many checkouts, and a digest of everything about them."""

    checkouts: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something to measure.

    Attributes
    ----------
    run
        The part that is timed.
    outcome
        Tells from what `run` returned whether it did its work; not timed.
    """

    run: Callable[[], Any]
    outcome: Callable[[Any], Outcome]


class Edition(NamedTuple):
    """A size of a workload: what is set in the scenario, and replications of each regime."""

    overrides: tuple[str, ...] = ()
    replications: int = 1


@dataclass(frozen=True, slots=True)
class Workload:
    """A scenario with its sizes.

    Attributes
    ----------
    file
        Path of the scenario.
    editions
        Size → edition.
    regimes
        None for those that the scenario compares.
    """

    file: Path
    editions: Mapping[str, Edition]
    regimes: tuple[str, ...] = field(default=())

    def load(self, size: str) -> Loaded:
        """Return the scenario at a size."""
        return load(self.file, self.editions[size].overrides)

    def engine_task(self, size: str, threads: int = 0, look: Progress | None = None) -> Task:
        """Return the simulation of all replications, tables built beforehand.

        Parameters
        ----------
        threads
            Workers; 0 for none, which is the calling thread.
        look
            Called by workers now and then with a unit and its arrivals so far.
        """
        worlds = [b.world for b in build_worlds(self.load(size).document, self.regimes)]
        replications = range(self.editions[size].replications)
        units = [
            WorkUnit(place, k, (world,), SEED, COMPILED)
            for k in replications
            for place, world in enumerate(worlds)
        ]

        def on_a_thread(unit: WorkUnit, seen: Callable[[int], None]) -> UnitResult:
            def both(arrivals: int) -> None:
                seen(arrivals)
                if look is not None:
                    look(unit, arrivals)

            return replicate(unit, both)

        def play() -> list[tuple[WorkUnit, UnitResult]]:
            if threads:
                return list(on_threads(on_a_thread, units, threads))
            return list(in_this_process(replicate, units))

        # Regime by regime, as an answer has them, so that a study comes to the same outcome.
        def told(came: list[tuple[WorkUnit, UnitResult]]) -> Outcome:
            in_order = sorted(came, key=lambda pair: (pair[0].group, pair[0].replication))
            return outcome_of([replicated.tallies[0] for _, replicated in in_order])

        return Task(play, told)

    def study_task(self, size: str, jobs: int | None = None) -> Task:
        """Return a `run` of a loaded scenario: tables, replications on threads, the answer."""
        loaded = self.load(size)
        replications = self.editions[size].replications
        options = self._options(replications, jobs)

        # Whole tallies of one replication each, as there are at most 64 of them.
        def told(answer: Answer) -> Outcome:
            cases = answer.points[0].cases
            return outcome_of([tally for case in cases for tally in case.batch_result.tallies])

        return Task(lambda: what_if.run(loaded, options), told)

    def trace_task(self, size: str, folder: Path) -> Task:
        """Return a run that writes one row per checkout to a Parquet file in a folder."""
        loaded = self.load(size)
        options = self._options(self.editions[size].replications)
        path = folder / "trace.parquet"
        return Task(lambda: write_trace(loaded, options, path), lambda rows: read_trace(path, rows))

    def _options(self, replications: int, jobs: int | None = None) -> Options:
        return Options(
            regimes=self.regimes,
            seed=SEED,
            replications=replications,
            jobs=jobs,
            has_assumption_range=False,
        )


def outcome_of(tallies: Sequence[Tally]) -> Outcome:
    """Return the outcome of simulations in their order."""
    checkouts = sum(int(t["by_stage"].sum() + t["services_by_stage"].sum()) for t in tallies)
    return Outcome(checkouts, digest(tally.checksum() for tally in tallies))


def read_trace(path: Path, rows: int) -> Outcome:
    """Return the outcome of a trace, read back from its file; the bytes are DuckDB's affair."""
    import duckdb  # noqa: PLC0415 -- only traces need it

    with duckdb.connect() as connection:
        told = connection.execute(
            "SELECT regime, outcome, wallet, count(*), sum(checkout), sum(end_us), sum(amount_fen) "
            "FROM read_parquet($path) GROUP BY ALL ORDER BY ALL",
            {"path": str(path)},
        ).fetchall()
    return Outcome(rows, digest(map(str, told)))


def digest(lines: Any) -> str:  # noqa: ANN401 -- an iterable of texts
    """Return the first digits of a digest of texts."""
    return sha256("\n".join(lines).encode()).hexdigest()[:DIGITS]


def scaled(exponent: int) -> Workload:
    """Return a workload of a power of ten of checkouts under one regime."""
    edition = Edition((f"traffic.checkouts={10**exponent}",))
    return Workload(TAOBAO, dict.fromkeys(SIZES, edition), (OPEN,))


def checkouts(count: int, replications: int = 1) -> Edition:
    """Return an edition of so many checkouts."""
    return Edition((f"traffic.checkouts={count}",), replications)


def lasting(length: str, replications: int = 1) -> Edition:
    """Return an edition of some length."""
    return Edition((f"period.for={length}",), replications)


TAOBAO: Final = SCENARIOS / "taobao_accepts_wechat_pay.yaml"
M_M_10: Final = Path(__file__).with_name("m_m_10.yaml")
# Double 11 at its highest second, for a minute: 583,000 orders are created in every second.
TOP_SECOND: Final = (
    "scale=1",
    "period.for=60s",
    "traffic.rate=583000/s",
    "traffic.peaks=[]",
    "traffic.hours=null",
)

ENGINE: Final = {
    "double_11": Workload(
        SCENARIOS / "double_11.yaml",
        {
            SMOKE: Edition(("scale=20000",)),
            GATE: Edition(("scale=1000",)),
            FULL: Edition(("scale=100",)),
        },
        BEFORE_AND_AFTER,
    ),
    "taobao_accepts_wechat_pay": Workload(
        TAOBAO,
        {SMOKE: checkouts(2_000), GATE: checkouts(50_000), FULL: checkouts(500_000)},
        BEFORE_AND_AFTER,
    ),
    "opening_moves_load": Workload(
        SCENARIOS / "opening_moves_load.yaml",
        {SMOKE: lasting("2m"), GATE: lasting("10m", 3), FULL: lasting("10m", 20)},
    ),
    "query_storm": Workload(
        SCENARIOS / "query_storm.yaml",
        {SMOKE: lasting("1h"), GATE: lasting("3h", 2), FULL: lasting("3h", 10)},
    ),
    "m_m_10": Workload(
        M_M_10, {SMOKE: lasting("5s"), GATE: lasting("200s"), FULL: lasting("1000s")}
    ),
}
STUDY: Final = {
    "run_20_replications": Workload(
        TAOBAO,
        {SMOKE: checkouts(200, 20), GATE: checkouts(2_500, 20), FULL: checkouts(200_000, 20)},
        BEFORE_AND_AFTER,
    ),
}
TRACE: Final = {
    "trace_to_parquet": Workload(
        TAOBAO,
        {SMOKE: checkouts(2_000), GATE: checkouts(50_000), FULL: checkouts(1_000_000)},
        (OPEN,),
    ),
}
# Two regimes of ten replications, so that neither of two threads waits long for the last one.
THREADS: Final = Workload(
    TAOBAO, {SMOKE: checkouts(200, 4), FULL: checkouts(200_000, 10)}, BEFORE_AND_AFTER
)
DOUBLE_11_MINUTE: Final = Workload(
    SCENARIOS / "double_11.yaml",
    {SMOKE: Edition(("scale=2000", *TOP_SECOND[1:])), FULL: Edition(TOP_SECOND)},
    BEFORE_AND_AFTER,
)
