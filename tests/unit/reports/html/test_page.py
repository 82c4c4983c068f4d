from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.reports.html.context import HowMade
from sandbox.reports.html.material import Material
from sandbox.reports.html.page import figures_of, page_html, run_html, sections_of
from sandbox.scenario.loading import Loaded

Made = Callable[[str], Material]
Load = Callable[..., Loaded]
Ran = Callable[..., RunResult]

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
    sections = sections_of(material(name))
    parts, charts = [s.name for s in sections], [f.name for f in figures_of(sections)]
    assert len(charts) >= 1
    assert all(s.figures or s.rest for s in sections)
    assert (len(set(parts)), len(set(charts))) == (len(parts), len(charts))
    assert all(f.grid.rows for f in figures_of(sections))


def test_parts_come_in_the_order_of_questions(material: Made) -> None:
    names = [section.name for section in sections_of(material("compare_two"))]
    order = "success losses doors money wallets time load stories assumptions rules reproduce"
    assert names == [name for name in order.split() if name in names]
    assert {"success", "doors", "money", "stories", "rules", "reproduce"} <= set(names)


def test_a_part_without_data_is_absent(material: Made) -> None:
    bare = Material(material("compare_two").document)
    names = {section.name for section in sections_of(bare)}
    assert names.isdisjoint({"doors", "stories", "assumptions", "rules", "moves", "attribution"})


def test_the_page_is_made_from_the_run(loaded: Load, ran: Ran, material: Made) -> None:
    how = HowMade("compare_two.yaml", "sandbox run compare_two.yaml")
    assert run_html(ran("compare_two"), loaded("compare_two"), how) == page_html(
        material("compare_two")
    )


def test_scripts_are_the_ones_that_the_policy_names(material: Made) -> None:
    page = page_html(material("compare_two"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy is not None
    assert len(scripts) == 2
    for script in scripts:
        assert b64encode(sha256(script.encode()).digest()).decode() in policy[1]
    assert policy[1].startswith("default-src &#x27;none&#x27;; script-src ")


def test_whatever_a_user_wrote_is_text(loaded: Load, ran: Ran) -> None:
    evil = "</script><img src=x onerror=alert(1)>?"
    run = replace(ran("compare_two"), question=evil)
    page = run_html(run, loaded("compare_two"), HowMade(evil, evil))
    assert "onerror" not in _without_scripts(page).replace("&lt;img src=x onerror=", "")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert page.count("</script>") == 3


def test_nothing_on_the_page_points_elsewhere(material: Made) -> None:
    page = page_html(material("compare_two"))
    outside = _without_scripts(page)
    assert re.findall(r'(?:src|href)="(?!#)', outside) == []
    assert "@import" not in outside
    assert "url(" not in outside


def _without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
