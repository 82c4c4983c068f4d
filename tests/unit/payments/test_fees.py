from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments.fees import (
    ScheduleTable,
    SubsidyTable,
    fee,
    part_of,
    share_after_cut,
    share_of,
    subsidy,
    tier_share,
)
from sandbox.units import AMOUNT_FEN_MAX, PPM, round_half_up

NO_CAP = AMOUNT_FEN_MAX
PLAIN, BOUNDED, TIERED = range(3)
SCHEDULES = ScheduleTable(
    share_ppm=(6_000, 6_000, 6_000),
    fixed_fen=(0, 15, 0),
    minimum_fen=(0, 25, 0),
    cap_fen=(NO_CAP, 300, NO_CAP),
    tier_start=(0, 0, 0, 2),
    tier_volume_fen=(100_000, 500_000),
    tier_ppm=(5_000, 3_800),
)
SUBSIDIES = SubsidyTable(payer=(0,), share_ppm=(50_000,), fixed_fen=(10,), cap_fen=(200,))
AMOUNTS = st.integers(1, AMOUNT_FEN_MAX)
SHARES = st.integers(0, PPM)


@pytest.mark.parametrize(
    ("amount_fen", "share_ppm", "fen"),
    [(8_000, 6_000, 48), (83, 6_000, 0), (84, 6_000, 1), (100, 5_000, 1), (99, 5_000, 0)],
)
def test_a_share_is_rounded_half_up(amount_fen: int, share_ppm: int, fen: int) -> None:
    assert share_of(amount_fen, share_ppm) == fen


@given(AMOUNTS, SHARES)
def test_a_share_is_the_nearest_fen_of_the_exact_one(amount_fen: int, share_ppm: int) -> None:
    assert share_of(amount_fen, share_ppm) == round_half_up(Fraction(amount_fen * share_ppm, PPM))


@pytest.mark.parametrize(
    ("volume_fen", "share_ppm"),
    [(0, 6_000), (99_999, 6_000), (100_000, 5_000), (499_999, 5_000), (500_000, 3_800)],
)
def test_a_volume_step_begins_at_its_volume(volume_fen: int, share_ppm: int) -> None:
    assert tier_share(SCHEDULES, TIERED, volume_fen) == share_ppm
    assert tier_share(SCHEDULES, PLAIN, volume_fen) == 6_000


@pytest.mark.parametrize(
    ("share_ppm", "cut_ppm", "left_ppm"),
    [(6_000, 0, 6_000), (6_000, 100_000, 5_400), (5_500, 125_000, 4_813), (6_000, PPM, 0)],
)
def test_a_price_after_a_cut_is_a_whole_number_of_ppm(
    share_ppm: int, cut_ppm: int, left_ppm: int
) -> None:
    assert share_after_cut(share_ppm, cut_ppm) == left_ppm


@pytest.mark.parametrize(
    ("schedule", "amount_fen", "fen"),
    [
        (PLAIN, 8_000, 48),
        (BOUNDED, 1_000, 25),  # 6 + 15, raised to the minimum
        (BOUNDED, 2_000, 27),  # 12 + 15
        (BOUNDED, 47_500, 300),  # 285 + 15, just at the cap
        (BOUNDED, 80_000, 300),
        (BOUNDED, 20, 20),  # never more than the amount
    ],
)
def test_a_fee_has_a_fixed_part_a_minimum_and_a_cap(
    schedule: int, amount_fen: int, fen: int
) -> None:
    assert fee(SCHEDULES, schedule, 6_000, amount_fen) == fen


@given(AMOUNTS, SHARES, st.sampled_from([PLAIN, BOUNDED]))
def test_a_fee_is_never_more_than_the_amount(
    amount_fen: int, share_ppm: int, schedule: int
) -> None:
    assert 0 <= fee(SCHEDULES, schedule, share_ppm, amount_fen) <= amount_fen


@pytest.mark.parametrize(("amount_fen", "fen"), [(1_000, 60), (3_800, 200), (9_000, 200), (5, 5)])
def test_a_subsidy_has_a_fixed_part_and_a_cap(amount_fen: int, fen: int) -> None:
    assert subsidy(SUBSIDIES, 0, amount_fen) == fen


@pytest.mark.parametrize(
    ("amount_fen", "refund_fen", "price_fen", "fen"),
    [(48, 8_000, 8_000, 48), (48, 4_000, 8_000, 24), (48, 3_999, 8_000, 23), (0, 5, 9, 0)],
)
def test_a_refund_takes_back_its_part_rounded_down(
    amount_fen: int, refund_fen: int, price_fen: int, fen: int
) -> None:
    assert part_of(amount_fen, refund_fen, price_fen) == fen


def test_the_largest_products_stay_inside_63_bits() -> None:
    assert AMOUNT_FEN_MAX * PPM + PPM // 2 < 1 << 63
    assert AMOUNT_FEN_MAX * AMOUNT_FEN_MAX < 1 << 63
