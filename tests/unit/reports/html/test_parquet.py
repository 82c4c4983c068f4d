from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sandbox.errors import MissingExtraError
from sandbox.reports.findings.phrases import NOTHING
from sandbox.reports.html.figures import Figure
from sandbox.reports.html.parquet import parquets, sql_column
from sandbox.reports.html.tables import Cell, Grid

duckdb = pytest.importorskip("duckdb")

GRID = Grid(
    "Numbers",
    ["name", "share", "count", 'say "x"', "SHARE", ""],
    [
        [Cell("it's"), Cell("50 %", 0.5000001, "/x"), Cell("7", 7, "/y"), *map(Cell, ("a", "b"))],
        [Cell("b"), Cell(NOTHING), Cell("8", 8, "/z"), Cell("1", 1), Cell("")],
    ],
)
ROWS = [[*row, Cell("x")] for row in GRID.rows]
FIGURE = Figure("one", "Title", "It says.", {}, Grid("Numbers", GRID.heads, ROWS))


def test_columns_have_types_and_numbers_are_unrounded(tmp_path: Path) -> None:
    ((name, content),) = parquets([FIGURE])
    assert name == "one.parquet"
    file = tmp_path / name
    file.write_bytes(content)
    found = duckdb.read_parquet(str(file))
    columns = dict(zip(found.columns, map(str, found.types), strict=True))
    assert columns == {
        "name": "VARCHAR",
        "share": "DOUBLE",
        "count": "BIGINT",
        'say "x"': "VARCHAR",
        "SHARE 5": "VARCHAR",
        "column 6": "VARCHAR",
    }
    assert found.fetchall() == [
        ("it's", 0.5000001, 7, "a", "b", "x"),
        ("b", None, 8, "1", "", "x"),
    ]


def test_a_column_of_nothing_is_text_and_a_huge_number_is_floating() -> None:
    assert sql_column([Cell(NOTHING)]) == ("VARCHAR", [NOTHING])
    assert sql_column([Cell("1e30", 10**30)])[0] == "DOUBLE"


def test_without_duckdb_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match="writing Parquet needs DuckDB") as found:
        list(parquets([FIGURE]))
    assert "[results]" in found.value.hint
