"""A trace on its way into one Parquet file: stored in parts, merged at the end by DuckDB."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.errors import MissingExtraError, UsageError
from sandbox.studies.traces.trace_window import FILE_COLUMNS, KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sandbox.engines.trace import Part

# Parts are written fast, read once and thrown away: differences between neighbours, packed, take
# half the room of dictionaries and less time.
PART_FORMAT: Final = (
    "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1"
)
THREADS: Final = 2
MEMORY: Final = "256MB"
WHOLE: Final = "whole.parquet"


@contextmanager
def trace_file(path: Path) -> Iterator[TraceFile]:
    """Open a file to be; whatever happens, nothing is left beside it at the end.

    Raises
    ------
    MissingExtraError
        Without DuckDB (`pip install 'payment-interoperability-sandbox[results]'`).
    UsageError
        If the file cannot be written.
    """
    try:
        import duckdb  # noqa: PLC0415 -- optional, and slow to import
    except ImportError:
        raise MissingExtraError(
            "writing a trace needs DuckDB",
            hint="pip install 'payment-interoperability-sandbox[results]'",
        ) from None
    with _folder_beside(path) as folder:
        settings = {"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(folder)}
        connection = duckdb.connect(config=settings)
        try:
            # A bar would stand among the data on stdout, after two seconds of merging.
            connection.execute("SET enable_progress_bar = false")
            yield TraceFile(path, folder, connection)
        finally:
            connection.close()


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """Make a folder for parts: on the disk of the file, where room is needed anyway."""
    with _blaming(path):
        if path.exists() and not path.is_file():
            raise UsageError(f"cannot write {path}: not a regular file")
        where, prefix = path.resolve().parent, f".{path.name}."
        folder = TemporaryDirectory(dir=where, prefix=prefix, ignore_cleanup_errors=True)
    with folder as name:
        yield Path(name)


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """Turn what the disk does not do into an error about the file that the user asked for."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot write {path}: {reason}") from error
    except Exception as error:
        if type(error).__name__ == "IOException":
            raise UsageError(f"cannot write {path}", hint=str(error).splitlines()[0]) from error
        raise


class TraceFile:
    """A file of which only parts are there as yet.

    Parameters
    ----------
    path
        Where the whole file will be.
    folder
        For the parts; on the same disk.
    connection
        DuckDB's.
    """

    def __init__(self, path: Path, folder: Path, connection: Any) -> None:  # noqa: ANN401 -- untyped
        self._path = path
        self._folder = folder
        self._connection = connection
        self._parts: list[Path] = []

    def store(self, part: Part) -> None:
        """Write a part with the columns `FILE_COLUMNS`, done with its arrays on return."""
        target = self._folder / f"{len(self._parts)}.parquet"
        with _blaming(self._path):
            self._connection.register("part", dict(part))
            self._connection.execute(f"COPY part TO {_text(target)} ({PART_FORMAT})")
            self._connection.unregister("part")
        self._parts.append(target)

    def complete(self, names: Mapping[str, Sequence[str]], *, is_in_order: bool) -> None:
        """Merge the parts, put names in place of indices, and let the file appear.

        Parameters
        ----------
        names
            What the indices of a column stand for; columns without names stay numbers.
        is_in_order
            Whether the parts, one after the other, are sorted by `KEY`.
        """
        if not self._parts:
            self.store({column: np.empty(0, dtype=np.int64) for column in FILE_COLUMNS})
        whole = self._folder / WHOLE
        columns = [f"part.{column}" for column in FILE_COLUMNS]
        for k, column in enumerate(FILE_COLUMNS):
            if column in names:
                columns[k] = self._named(column, names[column])
        order = "" if is_in_order else " ORDER BY " + ", ".join(f"part.{key}" for key in KEY)
        parts = ", ".join(map(_text, self._parts))
        query = f"SELECT {', '.join(columns)} FROM read_parquet([{parts}]) AS part{order}"  # noqa: S608 -- texts are quoted
        with _blaming(self._path):
            self._connection.execute(f"COPY ({query}) TO {_text(whole)} (FORMAT parquet)")
            whole.replace(self._path.resolve())

    def _named(self, column: str, names: Sequence[str]) -> str:
        """Return the expression for a column by name, where -1 becomes NULL.

        Members of an ENUM are numbers to DuckDB, which need no hashing on their way into the
        file; a list has no element 0.
        """
        kind = f"{column}_name"
        members = ", ".join(map(_text, dict.fromkeys(names)))
        self._connection.execute(f"CREATE TYPE {kind} AS ENUM ({members})")
        listed = ", ".join(map(_text, names))
        return f"(CAST([{listed}] AS {kind}[]))[part.{column} + 1] AS {column}"


def _text(value: object) -> str:
    """Return a literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
