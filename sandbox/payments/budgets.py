"""Retry budgets: what keeps a failing route from being hit harder the more it fails.

Every merchant has a bucket. A first attempt puts a share of a retry into it, every further attempt
of a checkout takes a whole one out, whatever its kind, and where less is left the checkout ends.
The bucket starts empty, so that at any moment
attempts <= first attempts × (1 + share).
"""

from collections.abc import MutableSequence, Sequence
from typing import Final

from sandbox.units import PPM

UNLIMITED: Final = -1


def earn(share_ppm: Sequence[int], bucket_ppm: MutableSequence[int], merchant: int) -> None:
    """Count a first attempt.

    Parameters
    ----------
    share_ppm
        Millionths of a retry that a first attempt earns, by merchant; `UNLIMITED` without a budget.
    bucket_ppm
        Millionths of a retry in the bucket, by merchant; 0 at the start of a replication.
    """
    if share_ppm[merchant] != UNLIMITED:
        bucket_ppm[merchant] += share_ppm[merchant]


def may_spend(share_ppm: Sequence[int], bucket_ppm: Sequence[int], merchant: int) -> bool:
    """Tell whether one more attempt is paid for."""
    return share_ppm[merchant] == UNLIMITED or bucket_ppm[merchant] >= PPM


def spend(share_ppm: Sequence[int], bucket_ppm: MutableSequence[int], merchant: int) -> None:
    """Take out the price of one more attempt, for which `may_spend` holds now."""
    if share_ppm[merchant] != UNLIMITED:
        bucket_ppm[merchant] -= PPM
