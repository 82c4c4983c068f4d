"""What a result is made of: a waterfall of its parts, and how far each assumption swings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.reports.html.charts.frame import broken, data, library, spec_of
from sandbox.reports.html.palette import colour

STEP = 34  # pixels of a row
LETTER = 6  # pixels of a text beside a bar

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
        rows.append({**part, "from": reached, "to": reached + part["mean"], "tone": tone})
        reached += part["mean"]
    total = {"name": "together", "from": 0.0, "to": reached, "text": whole}
    rows.append({**total, "tone": "whole"})
    return _spans(rows, (form, axis), ("more", "less", "whole"), ("good", "bad", "series-1"))


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
        for end, tone in (("low", "at its low end"), ("high", "at its high end")):
            row = {"name": swing["name"], "from": centre, "to": swing[f"at_{end}"], "tone": tone}
            rows.append({**row, "text": swing[f"{end}_text"]})
    tones = ("at its low end", "at its high end")
    return _spans(rows, (form, axis), tones, ("series-2", "series-3"))


def _spans(
    rows: Sequence[Row], axis: tuple[str, str], tones: Sequence[str], colours: Sequence[str]
) -> dict[str, Any]:
    alt = library()
    order = list(dict.fromkeys(row["name"] for row in rows))
    legend = alt.Legend() if "whole" not in tones else None
    scale = alt.Scale(domain=list(tones), range=[colour(name) for name in colours])
    form, title = axis
    room = 8 + LETTER * max(len(row["text"]) for row in rows)
    ticks = alt.Axis(format=form, tickCount=5)
    x = alt.X("from:Q", title=title or None, axis=ticks, scale=alt.Scale(zero=False, padding=room))
    hints = [alt.Tooltip(f"{key}:N", title=title) for key, title in (("name", " "), ("text", " "))]
    whole = alt.Chart(data(rows)).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=broken()), tooltip=hints
    )
    bars = whole.mark_bar(cornerRadius=2, height={"band": 0.6}).encode(
        x=x, x2="to:Q", color=alt.Color("tone:N", scale=scale, legend=legend)
    )
    texts = whole.mark_text(fontSize=11, dx=4).encode(x=alt.X("to:Q"), text="text:N")
    right = texts.transform_filter("datum.to >= datum.from").mark_text(
        align="left", dx=4, fontSize=11
    )
    left = texts.transform_filter("datum.to < datum.from").mark_text(
        align="right", dx=-4, fontSize=11
    )
    return spec_of(alt.layer(bars, right, left), STEP * len(order))
