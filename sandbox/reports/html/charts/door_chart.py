"""Which doors are open, as a map of cells: rows and columns are parties, a sign says the state."""

from __future__ import annotations

from typing import Any

from sandbox.reports.html.charts.frame import Rows, data, library, name_axis, spec_of
from sandbox.reports.html.palette import colour

CELL = 27  # pixels
KINDS = ("open", "part", "hard", "shut")


def doors(rows: Rows) -> dict[str, Any]:
    """Return a map of doors.

    Parameters
    ----------
    rows
        `row`, `column`, `sign`, `kind` (one of `KINDS`), `state`, `rule`, and `changed`, true
        where the state is not that of the baseline.
    """
    alt = library()
    order = {key: list(dict.fromkeys(row[key] for row in rows)) for key in ("row", "column")}
    axis = name_axis(14, orient="top", labelAngle=-90, labelLimit=104, labelFontSize=11)
    x = alt.X("column:N", sort=order["column"], title=None, axis=axis)
    side = name_axis(24, labelFontSize=11, labelLineHeight=11)
    y = alt.Y("row:N", sort=order["row"], title=None, axis=side)
    titles = {"row": "at", "column": "for", "state": "state", "rule": "decided by"}
    hints = [alt.Tooltip(f"{key}:N", title=title) for key, title in titles.items()]
    whole = alt.Chart(data(rows)).encode(x=x, y=y, tooltip=hints)
    cells = whole.mark_rect(cornerRadius=3, stroke=colour("page"), strokeWidth=1.5)
    frames = whole.transform_filter("datum.changed").mark_rect(
        cornerRadius=3, fillOpacity=0, stroke=colour("bad"), strokeWidth=2.5
    )
    signs = whole.mark_text(fontSize=11, fontWeight=600).encode(
        text="sign:N", color=_by_kind("-ink")
    )
    # Frames are drawn last, so that no neighbour covers them.
    layers = [cells.encode(color=_by_kind("")), signs]
    layers += [frames] if any(row["changed"] for row in rows) else []
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return spec_of(chart, CELL * len(order["row"]))


def _by_kind(part: str) -> Any:  # noqa: ANN401 -- Altair builds its classes at run time
    alt = library()
    colours = [colour(f"door-{kind}{part}") for kind in KINDS]
    scale = alt.Scale(domain=list(KINDS), range=colours)
    return alt.Color("kind:N", scale=scale, legend=None)
