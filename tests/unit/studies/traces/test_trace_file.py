from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from sandbox.engines.trace import Part
from sandbox.errors import MissingExtraError, UsageError
from sandbox.studies.traces.trace_file import trace_file
from sandbox.studies.traces.trace_window import FILE_COLUMNS

NAMES = {"regime": ["walls", "doors"], "wallet": ["it's", "pay", "支付宝"]}


def part(**columns: list[int]) -> Part:
    count = len(next(iter(columns.values())))
    zeros = dict.fromkeys(FILE_COLUMNS, [0] * count)
    return {name: np.array(cells) for name, cells in {**zeros, **columns}.items()}


def rows(path: Path, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        query = f"SELECT {columns} FROM read_parquet('{path}')"  # noqa: S608 -- our own text
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return found


def test_parts_become_one_file_with_names(tmp_path: Path) -> None:
    path = tmp_path / "trace.parquet"
    with trace_file(path) as file:
        file.store(part(checkout=[0, 1], wallet=[2, -1]))
        file.store(part(regime=[1], checkout=[0], wallet=[0], amount_fen=[10**9]))
        assert not path.exists()
        file.complete(NAMES, is_in_order=True)
    assert rows(path, "regime, checkout, wallet, amount_fen") == [
        ("walls", 0, "支付宝", 0),
        ("walls", 1, None, 0),
        ("doors", 0, "it's", 10**9),
    ]
    assert [entry.name for entry in tmp_path.iterdir()] == ["trace.parquet"]


def test_rows_out_of_order_are_sorted_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "trace.parquet"
    with trace_file(path) as file:
        file.store(part(regime=[1, 0], checkout=[5, 9]))
        file.store(part(regime=[0, 0], checkout=[3, 9], replication=[0, 1]))
        file.complete(NAMES, is_in_order=False)
    assert rows(path, "regime, replication, checkout") == [
        ("walls", 0, 3),
        ("walls", 0, 9),
        ("walls", 1, 9),
        ("doors", 0, 5),
    ]


def test_a_run_without_checkouts_leaves_a_file_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "trace.parquet"
    with trace_file(path) as file:
        file.complete(NAMES, is_in_order=True)
    assert rows(path, "regime, wallet") == []


def test_a_run_that_fails_leaves_nothing_and_an_older_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "trace.parquet"
    path.write_text("older")

    def fail() -> None:
        with trace_file(path) as file:
            file.store(part(checkout=[0]))
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        fail()
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_leads_to_the_file_that_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target.parquet", tmp_path / "trace.parquet"
    target.write_text("older")
    link.symlink_to(target)
    with trace_file(link) as file:
        file.store(part(checkout=[7]))
        file.complete(NAMES, is_in_order=True)
    assert link.is_symlink()
    assert rows(target, "checkout") == [(7,)]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.mkdir(), "not a regular file"),
        (lambda path: path.parent.rmdir(), "no such file or directory"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_named(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    path = tmp_path / "folder" / "trace.parquet"
    path.parent.mkdir()
    make(path)
    with pytest.raises(UsageError, match=f"cannot write {path}: {reason}"), trace_file(path):
        pass


def test_without_duckdb_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 -- whatever is imported
        if name == "duckdb":
            raise ImportError(name)
        return usual(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError) as caught, trace_file(tmp_path / "trace.parquet"):
        pass
    assert caught.value.hint == "pip install 'payment-interoperability-sandbox[results]'"
