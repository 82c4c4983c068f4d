from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sandbox.errors import MissingExtraError, UsageError
from sandbox.studies.store import parquet_files

TYPES = {"number": "UINTEGER", "word": "VARCHAR"}


def test_without_duckdb_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match="stored replications need DuckDB") as caught:
        parquet_files.connect()
    assert caught.value.hint == "pip install 'payment-interoperability-sandbox[results]'"


def test_rows_keep_their_order_and_their_values(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    connection = parquet_files.connect()
    columns: list[list[object]] = [[3, 1, 2], ["c", None, "it's"]]
    path = parquet_files.write(connection, tmp_path, TYPES, columns)
    assert parquet_files.whole_files(tmp_path) == [path]
    query = "SELECT number, word, filename FROM {files}"
    rows = parquet_files.read(connection, tmp_path, query)
    assert rows == [(3, "c", str(path)), (1, None, str(path)), (2, "it's", str(path))]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    connection = parquet_files.connect()
    with pytest.raises(UsageError, match="cannot write"):
        parquet_files.write(connection, tmp_path, TYPES, [[-1], ["beyond the type"]])
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_copied_once_under_its_own_name(tmp_path: Path) -> None:
    source = tmp_path / "one.parquet"
    source.write_bytes(b"rows")
    folder = tmp_path / "new" / "store"
    assert parquet_files.copy_into(folder, source)
    assert not parquet_files.copy_into(folder, source)
    assert [path.read_bytes() for path in folder.iterdir()] == [b"rows"]
    with pytest.raises(UsageError, match="cannot copy"):
        parquet_files.copy_into(folder, tmp_path / "gone.parquet")
    assert len(list(folder.iterdir())) == 1


def test_only_whole_files_are_listed(tmp_path: Path) -> None:
    for name in ("b.parquet", "a.parquet", "c.parquet.part", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in parquet_files.whole_files(tmp_path)] == ["a.parquet", "b.parquet"]
    assert parquet_files.whole_files(tmp_path / "nowhere") == []
    assert [path.name for path in parquet_files.sweep(tmp_path, -1)] == ["c.parquet.part"]
