"""The documents keep the form that the house gives them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.site.assembly import MADE

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
DOCUMENTS = ("README.md", "CHANGELOG.md", *PAGES)
PARTS = ["**Question.**", "**Options.**", "**Choice.**", "**What would change our mind.**"]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
# A full stop, then a word with a capital: a second sentence on the same line.
SECOND_SENTENCE = re.compile(r"[a-z)`%]\. [A-Z]")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> list[str]:
    """Return the lines of a document that are neither code nor tables nor headings."""
    plain = re.sub(r"^```.*?^```$", "", text(name), flags=re.MULTILINE | re.DOTALL)
    return [line for line in plain.splitlines() if line and line[0] not in "|#"]


def anchors(name: str) -> set[str]:
    """Return the anchors that a heading gets on the usual hosts of repositories."""
    made = MADE.get(Path(name).relative_to("docs").as_posix()) if name.startswith("docs") else None
    whole = text(name) + (made() if made is not None else "")  # the site continues such a page
    headings = re.findall(r"^#+ (.+)$", whole, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_is_one_sentence_on_a_line(name: str) -> None:
    double = [line for line in prose(name) if SECOND_SENTENCE.search(line)]
    assert double == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    for pattern in (LINK, PICTURE):
        for target in pattern.findall(text(name)):
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            goal = (ROOT / name).parent / file if file else ROOT / name
            assert goal.exists(), target
            assert not anchor or anchor in anchors(goal.resolve().relative_to(ROOT).as_posix()), (
                target
            )


def test_every_decision_is_told_in_the_same_order() -> None:
    _, *entries = re.split(r"^### ", text("docs/DECISIONS.md"), flags=re.MULTILINE)
    assert len(entries) >= 25
    for entry in entries:
        order = re.findall(r"^\*\*[^*]+\*\*$", entry.split("\n## ")[0], re.MULTILINE)
        assert order == PARTS, entry.splitlines()[0]


def test_every_release_opens_with_what_it_does_to_results() -> None:
    _, *releases = re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)
    assert releases
    for release in releases:
        first = next(line for line in release.splitlines()[1:] if line)
        assert re.match(r"\*\*Results: (unchanged|changed|first)\b", first), first


def test_the_second_line_of_the_readme_says_what_this_is_not() -> None:
    sentences = prose("README.md")
    for promise in ("simulator on your machine", "no account", "no real wallet", "no API"):
        assert promise in sentences[1]
    assert "endorsement" in sentences[1] + sentences[2]
