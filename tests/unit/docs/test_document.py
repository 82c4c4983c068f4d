"""The page of the document names every key that an answer has."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

import sandbox
from sandbox.answers.document import SCHEMA
from sandbox.scenario.loading import load_text
from tests.unit.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "reference" / "document.md").read_text(encoding="utf-8")
KEY = re.compile(r"`(\w+)`")
# Told only of what was asked for, or of a comparison.
BESIDE = {"warm_up", "attribution", "found", "sensitivity", "expect", "undecided"}


def section(title: str) -> str:
    """Return the text below a heading."""
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def keys(title: str) -> set[str]:
    """Return the keys in the first column of a section's table."""
    rows = re.findall(r"^\| (`.+?) \|", section(title), re.MULTILINE)
    return {key for row in rows for key in KEY.findall(row)}


@cache
def documents() -> tuple[dict[str, Any], ...]:
    """Return answers to a question of two steps, to one of a walk, and to one of load."""
    small = "extends: china_2021\ntraffic: {checkouts: 200}\n"
    texts = (
        "compare: [walled_garden, links_2021_11_29]\n",
        "walk: {2021-09-01: walled_garden, 2021-09-01T12:00: full_interop}\n",
        "wallets: {alipay: {capacity: {parallel: 1}}}\n",
    )
    worlds = [load_text(small + text) for text in texts]
    return tuple(dict(sandbox.run(world, replications=2).as_json()) for world in worlds)


def told(part: list[dict[str, Any]]) -> set[str]:
    """Return the keys of some parts of documents."""
    return {key for each in part for key in each}


def test_the_number_of_the_schema_is_stated() -> None:
    assert f"| `schema` | {SCHEMA} |" in section("At the top")


def test_every_key_at_the_top_is_listed() -> None:
    assert keys("At the top") - BESIDE == told(list(documents()))


@pytest.mark.parametrize(
    ("title", "key"), [("A case", "cases"), ("A contrast", "contrasts"), ("A point", "")]
)
def test_every_key_of_a_part_is_named(title: str, key: str) -> None:
    points = [document["points"][0] for document in documents()]
    parts = [part for point in points for part in point[key]] if key else points
    assert parts
    assert told(parts) <= set(KEY.findall(section(title)))


def test_every_key_of_a_contrast_that_is_listed_is_there() -> None:
    first, *_ = documents()
    (contrast,) = first["points"][0]["contrasts"]
    assert keys("A contrast") - {"assumption_range"} == contrast.keys()
