"""What a payment costs: one rounding rule, half up, once per price.

fee = min(max(round(amount × share) + fixed, minimum), cap), and never more than the amount.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.units import PPM


class ScheduleTable(NamedTuple):
    """Price schedules, row by row.

    Attributes
    ----------
    share_ppm
        Share of the amount below the first volume step.
    fixed_fen, minimum_fen, cap_fen
        Fixed part and bounds of the fee.
    tier_start
        Row of the first volume step; one more entry than schedules.
    tier_volume_fen, tier_ppm
        From this captured volume on, this share.
    """

    share_ppm: Sequence[int]
    fixed_fen: Sequence[int]
    minimum_fen: Sequence[int]
    cap_fen: Sequence[int]
    tier_start: Sequence[int]
    tier_volume_fen: Sequence[int]
    tier_ppm: Sequence[int]


class SubsidyTable(NamedTuple):
    """Discounts to shoppers that somebody else pays, row by row."""

    payer: Sequence[int]
    share_ppm: Sequence[int]
    fixed_fen: Sequence[int]
    cap_fen: Sequence[int]


def share_of(amount_fen: int, share_ppm: int) -> int:
    """Return a share of an amount, rounded half up to the fen."""
    return (amount_fen * share_ppm + PPM // 2) // PPM


def tier_share(schedules: ScheduleTable, schedule: int, volume_fen: int) -> int:
    """Return the share in ppm at a captured volume: the last step that the volume has reached."""
    share = schedules.share_ppm[schedule]
    for row in range(schedules.tier_start[schedule], schedules.tier_start[schedule + 1]):
        if volume_fen >= schedules.tier_volume_fen[row]:
            share = schedules.tier_ppm[row]
    return share


def share_after_cut(share_ppm: int, cut_ppm: int) -> int:
    """Return a share after a relative cut: a price is a whole number of ppm, rounded half up."""
    return (share_ppm * (PPM - cut_ppm) + PPM // 2) // PPM


def fee(schedules: ScheduleTable, schedule: int, share_ppm: int, amount_fen: int) -> int:
    """Return the price of one payment in fen.

    Parameters
    ----------
    share_ppm
        Share of the amount after tier, supplement and cut; fixed part and bounds come from the
        schedule.
    """
    price = share_of(amount_fen, share_ppm) + schedules.fixed_fen[schedule]
    price = max(price, schedules.minimum_fen[schedule])
    return min(price, schedules.cap_fen[schedule], amount_fen)


def subsidy(subsidies: SubsidyTable, row: int, amount_fen: int) -> int:
    """Return the subsidy of one payment in fen: at most its cap, never more than the amount."""
    paid = share_of(amount_fen, subsidies.share_ppm[row]) + subsidies.fixed_fen[row]
    return min(paid, subsidies.cap_fen[row], amount_fen)


def part_of(amount_fen: int, part_fen: int, whole_fen: int) -> int:
    """Return the proportional part of an amount for a refund, rounded down to the fen.

    Exact without overflow for amounts up to ¥10 million: 10**9 × 10**9 stays below 2**63.
    """
    return amount_fen * part_fen // whole_fen
