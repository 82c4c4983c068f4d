"""Small charts of one line of text: a bar for each value."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
WIDTH_MAX = 32
GAP = " "


def sparkline(values: Sequence[float | None]) -> str:
    """Return a bar for each value, the lowest for the least and the highest for the greatest.

    Equal values give bars in the middle. More values than `WIDTH_MAX` are thinned out evenly.
    """
    chosen = _thinned(values)
    known = [value for value in chosen if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join(GAP if value is None else _bar(value, low, high) for value in chosen)


def _thinned(values: Sequence[float | None]) -> list[float | None]:
    if len(values) <= WIDTH_MAX:
        return list(values)
    last = len(values) - 1
    return [values[round(k * last / (WIDTH_MAX - 1))] for k in range(WIDTH_MAX)]


def _bar(value: float, low: float, high: float) -> str:
    top = len(BARS) - 1
    return BARS[top // 2] if high == low else BARS[round((value - low) / (high - low) * top)]
