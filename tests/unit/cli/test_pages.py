from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sandbox.cli.pages import prepare_page, write_page
from sandbox.errors import MissingExtraError, UsageError


def test_a_page_is_written_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "x.html"
    prepare_page(page)
    write_page(page, "<p>¥5</p>")
    assert page.read_text(encoding="utf-8") == "<p>¥5</p>"
    assert capsys.readouterr().err == f"wrote {page}\n"


def test_a_place_that_takes_no_file_is_found_out_before(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        prepare_page(tmp_path / "nowhere" / "x.html")


def test_missing_libraries_are_found_out_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError):
        prepare_page(tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()
