from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.errors import UsageError
from sandbox.reports.html.material import Material
from sandbox.reports.html.stored import CONTEXT, place_in, stored_material
from sandbox.studies.store.manifests import RESULT

Made = Callable[[str], Material]
Compared = Callable[..., Material]


def _stored(made: Material, folder: Path, *, context: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULT).write_text(json.dumps(made.document), encoding="utf-8")
    if context:
        (folder / CONTEXT).write_text(json.dumps(made.context), encoding="utf-8")


def test_a_folder_gives_back_what_was_stored(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    _stored(made, tmp_path)
    assert stored_material(tmp_path) == made
    assert stored_material(tmp_path / RESULT) == made


def test_a_document_alone_has_no_context(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    _stored(made, tmp_path, context=False)
    assert stored_material(tmp_path) == Material(made.document)


def test_what_is_told_of_another_answer_is_left_out(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    _stored(Material(made.document, material("walk").context), tmp_path)
    assert stored_material(tmp_path).context == {}


def test_a_comparison_is_read_too(comparison: Compared, tmp_path: Path) -> None:
    _stored(comparison(), tmp_path, context=False)
    assert stored_material(tmp_path).is_comparison


def test_a_store_in_which_one_study_ran_is_read_and_of_several_one_is_to_be_chosen(
    material: Made, tmp_path: Path
) -> None:
    _stored(material("compare_two"), place_in(tmp_path, "one"))
    assert stored_material(tmp_path) == material("compare_two")
    _stored(material("walk"), place_in(tmp_path, "two"))
    with pytest.raises(UsageError, match="holds 2 studies"):
        stored_material(tmp_path)


def test_answers_of_the_first_version_are_refused_with_the_cure(tmp_path: Path) -> None:
    file = tmp_path / RESULT
    file.write_text('{"runs": [], "differences": [], "version": "0.1.0"}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"was written by version 0\.1\.0") as refused:
        stored_material(tmp_path)
    assert "ask again" in refused.value.hint


@pytest.mark.parametrize("text", ["null", "3", "[]", "{}", '{"points": []}'])
def test_what_is_no_answer_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / RESULT).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is not an answer"):
        stored_material(tmp_path)


def test_what_is_not_there_or_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        stored_material(tmp_path / "nowhere.json")
    (tmp_path / RESULT).write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="is not JSON"):
        stored_material(tmp_path)
