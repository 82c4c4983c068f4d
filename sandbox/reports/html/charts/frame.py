"""What all charts share: their look, and the step from Altair to a plain specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.errors import MissingExtraError
from sandbox.reports.html.palette import colour, series

if TYPE_CHECKING:
    from types import ModuleType

Rows = Sequence[Mapping[str, Any]]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
ROOM = 18  # letters of a row's name before it is broken into lines
LABEL_MAX = 140  # pixels of a row's name, so that a telephone still shows the bars
EXTRA = "pip install 'payment-interoperability-sandbox[report]'"


def library() -> ModuleType:
    """Return Altair.

    Raises
    ------
    MissingExtraError
        Without it.
    """
    try:
        import altair as alt  # noqa: PLC0415 -- optional, and slow to import
    except ImportError:
        raise MissingExtraError("drawing charts needs Altair", EXTRA) from None
    module: ModuleType = alt
    return module


def data(rows: Rows) -> Any:  # noqa: ANN401 -- Altair builds its classes at run time
    """Return rows as the data of a chart."""
    return library().Data(values=[dict(row) for row in rows])


def spec_of(chart: Any, height: int) -> dict[str, Any]:  # noqa: ANN401 -- see `data`
    """Return a chart that fills the width of the page as a specification of its own."""
    whole = chart.properties(width="container", height=height)
    spec: dict[str, Any] = whole.to_dict()
    # The look is the same for every chart: the page holds it once.
    spec.pop("config", None)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def name_axis(room: int = ROOM, **choices: Any) -> Any:  # noqa: ANN401 -- see `data`
    """Return an axis of names; long ones are broken into lines between their words.

    Parameters
    ----------
    room
        Letters of a line.
    choices
        Further properties of the axis.
    """
    # The longest beginning that fits and ends between words, its end replaced by a line break.
    fits = f"replace(datum.label, regexp('(.{{6,{room}}})([_ .]|$)', 'g'), '$1$2\\n')"
    return library().Axis(labelExpr=f"split(trim({fits}), '\\n')", **choices)


def regime_scale(names: Sequence[str], shift: int = 0) -> Any:  # noqa: ANN401 -- see `data`
    """Return the colours of regimes; one alone is no baseline."""
    first = 1 if len(names) == 1 else shift
    colours = [series(k + first) for k in range(len(names))]
    return library().Scale(domain=list(names), range=colours)


def shape_scale(names: Sequence[str]) -> Any:  # noqa: ANN401 -- see `data`
    """Return the shapes of regimes."""
    shapes = [SHAPES[k % len(SHAPES)] for k in range(len(names))]
    return library().Scale(domain=list(names), range=shapes)


def dash_scale(names: Sequence[str]) -> Any:  # noqa: ANN401 -- see `data`
    """Return the dashes of regimes; the baseline is dashed."""
    solid = [DASHES[k % len(DASHES)] for k in range(len(names))]
    dashes = solid if len(names) == 1 else [DASHES[1], DASHES[0], *solid[2:]]
    return library().Scale(domain=list(names), range=dashes[: len(names)])


def look() -> dict[str, Any]:
    """Return the configuration of every chart: quiet axes, the page's own colours and letters."""
    ink, muted, line = colour("ink"), colour("muted"), colour("line")
    return {
        "background": "transparent",
        "font": FONT,
        "aria": False,  # a chart is one image with a label; its table speaks for the marks
        "view": {"stroke": None},
        "axis": {
            "labelColor": muted,
            "titleColor": muted,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": line,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "axisQuantitative": {"labelSeparation": 8},  # or figures run into each other
        "axisY": {"labelColor": ink, "labelLimit": LABEL_MAX},
        "legend": {
            "labelColor": ink,
            "titleColor": muted,
            "orient": "top",
            "direction": "horizontal",
            "columns": 1,
            "title": None,
            "labelFontSize": 12,
            "labelLimit": 280,
            "symbolStrokeWidth": 2,
        },
        "text": {"color": ink, "fontSize": 12},
        "rule": {"color": muted},
    }
