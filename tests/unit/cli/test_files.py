from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.cli.files import prepare_file, prepare_folder, write
from sandbox.errors import UsageError


def test_a_file_is_written_and_named(tmp_path: Path) -> None:
    file = tmp_path / "x"
    prepare_file(file)
    assert write(file, b"abc") == file
    assert file.read_bytes() == b"abc"


def test_preparing_keeps_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"abc")
    prepare_file(file)
    prepare_folder(tmp_path)
    assert file.read_bytes() == b"abc"


def test_what_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"")
    for attempt in (
        lambda: prepare_folder(taken),
        lambda: prepare_file(tmp_path / "nowhere" / "x"),
        lambda: write(tmp_path, b""),
    ):
        with pytest.raises(UsageError, match=f"cannot write {tmp_path}"):
            attempt()
