"""The numbers of charts as Parquet, one file for each, typed column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.phrases import NOTHING
from sandbox.studies.store.parquet_files import connect

if TYPE_CHECKING:
    from sandbox.reports.html.figures import Figure
    from sandbox.reports.html.tables import Cell, Grid, Value

NEED = "writing Parquet needs DuckDB"
EMPTY = ("", NOTHING)
BIGINT_MAX = 2**63 - 1


def parquets(figures: Sequence[Figure]) -> Iterator[tuple[str, bytes]]:
    """Yield name of the file and Parquet of the table of every chart, numbers unrounded.

    A column is of whole numbers or of floating-point numbers where every cell that says anything
    is a number, and null where a cell says nothing; every other column is text, as in the CSV.

    Raises
    ------
    MissingExtraError
        Without DuckDB.
    """
    connection = connect(NEED)
    try:
        with TemporaryDirectory() as folder:
            place = Path(folder) / "table.parquet"
            for figure in figures:
                _copy(connection, figure.grid, place)
                yield f"{figure.name}.parquet", place.read_bytes()
    finally:
        connection.close()


def _copy(connection: Any, grid: Grid, place: Path) -> None:  # noqa: ANN401 -- DuckDB has no types
    columns = [sql_column([row[k] for row in grid.rows]) for k in range(len(grid.heads))]
    parts = (
        f'unnest(?::{kind}[]) AS "{name}"'
        for name, (kind, _) in zip(_named(grid.heads), columns, strict=True)
    )
    target = str(place).replace("'", "''")
    command = f"COPY (SELECT {', '.join(parts)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    connection.execute(command, [values for _, values in columns])


def sql_column(cells: Sequence[Cell]) -> tuple[str, list[Value]]:
    """Return the type of SQL of a column, and its values."""
    numbers = [cell.value for cell in cells if isinstance(cell.value, int | float)]
    blank = sum(cell.value is None and cell.text in EMPTY for cell in cells)
    if not numbers or len(numbers) + blank < len(cells):
        return "VARCHAR", [cell.text if cell.value is None else str(cell.value) for cell in cells]
    is_whole = all(isinstance(n, int) and abs(n) <= BIGINT_MAX for n in numbers)
    return "BIGINT" if is_whole else "DOUBLE", [cell.value for cell in cells]


def _named(heads: Sequence[str]) -> Iterator[str]:
    """Yield names of columns that differ from each other, quotes doubled as SQL wants them."""
    taken: set[str] = set()
    for number, head in enumerate(heads, start=1):
        name = head or f"column {number}"
        # Names that differ in nothing but capitals are one to SQL.
        name = f"{name} {number}" if name.lower() in taken else name
        taken.add(name.lower())
        yield name.replace('"', '""')
