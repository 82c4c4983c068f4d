"""Small charts of one line of text: a bar for each value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

BARS = "▁▂▃▄▅▆▇█"
WIDTH_MAX = 32
GAP = " "


class BarBounds(NamedTuple):
    """What the lowest and the highest bar stand for."""

    low: float
    high: float


def sparkline(
    values: Sequence[float | None],
    bounds: BarBounds | None = None,
    width: int = WIDTH_MAX,
) -> str:
    """Return a bar for each value, the lowest for the least and the highest for the greatest.

    Equal values give bars in the middle.

    Parameters
    ----------
    bounds
        Where several charts share a scale; they enclose the values.
    width
        Bars at most; of more values each bar shows the one in its part that stands out most.
    """
    chosen = _thinned(values, width)
    known = [value for value in chosen if value is not None]
    if not known:
        return ""
    low, high = bounds or BarBounds(min(known), max(known))
    return "".join(GAP if value is None else _bar(value, low, high) for value in chosen)


def _thinned(values: Sequence[float | None], width: int) -> list[float | None]:
    if len(values) <= width:
        return list(values)
    known = [value for value in values if value is not None]
    middle = median(known) if known else 0.0
    ends = [k * len(values) // width for k in range(width + 1)]
    return [_outstanding(values[low:high], middle) for low, high in pairwise(ends)]


def _outstanding(values: Sequence[float | None], middle: float) -> float | None:
    """Return the value farthest from the middle of all, so that no short dip or peak is lost."""
    known = [value for value in values if value is not None]
    return max(known, key=lambda value: abs(value - middle), default=None)


def _bar(value: float, low: float, high: float) -> str:
    top = len(BARS) - 1
    return BARS[top // 2] if high == low else BARS[round((value - low) / (high - low) * top)]
