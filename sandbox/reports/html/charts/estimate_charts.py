"""Numbers by name and regime: points with their intervals, or bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.reports.html.charts.frame import (
    Rows,
    data,
    library,
    name_axis,
    regime_scale,
    shape_scale,
    spec_of,
)
from sandbox.reports.html.palette import colour

STEP = 15  # pixels of a regime within a row
GAP = 12  # pixels between rows
LETTER = 7  # pixels of a number beside its interval


@dataclass(frozen=True, slots=True)
class Plot:
    """How rows become marks.

    Rows have `name`, `regime`, `value` and `text`, and `low` and `high` where there is an interval.

    Attributes
    ----------
    regimes
        Names of the series, the baseline first.
    axis
        Title of the axis of numbers.
    form
        d3 format of its labels.
    one_each
        Whether a name stands for one regime, so that no legend is needed.
    shift
        Colours passed over: a first series that is no baseline is not grey.
    hover
        What the texts under `interval` are, for hover.
    within
        Bounds that points cannot leave; None where there are none.
    has_zero
        Whether a line stands at 0, for differences.
    """

    regimes: Sequence[str]
    axis: str = ""
    form: str = ".0%"
    one_each: bool = False
    shift: int = 0
    hover: str = "95 % interval"
    within: tuple[float, float] | None = (0.0, 1.0)
    has_zero: bool = False


def points(rows: Rows, plot: Plot) -> dict[str, Any]:
    """Return points with their intervals."""
    alt = library()
    y, offset, fill = _places(rows, plot)
    x = alt.X("value:Q", title=plot.axis or None, axis=_axis(plot), scale=_scale(rows, plot))
    ended = [{**row, "end": row["value"] if row["high"] is None else row["high"]} for row in rows]
    whole = alt.Chart(data(ended)).encode(y=y, tooltip=_tooltip(plot))
    if not plot.one_each:
        whole = whole.encode(yOffset=offset)
    spans = whole.encode(x=alt.X("low:Q", title=plot.axis or None), x2="high:Q")
    has_spans = any(row["low"] is not None for row in rows)
    shape = alt.Shape("regime:N", scale=shape_scale(plot.regimes), legend=_legend(plot))
    layers = [
        *([_zero()] if plot.has_zero else []),
        *([spans.mark_rule(strokeWidth=2).encode(color=fill)] if has_spans else []),
        whole.mark_point(filled=True, size=70, opacity=1).encode(x=x, color=fill, shape=shape),
        whole.mark_text(align="left", dx=9, fontSize=11).encode(x="end:Q", text="text:N"),
    ]
    spec = spec_of(alt.layer(*layers), _height(rows, plot, STEP))
    room = 4 + LETTER * max(len(row["text"]) for row in rows)
    return {**spec, "padding": {"left": 5, "top": 5, "right": room, "bottom": 5}}


def bars(rows: Rows, plot: Plot) -> dict[str, Any]:
    """Return bars from zero, each with its number at its end."""
    alt = library()
    y, offset, fill = _places(rows, plot)
    x = alt.X("value:Q", title=plot.axis or None, axis=_axis(plot), scale=_room(rows))
    whole = alt.Chart(data(rows)).encode(x=x, y=y, yOffset=offset, tooltip=_tooltip(plot))
    ends = [
        whole.transform_filter("datum.value >= 0").mark_text(align="left", dx=4, fontSize=11),
        whole.transform_filter("datum.value < 0").mark_text(align="right", dx=-4, fontSize=11),
    ]
    layers = [
        whole.mark_bar(cornerRadiusEnd=2).encode(color=fill),
        *(end.encode(text="text:N") for end in ends),
        _zero(),
    ]
    return spec_of(alt.layer(*layers), _height(rows, plot, STEP))


def _zero() -> Any:  # noqa: ANN401 -- see `_legend`
    line = library().Chart(data([{"value": 0}])).mark_rule(color=colour("muted"))
    return line.encode(x="value:Q")


def _places(rows: Rows, plot: Plot) -> tuple[Any, Any, Any]:
    alt = library()
    order = list(dict.fromkeys(row["name"] for row in rows))
    padding = alt.Scale(paddingInner=0.25, paddingOuter=0.1)
    y = alt.Y("name:N", sort=order, title=None, axis=name_axis(), scale=padding)
    offset = alt.YOffset("regime:N", sort=list(plot.regimes))
    fill = alt.Color("regime:N", scale=regime_scale(plot.regimes, plot.shift), legend=_legend(plot))
    return y, offset, fill


def _legend(plot: Plot) -> Any:  # noqa: ANN401 -- Altair builds its classes at run time
    needed = len(plot.regimes) > 1 and not plot.one_each
    return library().Legend() if needed else None


def _axis(plot: Plot) -> Any:  # noqa: ANN401 -- see `_legend`
    return library().Axis(format=plot.form, tickCount=5, labelOverlap=True)


def _scale(rows: Rows, plot: Plot) -> Any:  # noqa: ANN401 -- see `_legend`
    """Return a scale around all intervals, with some room, within bounds."""
    ends = [row[key] for row in rows for key in ("value", "low", "high") if row[key] is not None]
    ends += [0] if plot.has_zero else []
    within = plot.within
    low, high = min(ends, default=0), max(ends, default=1)
    if within is None:
        span = (high - low) or abs(high) or 1
        domain = [low - 0.12 * span, high + 0.12 * span]
    else:
        span = max(high - low, 0.02)
        domain = [max(within[0], low - 0.12 * span), min(within[1], high + 0.12 * span)]
    return library().Scale(domain=domain, zero=False, nice=False, padding=8)


def _room(rows: Rows) -> Any:  # noqa: ANN401 -- see `_legend`
    """Return a scale that leaves room for the numbers at the ends of bars."""
    values = [row["value"] for row in rows]
    low, high = min([0, *values]), max([0, *values])
    span = (high - low) or 1
    domain = [low - 0.16 * span if low < 0 else 0, high + 0.16 * span if high > 0 else 0]
    return library().Scale(domain=domain if domain[0] != domain[1] else [0, 1], nice=False)


def _tooltip(plot: Plot) -> list[Any]:
    alt = library()
    titles = {"name": "of", "regime": "under", "text": "value", "interval": plot.hover}
    return [alt.Tooltip(f"{key}:N", title=title) for key, title in titles.items()]


def _height(rows: Rows, plot: Plot, step: int) -> int:
    names = len({row["name"] for row in rows})
    return names * ((2 * STEP if plot.one_each else step * len(plot.regimes)) + GAP)
