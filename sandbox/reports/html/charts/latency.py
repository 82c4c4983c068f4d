"""Percentiles of durations on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.reports.html.charts.frame import (
    Rows,
    data,
    library,
    name_axis,
    regime_scale,
    spec_of,
)

MARKS = {"p50": "circle", "p95": "square", "p99": "triangle-right"}
STEP = 22  # pixels of a regime
GAP = 18


def latency(rows: Rows, regimes: Sequence[str]) -> dict[str, Any]:
    """Return a line from the median to the 99th percentile of each duration, marks on it.

    Parameters
    ----------
    rows
        `name`, `regime`, and for `p50`, `p95`, `p99` seconds, and `p50_text` and so on.
    regimes
        Names of the series, the baseline first.
    """
    alt = library()
    order = list(dict.fromkeys(row["name"] for row in rows))
    seconds = "datum.value < 1 ? format(datum.value * 1000, '~s') + ' ms' : datum.value + ' s'"
    axis = alt.Axis(labelExpr=seconds, values=_decades(rows), grid=True)
    domain = [min(row["p50"] for row in rows) / 3, max(row["p99"] for row in rows) * 3]
    scale = alt.Scale(type="log", domain=domain, nice=False)
    titles = {"name": " ", "regime": "regime", "p50_text": "50 %", "p95_text": "95 %"}
    titles["p99_text"] = "99 %"
    whole = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "name:N", sort=order, title=None, axis=name_axis(), scale=alt.Scale(paddingInner=0.2)
        ),
        yOffset=alt.YOffset("regime:N", sort=list(regimes)),
        tooltip=[alt.Tooltip(f"{key}:N", title=title) for key, title in titles.items()],
    )
    legend = alt.Legend() if len(regimes) > 1 else None
    fill = alt.Color("regime:N", scale=regime_scale(regimes), legend=legend)
    span = whole.mark_rule(strokeWidth=2).encode(
        x=alt.X("p50:Q", axis=axis, scale=scale, title=None), x2="p99:Q", color=fill
    )
    marks = [
        whole.mark_point(shape=shape, filled=True, size=60, opacity=1).encode(
            x=alt.X(f"{key}:Q", title=None), color=fill
        )
        for key, shape in MARKS.items()
    ]
    ends = (("p50", "right", -8), ("p99", "left", 9))
    texts = [
        whole.mark_text(align=align, dx=shift).encode(x=f"{key}:Q", text=f"{key}_text:N")
        for key, align, shift in ends
    ]
    return spec_of(alt.layer(span, *marks, *texts), len(order) * (STEP * len(regimes) + GAP))


def _decades(rows: Rows) -> list[float]:
    """Return 1 and 3 times the powers of ten around the durations."""
    low, high = min(row["p50"] for row in rows) / 3, max(row["p99"] for row in rows) * 3
    # Read from decimals, because 3 × 0.1 is not 0.3.
    every = [float(f"{mantissa}e{power}") for power in range(-6, 7) for mantissa in (1, 3)]
    return [value for value in every if low <= value <= high]
