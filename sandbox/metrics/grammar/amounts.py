"""Bands of amounts: `success_rate[amount>=¥200, amount<¥1,000]`.

Engines count purchases between edges that a world was built with, so the edges of all metrics
that are asked must be known before anything is simulated: see `names.amount_edges_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.units import parse_amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AMOUNT = "amount"
# Key → what is added to its amount to make an edge, fen; a band holds its lower edge.
LOWER = {"amount>=": 0, "amount>": 1}
UPPER = {"amount<": 0, "amount<=": 1}
AMOUNT_KEYS = (*LOWER, *UPPER)

Complain = Callable[[str, str, str], None]  # message, key, hint


def edges_of(filters: Mapping[str, str]) -> tuple[int, ...]:
    """Return the edges of a band, rising; none where nothing is narrowed by amount."""
    return tuple(edge for edge in _ends(filters) if edge is not None)


def bands_of(filters: Mapping[str, str], edges: Sequence[int]) -> slice | None:
    """Return the bands between edges that a band is made of, None where it lacks an edge."""
    low, high = _ends(filters)
    if (low is None and high is None) or not set(edges_of(filters)) <= set(edges):
        return None
    first = 0 if low is None else edges.index(low) + 1
    return slice(first, len(edges) + 1 if high is None else edges.index(high) + 1)


def check_band(filters: Mapping[str, str], complain: Complain) -> None:
    """Complain about what is no band: an unreadable amount, two ends on one side, no width."""
    is_readable = True
    for key in AMOUNT_KEYS:
        if key in filters:
            try:
                parse_amount(filters[key])
            except ValueError as error:
                is_readable = False
                complain(f"`{AMOUNT}` is `{filters[key]}`, {error}", key, "")
    for side, name in ((LOWER, "lower"), (UPPER, "upper")):
        both = [key for key in side if key in filters]
        if len(both) > 1:
            is_readable = False
            complain(f"the band has two {name} ends", both[-1], "write one of them")
    if is_readable:
        low, high = _ends(filters)
        if high is not None and (low or 0) >= high:
            key = next(key for key in UPPER if key in filters)
            complain("the band is empty: it begins where it ends, or higher", key, "")


def _ends(filters: Mapping[str, str]) -> tuple[int | None, int | None]:
    low, high = (
        next((parse_amount(filters[k]) + more for k, more in side.items() if k in filters), None)
        for side in (LOWER, UPPER)
    )
    return low, high
