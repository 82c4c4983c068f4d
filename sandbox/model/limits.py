"""Token buckets of rate limits, in exact integers: 10⁻¹² of a token, refilled by rate × time."""

from typing import Final

TOKEN: Final = 1_000_000_000_000


def refilled(level: int, passed_us: int, per_us: int, burst: int) -> int:
    """Return what a token bucket holds after a time."""
    # Asked in this order, no product and no sum is above the burst, which fits 63 bits.
    if passed_us > (burst - level) // per_us:
        return burst
    return level + passed_us * per_us
