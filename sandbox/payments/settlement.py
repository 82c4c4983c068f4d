"""Clearing and settlement: positions of institutions on a rail, netted at each cut-off.

A captured payment moves its amount from the wallet's institution to that of the acquirer, or of
the seller where there is none; a refund moves it back.
Positions of one window sum to zero; multilateral netting pays each institution one amount.
"""

from collections.abc import MutableSequence, Sequence

WINDOWS_MAX = 64


def window_of(time_us: int, every_us: int) -> int:
    """Return the settlement window of a moment; the last one takes whatever comes later."""
    if every_us <= 0:
        return 0
    return min(time_us // every_us, WINDOWS_MAX - 1)


def move(
    positions: MutableSequence[int],
    row: int,
    payer: int,
    receiver: int,
    amount_fen: int,
) -> None:
    """Move an amount between the positions of two institutions in one window of one rail.

    Parameters
    ----------
    row
        Where the positions of that window begin.
    """
    positions[row + payer] -= amount_fen
    positions[row + receiver] += amount_fen


def netted_fen(positions: Sequence[int]) -> int:
    """Return what changes hands after multilateral netting: the sum of what creditors are owed."""
    return sum(position for position in positions if position > 0)
