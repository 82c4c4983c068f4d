from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.errors import UsageError
from sandbox.reports.html.material import Material
from sandbox.reports.html.page import page_html
from sandbox.reports.html.stored import (
    CONTEXT,
    RESULT,
    STUDY,
    checksums,
    place_in,
    stored_page,
)
from sandbox.reports.html.study.material import StudyMaterial
from sandbox.reports.html.study.page import study_page_html

Made = Callable[[str], Material]
Studied = Callable[[str], StudyMaterial]


def test_a_folder_gives_back_what_was_stored(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    (tmp_path / RESULT).write_text(json.dumps(made.document), encoding="utf-8")
    (tmp_path / CONTEXT).write_text(json.dumps(made.context), encoding="utf-8")
    pages = [stored_page(source).render() for source in (tmp_path, tmp_path / RESULT)]
    assert pages == [page_html(made)] * 2
    assert checksums(made) == made.context["checksums"]


def test_a_document_alone_has_no_context(material: Made, tmp_path: Path) -> None:
    made = material("compare_two")
    (tmp_path / "x.json").write_text(json.dumps(made.document), encoding="utf-8")
    found = stored_page(tmp_path / "x.json")
    assert found.render() == page_html(Material(made.document))
    assert "stories" not in {section.name for section in found.sections}


def test_a_study_is_told_apart_and_given_back(study: Studied, tmp_path: Path) -> None:
    made = study("compare")
    (tmp_path / "x.json").write_text(json.dumps(made.document), encoding="utf-8")
    alone = stored_page(tmp_path / "x.json")
    assert alone.render() == study_page_html(StudyMaterial(made.document))
    (tmp_path / CONTEXT).write_text(json.dumps(made.context), encoding="utf-8")
    assert stored_page(tmp_path / "x.json").render() == study_page_html(made)


def test_what_is_told_of_another_study_is_not_used(study: Studied, tmp_path: Path) -> None:
    made = study("compare")
    (tmp_path / "x.json").write_text(json.dumps(made.document), encoding="utf-8")
    (tmp_path / CONTEXT).write_text(json.dumps(study("sweep").context), encoding="utf-8")
    names = {section.name for section in stored_page(tmp_path / "x.json").sections}
    assert "rules" not in names


def test_deep_nonsense_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / RESULT).write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(UsageError, match="is not JSON"):
        stored_page(tmp_path)


def test_a_store_of_one_study_gives_it_back(study: Studied, tmp_path: Path) -> None:
    made = study("compare")
    folder = place_in(tmp_path, "compare")
    folder.mkdir(parents=True)
    (folder / STUDY).write_text(json.dumps(made.document), encoding="utf-8")
    (folder / CONTEXT).write_text(json.dumps(made.context), encoding="utf-8")
    pages = [stored_page(source).render() for source in (tmp_path, folder)]
    assert pages == [study_page_html(made)] * 2


def test_a_store_of_several_studies_asks_which(tmp_path: Path) -> None:
    for name in ("one", "two"):
        place_in(tmp_path, name).mkdir(parents=True)
        (place_in(tmp_path, name) / STUDY).write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="holds 2 studies") as found:
        stored_page(tmp_path)
    assert str(place_in(tmp_path, "two")) in str(found.value.hint)
