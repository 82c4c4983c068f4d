"""A study as one flat table: a row for each point, regime and metric."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sandbox.errors import MissingExtraError
from sandbox.markup import small_table
from sandbox.metrics.quantities import Unit, format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.metrics.values import Metric
    from sandbox.studies.study_results import (
        CaseResult,
        MetricContrast,
        PointResult,
        StudyResult,
    )

Row = dict[str, Any]
NOTHING = "–"
HEADS = ["regime", "metric", "value", "95 % interval of the value"]
HEADS += ["difference", "95 % interval of the difference", "verdict"]


def rows(result: StudyResult) -> list[Row]:
    """Return the rows, values in the units of the metrics: shares 0 to 1, fen, µs.

    The first columns are the paths that the study varies. The bounds of a difference hold for
    all differences of the study together, however often one looks. A baseline has no difference.
    """
    return [row for point in result.points for row in _rows_at(result, point)]


def arrow(result: StudyResult) -> Any:  # noqa: ANN401 -- PyArrow is optional and has no types
    """Return the rows as a `pyarrow.Table`.

    Raises
    ------
    MissingExtraError
        Without PyArrow.
    """
    return _library("pyarrow").Table.from_pylist(rows(result))


def dataframe(result: StudyResult) -> Any:  # noqa: ANN401 -- pandas is optional and has no types
    """Return the rows as a `pandas.DataFrame`.

    Raises
    ------
    MissingExtraError
        Without pandas.
    """
    return _library("pandas").DataFrame(rows(result))


def html(result: StudyResult) -> str:
    """Return the rows as a small table for a notebook."""
    paths = list(_settings(result.points[0]))
    shown = [
        [*(row[path] for path in paths), *_told(row, metric)]
        for point in result.points
        for case_number in range(len(point.cases))
        for metric in result.metrics
        for row in [_row(point, case_number, metric)]
    ]
    caption = f"{result.plan.question or result.study.name} (seed {result.plan.seed})"
    return small_table(caption, [*paths, *HEADS], shown)


def _rows_at(result: StudyResult, point: PointResult) -> Iterator[Row]:
    for number in range(len(point.cases)):
        for metric in result.metrics:
            yield _row(point, number, metric)


def _row(point: PointResult, number: int, metric: Metric) -> Row:
    case = point.cases[number]
    found = point.contrasts[number - 1].metrics[str(metric)] if number else None
    return {
        **_settings(point),
        "regime": case.regime,
        "metric": str(metric),
        "unit": metric.unit.value,
        **_value(case, metric),
        **_difference(found),
        "replications": point.replications,
    }


def _settings(point: PointResult) -> dict[str, str]:
    return dict(point.point.settings)


def _value(case: CaseResult, metric: Metric) -> Row:
    found = case.estimates[str(metric)]
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _difference(found: MetricContrast | None) -> Row:
    names = ("difference", "difference_low", "difference_high", "verdict", "variance_cut")
    if found is None:
        return dict.fromkeys(names)
    band = found.band.as_json()
    values = (found.difference.mean, band["low"], band["high"], found.verdict.value)
    return dict(zip(names, (*values, found.variance_cut), strict=True))


def _told(row: Row, metric: Metric) -> list[str]:
    """Return a row in words, behind its settings."""
    return [
        row["regime"],
        row["metric"],
        _shown(row["mean"], metric.unit),
        _bounds(row["low"], row["high"], metric.unit),
        _shown(row["difference"], metric.unit, change=True),
        _bounds(row["difference_low"], row["difference_high"], metric.unit, change=True),
        row["verdict"] or "baseline",
    ]


def _bounds(low: float | None, high: float | None, unit: Unit, *, change: bool = False) -> str:
    ends = [_shown(end, unit, change=change) for end in (low, high)]
    return NOTHING if low is None or high is None else " to ".join(ends)


def _shown(value: float | None, unit: Unit, *, change: bool = False) -> str:
    return NOTHING if value is None else format_quantity(value, unit, is_difference=change)


def _library(name: str) -> Any:  # noqa: ANN401 -- optional, and without types
    try:
        return import_module(name)
    except ImportError:
        hint = f"pip install {name}; `to_rows()` gives the same as plain data"
        raise MissingExtraError(f"such a table needs {name}", hint) from None
