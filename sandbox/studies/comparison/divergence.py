"""Where two runs part: the first checkout that is not the same in both, found by running again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.answers.moves import NOT_THERE, moves_between, outcomes_by_number
from sandbox.chance.streams import stream_key
from sandbox.engines.protocol import Observers
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.engines.trace import Trace
from sandbox.model.records.trace_row import COLUMNS
from sandbox.studies.runs import arrivals_expected
from sandbox.studies.store.keys import digest_of
from sandbox.studies.traces.run_trace import named_columns
from sandbox.units import format_time
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.tables.build import BuiltWorld

WHOLE_MAX = 50_000  # checkouts: some seconds on the reference engine
BEGINNING = 20_000  # arrivals of a longer replication
FIRST_SHOWN = ("outcome", "wallet", "link_state")  # what readers look for first
OUTCOMES = {outcome.name.lower(): int(outcome) for outcome in Outcome}

Rows = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Divergence:
    """The first checkout that differs.

    Attributes
    ----------
    replication, checkout
        Numbers from 0.
    arrives
        When it arrives, Beijing time.
    differs
        Column of the trace → what it says in the first and in the second run; None for nothing.
    moves
        From each outcome to each, see `answers.moves`; None where only the beginning
        of the replication was run again.
    """

    replication: int
    checkout: int
    arrives: str
    differs: dict[str, tuple[object, object]]
    moves: NDArray[np.int64] | None


def same_arrivals(first: BuiltWorld, second: BuiltWorld) -> bool:
    """Tell whether the same checkouts arrive at the same moments under one seed."""
    arrivals = [digest_of(built.world.arrivals) for built in (first, second)]
    return arrivals[0] == arrivals[1] and first.start_us == second.start_us


def same_shoppers(first: BuiltWorld, second: BuiltWorld) -> bool:
    """Tell whether shoppers and what they come for are drawn alike under one seed."""
    parts = [
        digest_of((w.audiences, w.segments, w.holding_groups, w.agreement_groups))
        + digest_of(w.visits)
        for w in (first.world, second.world)
    ]
    return parts[0] == parts[1] and same_arrivals(first, second)


def differing_replication(first: RegimeResult, second: RegimeResult) -> int | None:
    """Return the first replication whose counts differ, None where all are the same."""
    pairs = zip(first.tallies, second.tallies, strict=False)
    for number, (one, other) in enumerate(pairs):
        if one.checksum() != other.checksum():
            return number
    return None


def first_divergence(
    first: BuiltWorld, second: BuiltWorld, seed: int, replication: int
) -> Divergence | None:
    """Run one replication of two worlds again and return where they part.

    Of a replication with more than `WHOLE_MAX` checkouts only the beginning is run, and of that
    only the checkouts that have ended in both are compared; None where these are the same.
    """
    is_whole = max(arrivals_expected(built) for built in (first, second)) <= WHOLE_MAX
    one, other = (_rows(built, seed, replication, is_whole=is_whole) for built in (first, second))
    numbers = one.keys() | other.keys() if is_whole else one.keys() & other.keys()
    for number in sorted(numbers):
        differs = _differs(one.get(number), other.get(number))
        if differs:
            arrival = (one.get(number) or other[number])["arrival_us"]
            moves = _moves(one, other) if is_whole else None
            arrives = format_time(first.start_us + arrival)
            return Divergence(replication, number, arrives, differs, moves)
    return None


class _EnoughError(Exception):
    """The beginning of the replication is over."""


def _rows(built: BuiltWorld, seed: int, replication: int, *, is_whole: bool) -> Rows:
    """Return what the trace says of each checkout, names in place of indices."""

    def stop(arrivals: int) -> None:
        if arrivals >= BEGINNING and not is_whole:
            raise _EnoughError

    trace = Trace()
    try:
        key = stream_key(seed, replication)
        ReferenceEngine().simulate(built.world, key, Observers(trace=trace, progress=stop))
    except _EnoughError:
        pass
    named = named_columns(built, trace.columns())
    wallets = built.labels.wallets.names
    columns = [named[name] for name in COLUMNS]
    rows = (dict(zip(COLUMNS, values, strict=True)) for values in zip(*columns, strict=True))
    return {row["checkout"]: {**row, "held": _wallets(row["held"], wallets)} for row in rows}


def _wallets(mask: int, names: tuple[str, ...]) -> str:
    """Return the wallets of a bit mask by name, because their numbers belong to one world."""
    return " + ".join(sorted(name for k, name in enumerate(names) if mask >> k & 1))


def _differs(
    one: dict[str, Any] | None, other: dict[str, Any] | None
) -> dict[str, tuple[object, object]]:
    if one is None or other is None:
        both = [None if row is None else row["outcome"] for row in (one, other)]
        return {"outcome": (both[0], both[1])}
    order = [*FIRST_SHOWN, *(name for name in COLUMNS if name not in FIRST_SHOWN)]
    return {name: (one[name], other[name]) for name in order if one[name] != other[name]}


def _moves(one: Rows, other: Rows) -> NDArray[np.int64]:
    arrivals = max([*one, *other], default=-1) + 1
    columns = [
        outcomes_by_number(list(rows), [OUTCOMES[r["outcome"]] for r in rows.values()], arrivals)
        for rows in (one, other)
    ]
    # A number that neither side has is no checkout that moved; it only has no arrival.
    there = (columns[0] != NOT_THERE) | (columns[1] != NOT_THERE)
    return moves_between(columns[0][there], columns[1][there])
