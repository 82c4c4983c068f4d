"""What a clause speaks of, and how far its roll-out has come."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import openness
from sandbox.payments.openness import Circumstances, ClauseTable
from sandbox.units import WORD
from sandbox.vocabulary import RolloutUnit

HALF = WORD // 2
FACTS = Circumstances(time_us=100, surface=1, payload=2, segment=0, tier=3, amount_fen=5_000)
# Just what the facts above need, and nothing beside it.
NARROW = ClauseTable(
    always=[0],
    from_us=[100],
    until_us=[101],
    surfaces=[0b0010],
    payloads=[0b0100],
    segments=[0b0001],
    tiers=[0b1000],
    amount_from=[5_000],
    amount_to=[5_001],
    unit=[RolloutUnit.EVERYONE],
    cohort=[0],
    step_first=[0],
    step_count=[0],
    ramp=[0],
    effect=[0],
    parameter=[0],
    rule=[0],
    step_us=[],
    step_threshold=[],
)


def rollout(steps: list[tuple[int, int]], *, ramp: bool = False) -> ClauseTable:
    """Return one clause whose steps stand between those of others, which must not count."""
    rows = [(0, 1), *steps, (0, 2)]
    return NARROW._replace(
        unit=[RolloutUnit.SHOPPERS],
        step_first=[1],
        step_count=[len(steps)],
        ramp=[int(ramp)],
        step_us=[moment for moment, _ in rows],
        step_threshold=[threshold for _, threshold in rows],
    )


def test_a_clause_that_names_just_these_circumstances_holds() -> None:
    assert openness.holds(NARROW, 0, FACTS) is True


@pytest.mark.parametrize(
    "facts",
    [
        FACTS._replace(time_us=99),
        FACTS._replace(time_us=101),
        FACTS._replace(amount_fen=4_999),
        FACTS._replace(amount_fen=5_001),
        FACTS._replace(surface=0),
        FACTS._replace(surface=2),
        FACTS._replace(payload=1),
        FACTS._replace(payload=3),
        FACTS._replace(segment=1),
        FACTS._replace(tier=2),
    ],
)
def test_one_circumstance_beside_the_clause_is_enough_to_silence_it(facts: Circumstances) -> None:
    assert openness.holds(NARROW, 0, facts) is False
    assert openness.holds(NARROW._replace(always=[1]), 0, facts) is True


@pytest.mark.parametrize(
    "clauses",
    [
        NARROW._replace(surfaces=[0]),
        NARROW._replace(payloads=[0]),
        NARROW._replace(segments=[0]),
        NARROW._replace(tiers=[0]),
        NARROW._replace(from_us=[100], until_us=[100]),
        NARROW._replace(amount_from=[5_000], amount_to=[5_000]),
    ],
)
def test_an_empty_mask_or_window_speaks_of_nothing(clauses: ClauseTable) -> None:
    assert openness.holds(clauses, 0, FACTS) is False


def test_windows_include_their_start_and_exclude_their_end() -> None:
    clauses = NARROW._replace(from_us=[10], until_us=[13], amount_from=[0], amount_to=[10_000])
    times = [t for t in range(20) if openness.holds(clauses, 0, FACTS._replace(time_us=t))]
    assert times == [10, 11, 12]
    clauses = NARROW._replace(amount_from=[10], amount_to=[13])
    amounts = [a for a in range(20) if openness.holds(clauses, 0, FACTS._replace(amount_fen=a))]
    assert amounts == [10, 11, 12]


def test_a_mask_speaks_of_each_of_its_members() -> None:
    clauses = NARROW._replace(surfaces=[0b10_1001])
    named = [s for s in range(8) if openness.holds(clauses, 0, FACTS._replace(surface=s))]
    assert named == [0, 3, 5]


def test_each_clause_reads_its_own_row() -> None:
    clauses = NARROW._replace(
        **{
            name: [*getattr(NARROW, name), *getattr(NARROW, name)]
            for name in ClauseTable._fields
            if name != "surfaces"
        },
        surfaces=[0, 0b0010],
    )
    assert openness.holds(clauses, 0, FACTS) is False
    assert openness.holds(clauses, 1, FACTS) is True


@pytest.mark.parametrize("time_us", [0, 10**15])
def test_without_a_rollout_everyone_is_reached_at_any_time(time_us: int) -> None:
    assert openness.reach(NARROW, 0, time_us) == WORD


@pytest.mark.parametrize("unit", [RolloutUnit.SHOPPERS, RolloutUnit.STORES, RolloutUnit.CHECKOUTS])
@pytest.mark.parametrize("ramp", [False, True])
def test_before_the_first_step_nobody_is_reached(unit: RolloutUnit, ramp: bool) -> None:
    clauses = rollout([(50, WORD), (60, WORD)], ramp=ramp)._replace(unit=[unit])
    assert openness.reach(clauses, 0, 0) == 0
    assert openness.reach(clauses, 0, 49) == 0
    assert openness.reach(clauses, 0, 50) == WORD


@pytest.mark.parametrize(
    ("time_us", "share"),
    [
        (49, 0),
        (50, 7),
        (59, 7),
        (60, HALF),
        (79, HALF),
        (80, WORD),
        (10**15, WORD),
    ],
)
def test_a_step_holds_from_its_moment_until_the_next(time_us: int, share: int) -> None:
    assert openness.reach(rollout([(50, 7), (60, HALF), (80, WORD)]), 0, time_us) == share


def test_a_rollout_may_be_taken_back() -> None:
    clauses = rollout([(50, WORD), (60, 0)])
    assert openness.reach(clauses, 0, 59) == WORD
    assert openness.reach(clauses, 0, 60) == 0


@pytest.mark.parametrize(
    ("time_us", "share"),
    [
        (49, 0),
        (50, 0),
        (51, WORD // 8),
        (52, WORD // 4),
        (53, 3 * (WORD // 8)),
        (54, HALF),  # the second step: from here the other half in eight
        (55, HALF + WORD // 16),
        (61, WORD - WORD // 16),
        (62, WORD),
        (63, WORD),
    ],
)
def test_a_ramp_rises_linearly_from_step_to_step_and_stays_at_the_last(
    time_us: int, share: int
) -> None:
    clauses = rollout([(50, 0), (54, HALF), (62, WORD)], ramp=True)
    assert openness.reach(clauses, 0, time_us) == share


def test_a_ramp_of_one_step_is_that_step() -> None:
    clauses = rollout([(50, HALF)], ramp=True)
    assert [openness.reach(clauses, 0, moment) for moment in (49, 50, 51)] == [0, HALF, HALF]


def test_a_ramp_rounds_down_whichever_way_it_goes() -> None:
    up, down = (
        [openness.reach(rollout(steps, ramp=True), 0, moment) for moment in range(4)]
        for steps in ([(0, 0), (3, 10)], [(0, 10), (3, 0)])
    )
    assert up == [0, 3, 6, 10]
    # 10 - 10/3 = 6.67 and 10 - 20/3 = 3.33
    assert down == [10, 6, 3, 0]


def test_two_steps_at_one_moment_jump_to_the_later() -> None:
    clauses = rollout([(0, 0), (4, 8), (4, 100), (8, 200)], ramp=True)
    assert [openness.reach(clauses, 0, moment) for moment in (3, 4, 5, 8)] == [6, 100, 125, 200]


THRESHOLDS = st.integers(0, WORD)


@given(THRESHOLDS, THRESHOLDS, st.integers(1, 2**30 - 1), st.data())
def test_a_ramp_below_eighteen_minutes_is_exact(
    low: int, high: int, whole: int, data: st.DataObject
) -> None:
    passed = data.draw(st.integers(0, whole))
    clauses = rollout([(1_000, low), (1_000 + whole, high)], ramp=True)
    exact = low + (high - low) * passed // whole
    assert openness.reach(clauses, 0, 1_000 + passed) == exact


@given(THRESHOLDS, THRESHOLDS, st.integers(2**30, 2**50), st.data())
def test_a_longer_ramp_is_exact_to_a_billionth_of_its_length(
    low: int, high: int, whole: int, data: st.DataObject
) -> None:
    passed = data.draw(st.integers(0, whole))
    share = openness.reach(rollout([(0, low), (whole, high)], ramp=True), 0, passed)
    exact = low + Fraction((high - low) * passed, whole)
    assert abs(share - exact) < Fraction(abs(high - low), 2**30) + 1
    assert min(low, high) <= share <= max(low, high)


@given(
    st.lists(st.tuples(st.integers(0, 2**45), THRESHOLDS), min_size=1, max_size=5),
    st.lists(st.integers(0, 2**46), min_size=2, max_size=2).map(sorted),
    st.booleans(),
)
def test_a_rollout_whose_steps_only_rise_lets_nobody_fall_back(
    steps: list[tuple[int, int]], moments: list[int], ramp: bool
) -> None:
    rising = list(
        zip(sorted(moment for moment, _ in steps), sorted(part for _, part in steps), strict=True)
    )
    earlier, later = (openness.reach(rollout(rising, ramp=ramp), 0, at) for at in moments)
    assert 0 <= earlier <= later <= WORD
