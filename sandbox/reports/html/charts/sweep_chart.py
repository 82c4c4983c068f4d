"""Numbers over a setting that varies: points with their intervals, joined where one path varies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.reports.html.charts.frame import (
    Rows,
    data,
    library,
    regime_scale,
    shape_scale,
    spec_of,
)
from sandbox.reports.html.palette import colour

HEIGHT = 230


@dataclass(frozen=True, slots=True)
class Sweep:
    """How rows become marks.

    Rows have `x`, `setting`, `regime`, `value`, `text`, `interval`, and `low` and `high`, None
    where there is no interval.

    Attributes
    ----------
    regimes
        Names of the series, the baseline first.
    across
        Title of the axis of settings.
    ticks
        Where settings stand on that axis → their texts.
    axis, form
        Title of the axis of numbers, and the d3 format of its labels.
    is_joined
        Whether points of a regime are joined by a line.
    has_zero
        Whether a line stands at zero.
    """

    regimes: Sequence[str]
    across: str
    ticks: Mapping[float, str]
    axis: str = ""
    form: str = "~%"
    is_joined: bool = True
    has_zero: bool = False


def sweep(rows: Rows, plot: Sweep) -> dict[str, Any]:
    """Return numbers over a setting."""
    alt = library()
    regimes = list(plot.regimes)
    x = alt.X("x:Q", title=plot.across, axis=_settings(plot), scale=_between(plot))
    axis = alt.Axis(format=plot.form, tickCount=5)
    y = alt.Y("value:Q", title=plot.axis or None, axis=axis, scale=alt.Scale(zero=False))
    legend = alt.Legend() if len({row["regime"] for row in rows}) > 1 else None
    fill = alt.Color("regime:N", scale=regime_scale(regimes), legend=legend)
    shape = alt.Shape("regime:N", scale=shape_scale(regimes), legend=legend)
    titles = {"setting": "at", "regime": "under", "text": "value", "interval": "interval"}
    hints = [alt.Tooltip(f"{key}:N", title=title) for key, title in titles.items()]
    whole = alt.Chart(data(rows)).encode(x=x, color=fill, tooltip=hints)
    layers = []
    if plot.has_zero:
        zero = alt.Chart(data([{"value": 0}])).mark_rule(color=colour("muted"))
        layers.append(zero.encode(y=alt.Y("value:Q", title=plot.axis or None)))
    if plot.is_joined:
        layers.append(whole.mark_line(strokeWidth=1.5).encode(y=y))
    if any(row["low"] is not None for row in rows):
        spans = whole.mark_rule(strokeWidth=2).encode(
            y=alt.Y("low:Q", title=plot.axis or None), y2="high:Q"
        )
        layers.append(spans)
    layers.append(whole.mark_point(filled=True, size=60, opacity=1).encode(y=y, shape=shape))
    return spec_of(alt.layer(*layers), HEIGHT)


def _settings(plot: Sweep) -> Any:  # noqa: ANN401 -- Altair builds its classes at run time
    """Return an axis that shows settings as they were written."""
    places, texts = list(plot.ticks), list(plot.ticks.values())
    written = f"{json.dumps(texts, ensure_ascii=False)}[indexof({json.dumps(places)}, datum.value)]"
    return library().Axis(values=places, labelExpr=written, labelOverlap=True, grid=False)


def _between(plot: Sweep) -> Any:  # noqa: ANN401 -- see `_settings`
    low, high = min(plot.ticks), max(plot.ticks)
    room = 0.06 * (high - low) or 1
    return library().Scale(domain=[low - room, high + room], nice=False, zero=False)
