"""The metrics that were asked: under each regime, and along what varies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox.answers.question import Kind
from sandbox.answers.verdicts import Verdict
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.english import HEADS, IN_FULL, IN_SHORT, NOTES
from sandbox.reports.findings.phrases import NOTHING, count, enumeration
from sandbox.reports.findings.sentences import pair_name
from sandbox.reports.findings.sparkline import sparkline
from sandbox.reports.findings.view import letter, verdict
from sandbox.reports.page_blocks import Column, Heading, Paragraph, Table, names

if TYPE_CHECKING:
    from sandbox.reports.findings.gauges import Gauge
    from sandbox.reports.findings.view import Plain, View
    from sandbox.reports.page_blocks import Block

POINTS_SHOWN = 16
# The sign of such a difference says enough, where a cell has room for nothing else.
SIGNED = frozenset({Verdict.BETTER, Verdict.WORSE, Verdict.RISES, Verdict.FALLS})


def asked_tables(view: View, *, in_full: bool = True) -> Iterator[Block]:
    """Yield the tables that fit what a question compares and varies.

    Parameters
    ----------
    in_full
        Whether each metric of several regimes has a row for each of them, or one for all.
    """
    if view.document["kind"] == Kind.COMPARISON:
        for point in view.points:
            if len(view.points) > 1:
                yield Heading(pair_name(point))
            yield from _pair(view, point)
    elif len(view.points) > 1:
        yield from _along_points(view)
    elif len(view.regimes) == 1:
        yield from _values(view)
    elif len(view.regimes) == 2:
        yield from _pair(view, view.points[0]) if len(view.metrics) > 1 else ()
    else:
        yield from _regimes(view, view.metrics if in_full else view.metrics[:1])
        yield from _changes(view, [] if in_full else view.metrics[1:])


def _values(view: View) -> Iterator[Block]:
    """Yield the values of the only regime, where the sentence does not say all."""
    if len(view.metrics) < 2:
        return
    (case,) = view.points[0]["cases"]
    rows = []
    for text in view.metrics:
        gauge, found = view.gauge(text), case["metrics"][text]
        bounds = gauge.bounds(found["low"], found["high"], is_signed=False)
        bounds = HEADS["exact"] if bounds and found["low"] == found["high"] else bounds
        rows.append([text, gauge.value(found["mean"]), bounds or NOTHING])
    yield Table([names(HEADS["metric"]), Column(HEADS["value"]), Column(HEADS["interval"])], rows)
    yield from _note(_basis(view, view.metrics))


def _pair(view: View, point: Plain) -> Iterator[Block]:
    """Yield two regimes side by side, every metric with its difference and its verdict."""
    (contrast,) = point["contrasts"]
    rows = []
    for text in view.metrics:
        gauge, found = view.gauge(text), contrast["metrics"][text]
        values = [gauge.value(case["metrics"][text]["mean"]) for case in point["cases"]]
        rows.append([text, *values, *_difference(gauge, found)])
    columns = [names(HEADS["metric"]), Column("A"), Column("B")]
    columns += difference_columns(HEADS["minus"].format(other="B"))
    yield Table(columns, rows)
    yield from _note(_basis(view, view.metrics), _legend(contrast["metrics"].values()))


def _regimes(view: View, metrics: Sequence[str]) -> Iterator[Block]:
    """Yield several regimes, a row for each metric and regime."""
    (point,) = view.points
    rows = []
    for text in metrics:
        gauge = view.gauge(text)
        means = [gauge.value(case["metrics"][text]["mean"]) for case in point["cases"]]
        rows.append([text, "A", means[0], "", HEADS["baseline"], ""])
        for place, contrast in enumerate(point["contrasts"], start=1):
            found = contrast["metrics"][text]
            rows.append(["", letter(place), means[place], *_difference(gauge, found)])
    columns = [names(HEADS["metric"]), names(""), Column(HEADS["value"])]
    columns += difference_columns(HEADS["against_a"])
    yield Table(columns, rows, labels=2)
    found = [c["metrics"][text] for c in point["contrasts"] for text in metrics]
    yield from _note(_basis(view, metrics), _legend(found))


def _changes(view: View, metrics: Sequence[str]) -> Iterator[Block]:
    """Yield the changes in further metrics, one row each."""
    if not metrics:
        return
    (point,) = view.points
    rows = []
    for text in metrics:
        gauge = view.gauge(text)
        first = gauge.value(point["cases"][0]["metrics"][text]["mean"])
        cells = [_cell(gauge, contrast["metrics"][text]) for contrast in point["contrasts"]]
        rows.append([text, first, *cells])
    others = range(1, len(point["cases"]))
    heads = [Column(HEADS["minus"].format(other=letter(place))) for place in others]
    yield Table([names(HEADS["metric"]), Column("A"), *heads], rows)
    found = [c["metrics"][text] for c in point["contrasts"] for text in metrics]
    yield from _note(_basis(view, metrics), _legend(found))


def _along_points(view: View) -> Iterator[Block]:
    paths = list(dict.fromkeys(path for point in view.points for path in point["settings"]))
    others = range(1, len(view.regimes)) if len(view.regimes) > 1 else (0,)
    for place in others:
        key = "by_other" if place else "by_one"
        yield Heading(HEADS[key].format(other=letter(place), paths=enumeration(paths)))
        yield _points_table(view, paths, place)
    found = [
        contrast["metrics"][text]
        for point in view.points[:POINTS_SHOWN]
        for contrast in point["contrasts"]
        for text in view.metrics
    ]
    rest = len(view.points) - POINTS_SHOWN
    more = NOTES["more_points"].format(count=count(rest)) if rest > 0 else ""
    yield from _note(more, _basis(view, view.metrics), _legend(found))


def _points_table(view: View, paths: Sequence[str], index: int) -> Table:
    gauges = {text: view.gauge(text) for text in view.metrics}
    rows = [
        [
            *(str(point["settings"].get(path, "")) for path in paths),
            *(_point_cell(gauge, point, text, index) for text, gauge in gauges.items()),
        ]
        for point in view.points[:POINTS_SHOWN]
    ]
    bars = [sparkline([_number(point, text, index) for point in view.points]) for text in gauges]
    rows.append([*("" for _ in paths), *bars])
    labels = [names(path.rpartition(".")[2]) for path in paths]
    return Table([*labels, *map(Column, gauges)], rows, labels=len(labels))


def _point_cell(gauge: Gauge, point: Plain, text: str, index: int) -> str:
    if not index:
        return gauge.value(point["cases"][0]["metrics"][text]["mean"])
    found = point["contrasts"][index - 1]["metrics"][text]
    return f"{gauge.change(found['difference']['mean'])} {_short(found)}"


def _number(point: Plain, text: str, index: int) -> float | None:
    found = point["contrasts"][index - 1]["metrics"][text]["difference"] if index else None
    mean: float | None = (found or point["cases"][0]["metrics"][text])["mean"]
    return mean


def difference_columns(heading: str) -> list[Column]:
    """Return the columns of a difference: a narrow page breaks before the interval, at last."""
    return [Column(heading), names(HEADS["verdict"]), Column(HEADS["interval"])]


def _difference(gauge: Gauge, contrast: Plain) -> list[str]:
    """Return a difference, what is said of it, and the interval that this rests on."""
    change = contrast["difference"]
    return [gauge.change(change["mean"]), _short(contrast), bounds_words(gauge, contrast)]


def bounds_words(gauge: Gauge, contrast: Plain) -> str:
    """Return the interval of a difference; empty where there is none that says something."""
    change = contrast["difference"]
    if change["low"] is None or change["low"] != change["high"]:
        return gauge.bounds(change["low"], change["high"])
    # Equal in a few replications is no proof.
    return "" if verdict(contrast) is Verdict.UNDECIDED else HEADS["exact"]


def _cell(gauge: Gauge, contrast: Plain) -> str:
    """Return a difference; the sign says its direction where it is decided, else a word."""
    change = gauge.change(contrast["difference"]["mean"])
    return change if verdict(contrast) in SIGNED else f"{change} {_short(contrast)}"


def _short(contrast: Plain) -> str:
    said = verdict(contrast)
    return IN_SHORT.get(said, said.value)


def _legend(contrasts: Iterable[Plain]) -> str:
    """Return the long forms of the short words that were used."""
    used = {_short(each) for each in contrasts}
    keys = [key for key in IN_FULL if any(word.endswith(key) for word in used)]
    return "; ".join(f"{key}: {IN_FULL[key]}" for key in keys)


def _basis(view: View, metrics: Sequence[str]) -> str:
    """Return what amounts and counts are told of; empty where there are none."""
    units = {view.unit(text) for text in metrics} & {Unit.FEN, Unit.COUNT}
    if not units:
        return ""
    whole = {
        round(case["checkouts"] / max(point["replications"], 1))
        for point in view.points
        for case in point["cases"]
    }
    size = NOTES["of"].format(checkouts=count(whole.pop(), "checkout")) if len(whole) == 1 else ""
    key = "both" if len(units) > 1 else "amounts" if Unit.FEN in units else "counts"
    return NOTES[key].format(size=size)


def _note(*parts: str) -> Iterator[Block]:
    told = "; ".join(filter(None, parts))
    if told:
        yield Paragraph(f"({told})", indent=2, hang=3)
