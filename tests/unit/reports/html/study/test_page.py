from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.reports.html.page import figures_of
from sandbox.reports.html.study.material import StudyMaterial
from sandbox.reports.html.study.page import study_html, study_page_html, study_sections
from sandbox.studies import what_if

Studied = Callable[[str], StudyMaterial]
GARDENS = Path(__file__).parents[4] / "golden" / "reports"
EVERY = ("compare", "sweep", "along", "alone", "alone_along")


@pytest.mark.parametrize("name", EVERY)
def test_names_are_unique_and_no_part_is_empty(study: Studied, name: str) -> None:
    sections = study_sections(study(name))
    parts, charts = [s.name for s in sections], [f.name for f in figures_of(sections)]
    assert len(charts) >= 1
    assert all(s.figures or s.rest for s in sections)
    assert (len(set(parts)), len(set(charts))) == (len(parts), len(charts))
    assert all(f.grid.rows for f in figures_of(sections))


@pytest.mark.parametrize("name", EVERY)
def test_every_number_is_that_of_the_document(study: Studied, name: str) -> None:
    made = study(name)
    figures = figures_of(study_sections(made))
    cells = [cell for f in figures for row in f.grid.rows for cell in row if cell.at]
    assert cells
    assert all(made.whole.at(cell.at) == cell.value for cell in cells)


def test_parts_come_in_the_order_of_questions(study: Studied) -> None:
    detail = ["wallets", "time", "load"]
    rest = [*detail, "stories", "assumptions", "rules", "reproduce"]
    names = [section.name for section in study_sections(study("compare"))]
    assert names == ["metrics", "expected", "moves", "losses", "doors", "money", *rest]
    names = [section.name for section in study_sections(study("along"))]
    assert names == ["sweep", "expected", "moves", "losses", "doors", "money", *rest]


def test_what_shows_one_point_of_several_says_so(study: Studied) -> None:
    sections = {section.name: section for section in study_sections(study("along"))}
    note = "At segments.village.switch_willingness=10%, the first of 3 points."
    assert note in sections["moves"].lead[0]
    assert note in sections["money"].lead[0]
    assert note in sections["wallets"].lead[0]


def test_what_shows_only_the_first_replications_says_so(study: Studied) -> None:
    document = dict(study("compare").document)
    document["points"] = [{**document["points"][0], "replications": 31}]
    sections = {section.name: section for section in study_sections(StudyMaterial(document))}
    told = document["detail"]["replications"]
    assert f"Of the first {told} of 31 replications." in sections["time"].lead[0]
    assert all("Of the first" not in str(lead) for lead in sections["money"].lead)


def test_a_part_without_data_is_absent(study: Studied) -> None:
    bare = StudyMaterial(study("compare").document)
    names = {section.name for section in study_sections(bare)}
    told = {"metrics", "expected", "moves", "losses", "money", "wallets", "time", "load"}
    assert names == {*told, "reproduce"}


def test_the_page_is_made_from_the_study(tmp_path: Path) -> None:
    file = tmp_path / "x.study.yaml"
    text = f"# <b>Evil?\nstudy: {GARDENS / 'compare_two.yaml'}\nreplications: 3\n"
    file.write_text(text, encoding="utf-8")
    result = what_if.run(what_if.load(file, ["traffic.checkouts=50"]))
    page = study_html(result, "sandbox study x.study.yaml --html x.html")
    assert page.startswith("<!doctype html>")
    assert "<title>&lt;b&gt;Evil?</title>" in page
    assert "sandbox study x.study.yaml --html x.html" in page
    assert page == study_html(result, "sandbox study x.study.yaml --html x.html")


def test_whatever_a_user_wrote_is_text(study: Studied) -> None:
    document = {**study("compare").document, "question": "</script><img src=x onerror=alert(1)>?"}
    page = study_page_html(StudyMaterial(document))
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page.partition("<script")[0]
    assert page.count("</script>") == 3
