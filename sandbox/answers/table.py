"""An answer as one flat table: a row for each point, regime and metric."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sandbox.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Row = dict[str, Any]
OF_A_DIFFERENCE = ("difference", "difference_low", "difference_high", "verdict", "variance_cut")


def rows(document: Mapping[str, Any]) -> list[Row]:
    """Return the rows, values in the units of the metrics: shares 0 to 1, minor units, µs.

    The first columns are the paths that vary. The bounds of a difference hold for all
    differences of the answer together. A baseline has no difference.
    """
    return [row for point in document["points"] for row in _rows_at(document, point)]


def arrow(document: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- PyArrow is optional and has no types
    """Return the rows as a `pyarrow.Table`.

    Raises
    ------
    MissingExtraError
        Without PyArrow.
    """
    return _library("pyarrow").Table.from_pylist(rows(document))


def dataframe(document: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- pandas is optional and has no types
    """Return the rows as a `pandas.DataFrame`.

    Raises
    ------
    MissingExtraError
        Without pandas.
    """
    return _library("pandas").DataFrame(rows(document))


def _rows_at(document: Mapping[str, Any], point: Mapping[str, Any]) -> Iterator[Row]:
    for number, case in enumerate(point["cases"]):
        for text, metric in document["metrics"].items():
            found = case["metrics"][text]
            yield {
                **point["settings"],
                "regime": case["regime"],
                "metric": text,
                "unit": metric["unit"],
                **{end: found[end] for end in ("mean", "low", "high")},
                **_difference(point, number, text),
                "replications": case["replications"],
            }


def _difference(point: Mapping[str, Any], number: int, text: str) -> Row:
    if not number:
        return dict.fromkeys(OF_A_DIFFERENCE)
    found = point["contrasts"][number - 1]["metrics"][text]
    ends = [found["difference"][end] for end in ("mean", "low", "high")]
    values = (*ends, found["verdict"], found["variance_cut"])
    return dict(zip(OF_A_DIFFERENCE, values, strict=True))


def _library(name: str) -> Any:  # noqa: ANN401 -- optional, and without types
    try:
        return import_module(name)
    except ImportError:
        hint = f"pip install {name}; `to_rows()` gives the same as plain data"
        raise MissingExtraError(f"such a table needs {name}", hint) from None
