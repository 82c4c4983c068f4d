from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest

from sandbox.reports.html.material import Material
from sandbox.reports.html.page import figures_of, page_html, sections_of

Made = Callable[[str], Material]
Compared = Callable[..., Material]

EVERY = (
    "compare_two",
    "compare_three",
    "identical",
    "one_regime",
    "one_replication",
    "queue",
    "service",
    "walk",
)


@pytest.mark.parametrize("name", EVERY)
def test_names_are_unique_and_no_part_is_empty(material: Made, name: str) -> None:
    _check_names(material(name))


@pytest.mark.parametrize("name", ["compare", "sweep", "along", "alone", "alone_along"])
def test_pages_of_studies_have_no_empty_part(study: Made, name: str) -> None:
    _check_names(study(name))


def test_pages_of_comparisons_have_no_empty_part(comparison: Compared) -> None:
    _check_names(comparison())


def _check_names(made: Material) -> None:
    sections = sections_of(made)
    parts, charts = [s.name for s in sections], [f.name for f in figures_of(sections)]
    assert len(charts) >= 1
    assert all(s.figures or s.rest for s in sections)
    assert (len(set(parts)), len(set(charts))) == (len(parts), len(charts))
    assert all(f.grid.rows for f in figures_of(sections))


ORDER = (
    *("metrics", "sweep", "scenario", "moves", "losses", "doors", "money", "shares", "success"),
    *("time", "latency", "load", "routes", "attribution", "found", "sensitivity", "stages"),
    *("parting", "stories", "assumptions", "rules", "reproduce"),
)


def test_parts_come_in_the_order_of_questions(
    material: Made, study: Made, comparison: Compared
) -> None:
    told: set[str] = set()
    for made in (material("compare_two"), material("queue"), material("walk"), study("along")):
        names = [section.name for section in sections_of(made)]
        assert names == [name for name in ORDER if name in names]
        told |= set(names)
    names = [section.name for section in sections_of(comparison())]
    assert names == [name for name in ORDER if name in names]
    assert set(ORDER) - told - set(names) <= {"routes", "attribution", "found", "sensitivity"}


def test_a_part_without_data_is_absent(material: Made) -> None:
    bare = Material(material("compare_two").document)
    names = {section.name for section in sections_of(bare)}
    assert names.isdisjoint({"doors", "stories", "assumptions", "rules", "attribution"})


def test_scripts_are_the_ones_that_the_policy_names(material: Made) -> None:
    page = _page(material("compare_two"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy is not None
    assert len(scripts) == 2
    for script in scripts:
        assert b64encode(sha256(script.encode()).digest()).decode() in policy[1]
    assert policy[1].startswith("default-src &#x27;none&#x27;; script-src ")


def test_whatever_a_user_wrote_is_text(material: Made) -> None:
    evil = "</script><img src=x onerror=alert(1)>?"
    made = material("compare_two")
    regimes = [
        {**regime, "title": f"{evil}{k}"} for k, regime in enumerate(made.document["regimes"])
    ]
    document = {**made.document, "question": evil, "regimes": regimes, "warnings": [evil]}
    page = page_html(document, {**made.context, "how": {"target": evil, "command": evil}})
    assert "onerror" not in _without_scripts(page).replace("&lt;img src=x onerror=", "")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert page.count("</script>") == 3


def test_nothing_on_the_page_points_elsewhere(material: Made) -> None:
    page = _page(material("compare_two"))
    outside = _without_scripts(page)
    assert re.findall(r'(?:src|href)="(?!#)', outside) == []
    assert "@import" not in outside
    assert "url(" not in outside


def _without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def _page(made: Material) -> str:
    return page_html(made.document, made.context)
