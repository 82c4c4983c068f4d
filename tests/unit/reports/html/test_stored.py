from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.errors import UsageError
from sandbox.reports.html.material import Material
from sandbox.reports.html.stored import CONTEXT, RESULT, checksums, read_material

Made = Callable[[str], Material]


def test_a_folder_gives_back_what_was_stored(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    (tmp_path / RESULT).write_text(json.dumps(made.document), encoding="utf-8")
    (tmp_path / CONTEXT).write_text(json.dumps(made.context), encoding="utf-8")
    assert read_material(tmp_path) == made == read_material(tmp_path / RESULT)
    assert checksums(made) == made.context["checksums"]


def test_a_document_alone_has_no_context(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    (tmp_path / "x.json").write_text(json.dumps(made.document), encoding="utf-8")
    assert read_material(tmp_path / "x.json") == Material(made.document)


def test_deep_nonsense_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / RESULT).write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(UsageError, match="is not JSON"):
        read_material(tmp_path)
