"""Which clause of which rule decides.

A rule is compiled into clauses, one for each aspect that it sets.
For every cell (a link, a merchant × wallet × container, …) a chain lists the clauses that can
speak of it, the strongest first; it ends in a default that always holds.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.units import WORD
from sandbox.vocabulary import RolloutUnit


class ClauseTable(NamedTuple):
    """All clauses of a run, column by column.

    Attributes
    ----------
    always
        1 where none of the conditions below restricts the clause.
    from_us, until_us
        Time in force, [from, until), microseconds of the horizon.
    surfaces, payloads, segments, tiers
        Bit masks of the members that it speaks of.
    amount_from, amount_to
        Amounts that it speaks of, [from, to), fen.
    unit
        `RolloutUnit`; `EVERYONE` where there is no roll-out.
    cohort
        Id that keys the roll-out draw.
    step_first, step_count, ramp
        The course of the roll-out: rows of `step_us` and `step_threshold`; 1 where it is linear
        between them.
    effect, parameter
        What it sets; the meaning depends on the family.
    rule
        Index of the rule in the run's list of rules, -1 for a default.
    step_us, step_threshold
        Moments (µs of the horizon) and thresholds (words) of all roll-outs.
    """

    always: Sequence[int]
    from_us: Sequence[int]
    until_us: Sequence[int]
    surfaces: Sequence[int]
    payloads: Sequence[int]
    segments: Sequence[int]
    tiers: Sequence[int]
    amount_from: Sequence[int]
    amount_to: Sequence[int]
    unit: Sequence[int]
    cohort: Sequence[int]
    step_first: Sequence[int]
    step_count: Sequence[int]
    ramp: Sequence[int]
    effect: Sequence[int]
    parameter: Sequence[int]
    rule: Sequence[int]
    step_us: Sequence[int]
    step_threshold: Sequence[int]


class ChainTable(NamedTuple):
    """For each cell the clauses that can decide it, the strongest first.

    Attributes
    ----------
    start
        Row of `clauses` where the chain of a cell begins; one more entry than cells.
    clauses
        Indices into the clause table; the last of each chain always holds.
    """

    start: Sequence[int]
    clauses: Sequence[int]


class Circumstances(NamedTuple):
    """What a rule may look at, besides the parties that its chain already fixes.

    Attributes
    ----------
    time_us
        Arrival of the checkout, microseconds of the horizon.
    surface, payload, segment, tier
        Indices of the checkout's members.
    amount_fen
        Amount of the purchase.
    """

    time_us: int
    surface: int
    payload: int
    segment: int
    tier: int
    amount_fen: int


def holds(clauses: ClauseTable, clause: int, facts: Circumstances) -> bool:
    """Tell whether a clause speaks of these circumstances, its roll-out aside."""
    if clauses.always[clause]:
        return True
    return (
        clauses.from_us[clause] <= facts.time_us < clauses.until_us[clause]
        and clauses.amount_from[clause] <= facts.amount_fen < clauses.amount_to[clause]
        and (clauses.surfaces[clause] >> facts.surface) & 1 == 1
        and (clauses.payloads[clause] >> facts.payload) & 1 == 1
        and (clauses.segments[clause] >> facts.segment) & 1 == 1
        and (clauses.tiers[clause] >> facts.tier) & 1 == 1
    )


def reach(clauses: ClauseTable, clause: int, time_us: int) -> int:
    """Return the share of entities that a clause has reached, as a word threshold."""
    if clauses.unit[clause] == RolloutUnit.EVERYONE:
        return WORD
    first = clauses.step_first[clause]
    last = first + clauses.step_count[clause] - 1
    if time_us < clauses.step_us[first]:
        return 0
    row = first
    while row < last and clauses.step_us[row + 1] <= time_us:
        row += 1
    if row == last or clauses.ramp[clause] == 0:
        return clauses.step_threshold[row]
    return _between(clauses, row, time_us)


def _between(clauses: ClauseTable, row: int, time_us: int) -> int:
    passed = time_us - clauses.step_us[row]
    whole = clauses.step_us[row + 1] - clauses.step_us[row]
    # Thirty bits of time and thirty-three of threshold fit: exact for ramps below 17.9 minutes,
    # and to 2**-30 of its length for any other.
    unit = (whole >> 30) + 1
    low = clauses.step_threshold[row]
    rise = clauses.step_threshold[row + 1] - low
    return low + rise * (passed // unit) // (whole // unit)
