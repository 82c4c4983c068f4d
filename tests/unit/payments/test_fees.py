"""Fees: one rounding rule, bounds, volume steps, cuts, subsidies and parts for refunds."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import fees
from sandbox.payments.fees import ScheduleTable, SubsidyTable
from sandbox.units import AMOUNT_FEN_MAX, PPM

NO_CAP = AMOUNT_FEN_MAX
PLAIN, FIXED, MINIMUM, CAP, TIERED, LAST = range(6)
SCHEDULES = ScheduleTable(
    share_ppm=[6_000, 6_000, 6_000, 6_000, 6_000, 5_000],
    fixed_fen=[0, 25, 0, 0, 0, 0],
    minimum_fen=[0, 0, 10, 0, 0, 0],
    cap_fen=[NO_CAP, NO_CAP, NO_CAP, 2_000, NO_CAP, NO_CAP],
    tier_start=[0, 0, 0, 0, 0, 2, 3],
    tier_volume_fen=[1_000_000, 5_000_000, 1_000],
    tier_ppm=[4_500, 3_800, 1_000],
)
SUBSIDIES = SubsidyTable(
    payer=[0, 0, 0],
    share_ppm=[50_000, 0, 50_000],
    fixed_fen=[0, 300, 100],
    cap_fen=[500, NO_CAP, NO_CAP],
)

amounts = st.integers(0, AMOUNT_FEN_MAX)
shares = st.integers(0, PPM)


@pytest.mark.parametrize(("amount_fen", "fee_fen"), [(8_000, 48), (5_000, 30), (1_000, 6)])
def test_six_per_mille_of_80_50_and_10_yuan_are_48_30_and_6_fen(
    amount_fen: int, fee_fen: int
) -> None:
    assert fees.share_of(amount_fen, 6_000) == fee_fen
    assert fees.fee(SCHEDULES, PLAIN, 6_000, amount_fen) == fee_fen


@pytest.mark.parametrize(
    ("amount_fen", "share_ppm", "part_fen"),
    [
        (249, 6_000, 1),  # 1.494
        (250, 6_000, 2),  # 1.5
        (251, 6_000, 2),  # 1.506
        (750, 6_000, 5),  # 4.5: up, where half to even goes down
        (1, 499_999, 0),
        (1, 500_000, 1),
        (0, PPM, 0),
        (AMOUNT_FEN_MAX, 0, 0),
        (AMOUNT_FEN_MAX, PPM, AMOUNT_FEN_MAX),
    ],
)
def test_exactly_half_a_fen_is_rounded_up(amount_fen: int, share_ppm: int, part_fen: int) -> None:
    assert fees.share_of(amount_fen, share_ppm) == part_fen


@given(amounts, shares)
def test_a_share_is_the_exact_one_rounded_half_up(amount_fen: int, share_ppm: int) -> None:
    exact = Fraction(amount_fen * share_ppm, PPM)
    assert fees.share_of(amount_fen, share_ppm) == floor(exact + Fraction(1, 2))


@given(st.integers(0, AMOUNT_FEN_MAX - 1), shares)
def test_a_larger_amount_never_costs_less(amount_fen: int, share_ppm: int) -> None:
    for schedule in (PLAIN, FIXED, MINIMUM, CAP):
        less = fees.fee(SCHEDULES, schedule, share_ppm, amount_fen)
        assert less <= fees.fee(SCHEDULES, schedule, share_ppm, amount_fen + 1)


def test_the_fixed_part_comes_on_top_of_the_rounded_share() -> None:
    assert fees.fee(SCHEDULES, FIXED, 6_000, 8_000) == 48 + 25
    assert fees.fee(SCHEDULES, FIXED, 6_000, 249) == 1 + 25
    assert fees.fee(SCHEDULES, FIXED, 0, 8_000) == 25


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen"), [(1_000, 10), (1_583, 10), (1_666, 10), (1_750, 11), (8_000, 48)]
)
def test_a_minimum_holds_until_the_share_exceeds_it(amount_fen: int, fee_fen: int) -> None:
    assert fees.fee(SCHEDULES, MINIMUM, 6_000, amount_fen) == fee_fen


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen"),
    [(333_249, 1_999), (333_250, 2_000), (333_417, 2_000), (1_000_000, 2_000)],
)
def test_a_cap_holds_from_where_the_share_reaches_it(amount_fen: int, fee_fen: int) -> None:
    assert fees.fee(SCHEDULES, CAP, 6_000, amount_fen) == fee_fen


def test_a_cap_below_the_minimum_wins() -> None:
    schedules = SCHEDULES._replace(minimum_fen=[30] * 6, cap_fen=[20] * 6)
    assert fees.fee(schedules, PLAIN, 6_000, 8_000) == 20


@pytest.mark.parametrize(("amount_fen", "fee_fen"), [(0, 0), (1, 1), (9, 9), (10, 10), (11, 10)])
def test_a_minimum_never_exceeds_the_amount(amount_fen: int, fee_fen: int) -> None:
    assert fees.fee(SCHEDULES, MINIMUM, 6_000, amount_fen) == fee_fen


@given(amounts, shares, st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_fee_is_never_above_the_amount_or_the_cap_and_never_negative(
    amount_fen: int, share_ppm: int, fixed_fen: int, minimum_fen: int, cap_fen: int
) -> None:
    schedules = ScheduleTable([0], [fixed_fen], [minimum_fen], [cap_fen], [0, 0], [], [])
    assert 0 <= fees.fee(schedules, 0, share_ppm, amount_fen) <= min(amount_fen, cap_fen)


@pytest.mark.parametrize(
    ("volume_fen", "share_ppm"),
    [
        (0, 6_000),
        (999_999, 6_000),
        (1_000_000, 4_500),
        (4_999_999, 4_500),
        (5_000_000, 3_800),
        (10**15, 3_800),
    ],
)
def test_a_volume_step_counts_from_exactly_its_volume_on(volume_fen: int, share_ppm: int) -> None:
    assert fees.tier_share(SCHEDULES, TIERED, volume_fen) == share_ppm


def test_a_schedule_reads_only_its_own_volume_steps() -> None:
    assert fees.tier_share(SCHEDULES, PLAIN, 10**15) == 6_000
    assert fees.tier_share(SCHEDULES, LAST, 999) == 5_000
    assert fees.tier_share(SCHEDULES, LAST, 1_000) == 1_000


@pytest.mark.parametrize(
    ("share_ppm", "cut_ppm", "left_ppm"),
    [
        (6_000, 0, 6_000),
        (6_000, 100_000, 5_400),
        (6_000, PPM, 0),
        (3_801, 500_000, 1_901),  # 1900.5
        (3_333, 100_000, 3_000),  # 2999.7
        (3_334, 100_000, 3_001),  # 3000.6
        (3_336, 100_000, 3_002),  # 3002.4
    ],
)
def test_a_cut_leaves_a_whole_number_of_ppm(share_ppm: int, cut_ppm: int, left_ppm: int) -> None:
    assert fees.share_after_cut(share_ppm, cut_ppm) == left_ppm


@pytest.mark.parametrize(
    ("row", "amount_fen", "paid_fen"),
    [
        (0, 2_000, 100),
        (0, 9_989, 499),  # 499.45
        (0, 10_000, 500),
        (0, 20_000, 500),  # at the cap
        (1, 299, 299),  # at the amount
        (1, 300, 300),
        (1, 301, 300),
        (2, 2_000, 200),
        (2, 2_010, 201),  # 100.5 is rounded before the fixed part comes on top
        (2, 50, 50),
        (2, 0, 0),
    ],
)
def test_a_subsidy_ends_at_its_cap_and_at_the_amount(
    row: int, amount_fen: int, paid_fen: int
) -> None:
    assert fees.subsidy(SUBSIDIES, row, amount_fen) == paid_fen


@pytest.mark.parametrize(
    ("amount_fen", "part_fen", "whole_fen", "expected"),
    [
        (48, 8_000, 8_000, 48),
        (48, 4_000, 8_000, 24),
        (48, 3_000, 8_000, 18),
        (48, 2_999, 8_000, 17),  # 17.994
        (1, 7_999, 8_000, 0),
        (48, 0, 8_000, 0),
        (0, 4_000, 8_000, 0),
        (AMOUNT_FEN_MAX, AMOUNT_FEN_MAX - 1, AMOUNT_FEN_MAX, AMOUNT_FEN_MAX - 1),
    ],
)
def test_a_part_for_a_refund_is_rounded_down(
    amount_fen: int, part_fen: int, whole_fen: int, expected: int
) -> None:
    assert fees.part_of(amount_fen, part_fen, whole_fen) == expected


@given(amounts, st.integers(1, AMOUNT_FEN_MAX), st.data())
def test_two_parts_give_back_the_whole_or_one_fen_less(
    amount_fen: int, whole_fen: int, data: st.DataObject
) -> None:
    part_fen = data.draw(st.integers(0, whole_fen))
    first = fees.part_of(amount_fen, part_fen, whole_fen)
    second = fees.part_of(amount_fen, whole_fen - part_fen, whole_fen)
    assert amount_fen - 1 <= first + second <= amount_fen
