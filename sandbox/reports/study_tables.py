"""The tables of a study: regimes × metrics at one point, and points along what varies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics.quantities import Unit
from sandbox.reports.answer import LETTERS
from sandbox.reports.page import Column, Heading, Paragraph, Table, names
from sandbox.reports.phrases import NOTHING, count
from sandbox.reports.sparkline import sparkline
from sandbox.reports.study_answer import change_of, gauge_of
from sandbox.statistics.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.metrics.values import Metric
    from sandbox.reports.metric_words import Gauge
    from sandbox.reports.page import Block
    from sandbox.studies.study_results import MetricContrast, PointResult, StudyResult

POINTS_SHOWN = 16
# Short words for cells; a note below the table says the long ones.
IN_SHORT = {Verdict.TOO_CLOSE: "close"}
SIGNED = (Verdict.BETTER, Verdict.WORSE)  # the sign of such a difference says enough
AMOUNTS = (Unit.FEN, Unit.COUNT)


def tables(result: StudyResult) -> Iterator[Block]:
    """Yield the tables that fit what a study varies."""
    if len(result.points) > 1:
        yield from _along_points(result)
    elif len(result.plan.regimes) == 1:
        yield from _values(result)
    elif len(result.plan.regimes) == 2:
        yield from _two_regimes(result)
    else:
        yield from _headline(result)
        yield from _other_metrics(result)


def letter(number: int) -> str:
    """Return the short name of a regime, `A` for the baseline."""
    return LETTERS[number] if number < len(LETTERS) else str(number)


def basis(result: StudyResult, metrics: Sequence[Metric]) -> str:
    """Return what amounts and counts are told of; empty where there are none."""
    if not any(metric.unit in AMOUNTS for metric in metrics):
        return ""
    whole = {
        round(int(case.total["by_stage"].sum()) / max(point.replications, 1))
        for point in result.points
        for case in point.cases
    }
    size = f" of {count(whole.pop(), 'checkout')}" if len(whole) == 1 else ""
    kinds = [
        word
        for unit, word in ((Unit.FEN, "amounts"), (Unit.COUNT, "counts"))
        if any(metric.unit is unit for metric in metrics)
    ]
    return f"{' and '.join(kinds)} per replication{size}"


def _values(result: StudyResult) -> Iterator[Block]:
    if len(result.metrics) < 2:
        return
    (case,) = result.points[0].cases
    rows = []
    for metric in result.metrics:
        gauge, found = gauge_of(result, metric), case.estimates[str(metric)]
        bounds = gauge.bounds(found.low, found.high, signed=False)
        rows.append([str(metric), gauge.value(found.mean), bounds or NOTHING])
    yield Table([names("metric"), Column("value"), Column("95 % interval")], rows)
    yield from _note(basis(result, result.metrics))


def _two_regimes(result: StudyResult) -> Iterator[Block]:
    (point,) = result.points
    (contrast,) = point.contrasts
    rows = []
    for metric in result.metrics:
        gauge, found = gauge_of(result, metric), contrast.metrics[str(metric)]
        values = [gauge.value(case.estimates[str(metric)].mean) for case in point.cases]
        word = IN_SHORT.get(found.verdict, found.verdict.value)
        rows.append([str(metric), *values, _with_bounds(gauge, found), word])
    columns = [names("metric"), Column("A"), Column("B")]
    columns += [Column("B – A (95 % interval)"), names("verdict")]
    yield Table(columns, rows)
    seen = {found.verdict for found in contrast.metrics.values()}
    yield from _note(basis(result, result.metrics), _legend(seen))


def _headline(result: StudyResult) -> Iterator[Block]:
    (point,), metric = result.points, result.metrics[0]
    gauge = gauge_of(result, metric)
    means = [gauge.value(case.estimates[str(metric)].mean) for case in point.cases]
    rows = [["A", point.cases[0].regime, means[0], "", "baseline"]]
    verdicts = {contrast.metrics[str(metric)].verdict for contrast in point.contrasts}
    for k, contrast in enumerate(point.contrasts, start=1):
        found = contrast.metrics[str(metric)]
        word = IN_SHORT.get(found.verdict, found.verdict.value)
        rows.append([letter(k), contrast.regime, means[k], _with_bounds(gauge, found), word])
    columns = [names(""), names("regime"), Column(str(metric))]
    columns += [Column("against A (95 % interval)"), names("verdict")]
    yield Table(columns, rows, labels=2)
    yield from _note(_legend(verdicts))


def _other_metrics(result: StudyResult) -> Iterator[Block]:
    (point,), others = result.points, result.metrics[1:]
    if not others:
        return
    rows, seen = [], set()
    for metric in others:
        gauge = gauge_of(result, metric)
        found = [contrast.metrics[str(metric)] for contrast in point.contrasts]
        seen |= {each.verdict for each in found}
        first = gauge.value(point.cases[0].estimates[str(metric)].mean)
        rows.append([str(metric), first, *(_cell(gauge, each) for each in found)])
    heads = [Column("A"), *(Column(f"{letter(k)} – A") for k in range(1, len(point.cases)))]
    yield Table([names("metric"), *heads], rows)
    yield from _note(basis(result, others), _legend(seen))


def _along_points(result: StudyResult) -> Iterator[Block]:
    paths = list(dict.fromkeys(p for point in result.points for p, _ in point.point.settings))
    others = range(1, len(result.plan.regimes)) if len(result.plan.regimes) > 1 else (0,)
    for number in others:
        what = f"{letter(number)} against A " if number else ""
        yield Heading(f"{what}by {' and '.join(paths)}")
        yield _points_table(result, paths, number)
    seen = {
        contrast.metrics[str(metric)].verdict
        for point in result.points[:POINTS_SHOWN]
        for contrast in point.contrasts
        for metric in result.metrics
    }
    rest = len(result.points) - POINTS_SHOWN
    more = f"{rest:,} more points are in --json; bars show all" if rest > 0 else ""
    yield from _note(more, basis(result, result.metrics), _legend(seen))


def _points_table(result: StudyResult, paths: Sequence[str], number: int) -> Table:
    gauges = {str(metric): gauge_of(result, metric) for metric in result.metrics}
    rows = [
        [
            *(point.point[path] for path in paths),
            *(_point_cell(gauge, point, text, number) for text, gauge in gauges.items()),
        ]
        for point in result.points[:POINTS_SHOWN]
    ]
    bars = [sparkline([_number(p, text, number) for p in result.points]) for text in gauges]
    rows.append([*("" for _ in paths), *bars])
    labels = [names(path.rpartition(".")[2]) for path in paths]
    return Table([*labels, *map(Column, gauges)], rows, labels=len(labels))


def _point_cell(gauge: Gauge, point: PointResult, text: str, number: int) -> str:
    if not number:
        return gauge.value(point.cases[0].estimates[text].mean)
    found = point.contrasts[number - 1].metrics[text]
    return f"{gauge.change(change_of(found))} {IN_SHORT.get(found.verdict, found.verdict)}"


def _number(point: PointResult, text: str, number: int) -> float | None:
    if not number:
        return point.cases[0].estimates[text].mean
    return change_of(point.contrasts[number - 1].metrics[text])


def _with_bounds(gauge: Gauge, found: MetricContrast) -> str:
    if found.verdict is Verdict.IDENTICAL:
        return gauge.change(0.0)
    bounds = gauge.bounds(found.band.low, found.band.high)
    change = gauge.change(change_of(found))
    return f"{change} ({bounds})" if bounds and found.band.half_width else change


def _cell(gauge: Gauge, found: MetricContrast) -> str:
    """Return a difference; the sign says its direction where it is decided, else a word."""
    change = gauge.change(change_of(found))
    word = IN_SHORT.get(found.verdict, found.verdict.value)
    return change if found.verdict in SIGNED else f"{change} {word}"


def _legend(seen: set[Verdict]) -> str:
    shown = [f"{word}: {verdict}" for verdict, word in IN_SHORT.items() if verdict in seen]
    return "; ".join(shown)


def _note(*parts: str) -> Iterator[Block]:
    told = "; ".join(filter(None, parts))
    if told:
        yield Paragraph(f"({told})", indent=2, hang=3)
