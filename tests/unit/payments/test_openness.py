from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments.openness import Circumstances, ClauseTable, holds, reach
from sandbox.units import WORD
from sandbox.vocabulary import RolloutUnit

MINUTE_US = 60_000_000
EVERYWHERE = (1 << 62) - 1
FACTS = Circumstances(
    time_us=10 * MINUTE_US, surface=2, payload=0, segment=1, tier=3, amount_fen=5_000
)
RESTRICTION = {
    "always": 0,
    "from_us": 0,
    "until_us": 1 << 62,
    "surfaces": EVERYWHERE,
    "payloads": EVERYWHERE,
    "segments": EVERYWHERE,
    "tiers": EVERYWHERE,
    "amount_from": 0,
    "amount_to": 1 << 40,
    "unit": int(RolloutUnit.EVERYONE),
    "cohort": 0,
    "step_first": 0,
    "step_count": 0,
    "ramp": 0,
    "effect": 0,
    "parameter": 0,
    "rule": 0,
}


def clause(steps: dict[int, int] | None = None, **columns: int) -> ClauseTable:
    """Return a table of one clause; `steps` is its roll-out, thresholds by moment."""
    rollout = {"unit": int(RolloutUnit.SHOPPERS), "step_count": len(steps)} if steps else {}
    values = {**RESTRICTION, **rollout, **columns}
    return ClauseTable(
        **{name: (value,) for name, value in values.items()},
        step_us=tuple(steps or ()),
        step_threshold=tuple((steps or {}).values()),
    )


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, True),
        ({"from_us": 10 * MINUTE_US}, True),
        ({"from_us": 10 * MINUTE_US + 1}, False),
        ({"until_us": 10 * MINUTE_US + 1}, True),
        ({"until_us": 10 * MINUTE_US}, False),
        ({"surfaces": 0b100}, True),
        ({"surfaces": 0b011}, False),
        ({"payloads": 0b1}, True),
        ({"payloads": 0b110}, False),
        ({"segments": 0b10}, True),
        ({"segments": 0b101}, False),
        ({"tiers": 0b1000}, True),
        ({"tiers": 0b0111}, False),
        ({"amount_from": 5_000}, True),
        ({"amount_from": 5_001}, False),
        ({"amount_to": 5_001}, True),
        ({"amount_to": 5_000}, False),
    ],
)
def test_a_clause_speaks_of_what_all_its_conditions_match(
    columns: dict[str, int], expected: bool
) -> None:
    assert holds(clause(**columns), 0, FACTS) is expected


def test_an_unrestricted_clause_is_not_asked() -> None:
    assert holds(clause(always=1, surfaces=0, until_us=0), 0, FACTS)


def test_without_a_roll_out_everybody_is_reached() -> None:
    assert reach(clause(), 0, 0) == WORD


STEPS = {5 * MINUTE_US: WORD // 5, 10 * MINUTE_US: WORD // 2, 20 * MINUTE_US: WORD}


@pytest.mark.parametrize(
    ("time_us", "step", "ramp"),
    [
        (0, 0, 0),
        (5 * MINUTE_US - 1, 0, 0),
        (5 * MINUTE_US, WORD // 5, WORD // 5),
        (10 * MINUTE_US - 1, WORD // 5, None),
        (10 * MINUTE_US, WORD // 2, WORD // 2),
        (15 * MINUTE_US, WORD // 2, WORD * 3 // 4),
        (20 * MINUTE_US, WORD, WORD),
        (1 << 60, WORD, WORD),
    ],
)
def test_steps_jump_and_ramps_rise_between_their_moments(
    time_us: int, step: int, ramp: int | None
) -> None:
    assert reach(clause(STEPS), 0, time_us) == step
    if ramp is not None:
        assert reach(clause(STEPS, ramp=1), 0, time_us) == ramp


THRESHOLDS = st.integers(0, WORD)


@given(
    st.integers(1, 20 * 366 * 86_400_000_000),
    st.fractions(0, 1),
    st.tuples(THRESHOLDS, THRESHOLDS),
)
def test_a_ramp_is_linear(whole_us: int, part: Fraction, ends: tuple[int, int]) -> None:
    low, high = ends
    passed_us = int(whole_us * part)
    ramp = clause({0: low, whole_us: high}, ramp=1)
    exact = low + (high - low) * Fraction(passed_us, whole_us)
    # One unit of 2**-30 of the ramp's length, and one word for rounding down.
    tolerance = 1 + abs(high - low) * Fraction(2, 1 << 30)
    assert abs(reach(ramp, 0, passed_us) - exact) <= tolerance


@given(st.lists(st.integers(0, 30 * MINUTE_US), min_size=2), st.sampled_from([0, 1]))
def test_who_is_in_stays_in_while_shares_rise(moments: list[int], ramp: int) -> None:
    table = clause(STEPS, ramp=ramp)
    reached = [reach(table, 0, moment) for moment in sorted(moments)]
    assert reached == sorted(reached)
