"""The history is one line for each measured commit, and only commits are measured."""

from __future__ import annotations

from pathlib import Path

from bench.history import append, as_table, changed_files, line_of, lines
from bench.ratios import GATED


def test_a_line_is_read_as_it_was_written(tmp_path: Path) -> None:
    store = tmp_path / "history.jsonl"
    assert lines(store) == []
    for commit in ("abc", "def"):
        append(line_of(commit, {"double_11": 0.123456}), store)
    assert [line["commit"] for line in lines(store)] == ["abc", "def"]
    assert lines(store)[0]["ratios"] == {"double_11": 0.1235}


def test_every_stored_line_is_complete() -> None:
    assert lines()
    for line in lines():
        assert line.keys() == {"commit", "date", "version", "python", "ratios"}
        assert line["ratios"]


def test_a_workload_that_an_old_commit_did_not_have_is_a_gap() -> None:
    line = {**line_of("abc", {"double_11": 0.5}), "date": "2024-11-11"}
    head, _, row = as_table([line]).splitlines()
    assert head.split(" | ")[2] == f"{GATED[0]}"
    assert row.startswith("| abc | 2024-11-11 | 0.5 |  |")


def test_uncommitted_sources_are_no_commit() -> None:
    status = " M sandbox/units.py\n?? bench/new.py\n M README.md\n M bench/history.jsonl"
    assert changed_files(status) == ["sandbox/units.py", "bench/new.py", "bench/history.jsonl"]
