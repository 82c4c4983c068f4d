"""Numbers through time: lines with bands, what was down, and when rules change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.reports.html.charts.frame import (
    Rows,
    dash_scale,
    data,
    library,
    regime_scale,
    spec_of,
)
from sandbox.reports.html.palette import colour

HEIGHT = 240
DAY_MS = 86_400_000
APART = 0.035  # of the width, between two signs


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn behind and around the lines.

    Rows have `moment` (milliseconds), `when`, `regime`, `value`, `text`, and perhaps `low` and
    `high`.

    Attributes
    ----------
    regimes
        Names of the series, the baseline first.
    axis, form
        Title of the axis of values, and its d3 format.
    outages
        Rows of `from`, `until` (milliseconds) and `title`.
    dates
        Rows of `moment` and `title`: a rule or a regime begins.
    """

    regimes: Sequence[str]
    axis: str
    form: str = ".0%"
    outages: Rows = field(default_factory=list)
    dates: Rows = field(default_factory=list)


def timeline(rows: Rows, plot: Timeline) -> dict[str, Any]:
    """Return lines through time."""
    alt = library()
    layers = [*_behind(rows, plot), *_lines(rows, plot)]
    return spec_of(alt.layer(*layers), HEIGHT)


def _lines(rows: Rows, plot: Timeline) -> list[Any]:
    alt = library()
    regimes = list(plot.regimes)
    # Wall-clock time of Beijing, whatever the reader's own: the numbers are already shifted.
    clock = alt.Axis(format=_clock(rows), tickCount=6, labelOverlap=True)
    x = alt.X("moment:T", title="Beijing time", axis=clock, scale=alt.Scale(type="utc"))
    axis = alt.Axis(format=plot.form, tickCount=5)
    y = alt.Y("value:Q", title=plot.axis, axis=axis, scale=alt.Scale(zero=False, nice=True))
    legend = alt.Legend() if len(regimes) > 1 else None
    stroke = alt.Color("regime:N", scale=regime_scale(regimes), legend=legend)
    # One legend explains colour and dash together, so it must say the same about both.
    dash = alt.StrokeDash("regime:N", scale=dash_scale(regimes), legend=legend)
    whole = alt.Chart(data(rows)).encode(x=x)
    titles = {"when": "from", "regime": "regime", "text": plot.axis, "interval": "95 % interval"}
    hints = [alt.Tooltip(f"{key}:N", title=title) for key, title in titles.items()]
    return [
        *_bands(whole, rows, regimes),
        whole.mark_line(strokeWidth=2).encode(y=y, color=stroke, strokeDash=dash),
        whole.mark_point(size=90, opacity=0).encode(y=y, tooltip=hints),
    ]


def _bands(whole: Any, rows: Rows, regimes: Sequence[str]) -> list[Any]:  # noqa: ANN401 -- Altair's
    """Return the intervals; one layer each, because a second colour scale would cost the legend."""
    alt = library()
    shown = {row["regime"] for row in rows if row.get("low") is not None}
    colours = regime_scale(regimes).range
    return [
        whole.transform_filter(alt.datum.regime == name)
        .mark_area(opacity=0.16, color=colour_)
        .encode(y=alt.Y("low:Q"), y2="high:Q")
        for name, colour_ in zip(regimes, colours, strict=True)
        if name in shown
    ]


def _clock(rows: Rows) -> str:
    """Return the d3 format of moments: hours within two days, days within a season, else months."""
    moments = [row["moment"] for row in rows]
    days = (max(moments) - min(moments)) / DAY_MS
    if days <= 2:
        return "%H:%M" if days * 24 * 60 > 10 else "%H:%M:%S"
    return "%-d %b" if days <= 100 else "%b %Y"


def _thinned(dates: Rows, rows: Rows) -> Rows:
    """Return dates without the signs that would cover the one before."""
    moments = [row["moment"] for row in rows]
    room = APART * (max(moments) - min(moments))
    last = -room
    found = []
    for date in dates:
        is_free = date["moment"] - last >= room
        last = date["moment"] if is_free else last
        found.append({**date, "sign": date["sign"] if is_free else ""})
    return found


def _behind(rows: Rows, plot: Timeline) -> list[Any]:
    alt = library()
    layers = []
    clock = alt.Scale(type="utc")
    if plot.outages:
        spans = alt.Chart(data(plot.outages)).encode(
            x=alt.X("from:T", scale=clock), tooltip=[alt.Tooltip("title:N")]
        )
        layers.append(spans.mark_rect(color=colour("band")).encode(x2="until:T"))
        layers.append(_signed(spans, "bad"))
    if plot.dates:
        moments = alt.Chart(data(_thinned(plot.dates, rows))).encode(
            x=alt.X("moment:T", scale=clock), tooltip=[alt.Tooltip("title:N")]
        )
        layers.append(moments.mark_rule(color=colour("accent"), strokeDash=[3, 3], strokeWidth=1.5))
        layers.append(_signed(moments, "accent"))
    return layers


def _signed(chart: Any, tone: str) -> Any:  # noqa: ANN401 -- Altair's classes
    """Return signs at the top that say in words what a band or a line stands for."""
    alt = library()
    signs = chart.mark_text(align="left", dx=3, dy=8, fontSize=11, color=colour(tone))
    return signs.encode(y=alt.value(0), text="sign:N")
