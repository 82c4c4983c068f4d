"""What a result is made of: a waterfall of its parts, and how far each assumption swings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.reports.html.charts.frame import data, library, name_axis, spec_of
from sandbox.reports.html.palette import colour

STEP = 34  # pixels of a row
LETTER = 6  # pixels of a text beside a bar
ABOVE = 16  # pixels of a path above its bar: it is long, and a telephone narrow

Row = Mapping[str, Any]


def waterfall(parts: Sequence[Row], whole: str, form: str, axis: str = "") -> dict[str, Any]:
    """Return parts that add up to a whole, one below the other.

    Parameters
    ----------
    parts
        `name`, `mean` and `text`, in order; the sum is added as the last row.
    whole
        The sum as text.
    form, axis
        d3 format of the axis, and its title.
    """
    rows = []
    reached = 0.0
    for part in parts:
        tone = "more" if part["mean"] >= 0 else "less"
        to = reached + part["mean"]
        rows.append({**part, "from": reached, "to": to, "at": to, "tone": tone})
        reached = to
    total = {"name": "together", "from": 0.0, "to": reached, "at": reached, "text": whole}
    rows.append({**total, "tone": "whole"})
    return _spans(rows, form, axis, ("more", "less", "whole"), ("good", "bad", "series-1"))


def tornado(swings: Sequence[Row], centre: float, form: str, axis: str = "") -> dict[str, Any]:
    """Return how far a result moves over the range of each assumption, the widest first.

    Parameters
    ----------
    swings
        `name`, `at_low`, `at_high`, `low_text`, `high_text`.
    centre
        The result itself.
    form, axis
        d3 format of the axis, and its title.
    """
    rows = []
    for swing in sorted(swings, key=lambda s: -abs(s["at_high"] - s["at_low"])):
        # Where both ends fall short of the centre, the text of the nearer one goes beyond it.
        beyond = "low" if swing["at_low"] >= swing["at_high"] else "high"
        for end, tone in (("low", "at its low end"), ("high", "at its high end")):
            to = swing[f"at_{end}"]
            at = max(to, centre) if end == beyond else to
            row = {"name": swing["name"], "from": centre, "to": to, "at": at, "tone": tone}
            rows.append({**row, "text": swing[f"{end}_text"]})
    tones = ("at its low end", "at its high end")
    return _spans(rows, form, axis, tones, ("series-2", "series-3"), ABOVE)


def _spans(
    rows: Sequence[Row],
    form: str,
    axis: str,
    tones: Sequence[str],
    colours: Sequence[str],
    above: int = 0,
) -> dict[str, Any]:
    """Return bars with their texts; names stand beside them, or as many pixels above them."""
    alt = library()
    order = list(dict.fromkeys(row["name"] for row in rows))
    legend = alt.Legend() if "whole" not in tones else None
    scale = alt.Scale(domain=list(tones), range=[colour(name) for name in colours])
    room = 8 + LETTER * max(len(row["text"]) for row in rows)
    ticks = alt.Axis(format=form, tickCount=5)
    x = alt.X("from:Q", title=axis or None, axis=ticks, scale=alt.Scale(zero=False, padding=room))
    hints = [alt.Tooltip(f"{key}:N", title=title) for key, title in (("name", " "), ("text", " "))]
    beside = None if above else name_axis()
    y = alt.Y("name:N", sort=order, title=None, axis=beside)
    whole = alt.Chart(data(rows)).encode(y=y, tooltip=hints)
    low = above // 2  # what makes room for a name
    bars = whole.mark_bar(cornerRadius=2, height={"band": 0.6 - 0.2 * bool(above)}, yOffset=low)
    texts = whole.encode(x=alt.X("at:Q"), text="text:N")
    right = texts.transform_filter("datum.at >= datum.from").mark_text(
        align="left", dx=4, dy=low, fontSize=11
    )
    left = texts.transform_filter("datum.at < datum.from").mark_text(
        align="right", dx=-4, dy=low, fontSize=11
    )
    tone = alt.Color("tone:N", scale=scale, legend=legend)
    layers = [bars.encode(x=x, x2="to:Q", color=tone), right, left]
    if above:
        once = whole.transform_filter(f"datum.tone == '{tones[0]}'")
        names = once.encode(x=alt.value(0), text="name:N")
        layers.append(names.mark_text(align="left", dy=-low, fontSize=11))
    return spec_of(alt.layer(*layers), (STEP + low) * len(order))
