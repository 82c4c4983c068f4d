"""Rows in Parquet files that are whole or not there: written aside, made durable, then renamed.

DuckDB reads and writes them in memory; it has no file of its own here and loads no extension.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sandbox.errors import MissingExtraError, UsageError
from sandbox.machine import check_regular, make_own

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENDING, ASIDE = ".parquet", ".part"
SWEPT_AFTER_S = 86_400.0  # nobody writes one file for a day
TRIES = 20  # a file may vanish between listing and reading; each time another one holds its rows

_GLOB = re.compile(r"([*?\[])")


def connect(need: str = "stored replications need DuckDB") -> Any:  # noqa: ANN401 -- DuckDB has no types
    """Return a connection to an empty database in memory.

    Parameters
    ----------
    need
        What a user without DuckDB is told.

    Raises
    ------
    MissingExtraError
        Without DuckDB.
    """
    try:
        import duckdb  # noqa: PLC0415 -- optional, and slow to import
    except ImportError:
        raise MissingExtraError(
            need,
            hint="pip install 'payment-interoperability-sandbox[results]'",
        ) from None
    # One thread keeps the order of rows; replications are few beside the work of making them.
    connection = duckdb.connect(":memory:", config={"threads": 1})
    # A bar would stand among the data on stdout, after two seconds of a query.
    return connection.execute("SET enable_progress_bar = false")


def whole_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are whole, sorted by name; none where it is not there."""
    try:
        found = sorted(path for path in folder.iterdir() if path.name.endswith(ENDING))
    except (FileNotFoundError, NotADirectoryError):
        return []
    for path in found:
        check_regular(path)
    return found


def write(
    connection: Any,  # noqa: ANN401 -- DuckDB has no types
    folder: Path,
    types: Mapping[str, str],
    columns: Sequence[Sequence[object]],
) -> Path:
    """Write rows to a new file of the folder; when this returns, they outlive a crash.

    Parameters
    ----------
    types
        Name → type of SQL for each column.
    columns
        Values by column, all of the same length.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    parts = ", ".join(f'unnest(?::{kind}[]) AS "{name}"' for name, kind in types.items())
    with _written_aside(folder) as aside:
        target = str(aside.path).replace("'", "''")
        command = f"COPY (SELECT {parts}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        try:
            connection.execute(command, list(columns))
        except Exception as error:
            raise _unusable("write", folder, error) from error
        return aside.keep()


def read(
    connection: Any,  # noqa: ANN401 -- DuckDB has no types
    folder: Path,
    query: str,
    values: Sequence[object] = (),
) -> list[tuple[Any, ...]]:
    """Return the rows of a query over every file of a folder.

    Parameters
    ----------
    query
        Reads from `{files}`; the column `filename` says where a row stands.
    values
        Parameters of the query.

    Raises
    ------
    UsageError
        If a file is damaged.
    """
    for tries_left in reversed(range(TRIES)):
        paths = whole_files(folder)
        if not paths:
            return []
        try:
            return _rows(connection, paths, query, values)
        except Exception as error:
            # Another process may have put files together after they were listed.
            if not tries_left or whole_files(folder) == paths:
                raise _unusable("read", _damaged(connection, paths) or folder, error) from error
    return []


def _rows(
    connection: Any,  # noqa: ANN401 -- DuckDB has no types
    paths: Sequence[Path],
    query: str,
    values: Sequence[object],
) -> list[tuple[Any, ...]]:
    # A path is no pattern, and `a=b` in it is no column.
    names = [_GLOB.sub(r"[\1]", str(path)) for path in paths]
    source = "read_parquet(?, filename = true, hive_partitioning = false)"
    answer = connection.execute(query.replace("{files}", source), [names, *values])
    rows: list[tuple[Any, ...]] = answer.fetchall()
    return rows


def _damaged(connection: Any, paths: Sequence[Path]) -> Path | None:  # noqa: ANN401 -- DuckDB has no types
    """Return the first file that cannot be read, for the message."""
    for path in paths:
        try:
            _rows(connection, [path], "SELECT * FROM {files}", ())
        except Exception:  # noqa: BLE001 -- DuckDB has many errors for damage
            return path
    return None


def copy_into(folder: Path, source: Path) -> bool:
    """Copy a file of rows into a folder under its own name; return whether it was not there.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    if (folder / source.name).exists():
        return False
    with _written_aside(folder) as aside:
        try:
            shutil.copyfile(source, aside.path)
        except OSError as error:
            raise _unusable("copy", source, error) from error
        aside.keep(source.name)
    return True


def remove(paths: Iterable[Path]) -> None:
    """Delete files; another process may have been quicker."""
    for path in paths:
        path.unlink(missing_ok=True)


def sweep(folder: Path, older_than_s: float = SWEPT_AFTER_S) -> list[Path]:
    """Delete and return what writers that were killed have left behind, once it is old."""
    swept = []
    for path in folder.glob(f"*{ASIDE}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > older_than_s:
                path.unlink()
                swept.append(path)
    return swept


class _Aside:
    """A file under a name that readers ignore.

    Parameters
    ----------
    folder
        Where it is going to stand.
    """

    def __init__(self, folder: Path) -> None:
        self._name = f"{uuid4().hex}{ENDING}"
        self.path = folder / f"{self._name}{ASIDE}"

    def keep(self, name: str = "") -> Path:
        """Give the file its name, here or never; return where it stands."""
        target = self.path.with_name(name or self._name)
        _make_durable(self.path)
        self.path.rename(target)
        _make_durable(target.parent)
        return target


@contextmanager
def _written_aside(folder: Path) -> Iterator[_Aside]:
    """Offer a file to write to; what was not kept is deleted."""
    aside = _Aside(folder)
    try:
        if not folder.is_dir():
            make_own(folder)
            _make_durable(folder.parent)
        yield aside
    except OSError as error:
        raise _unusable("write to", folder, error) from error
    finally:
        with suppress(OSError):
            aside.path.unlink(missing_ok=True)


def _make_durable(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder
    number = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _unusable(verb: str, path: Path, error: Exception) -> UsageError:
    reason = str(getattr(error, "strerror", None) or error).splitlines()[0]
    hint = "" if verb != "read" else "a damaged file can be moved away; what it held is lost"
    return UsageError(f"cannot {verb} {path}: {reason[:1].lower()}{reason[1:]}", hint)
