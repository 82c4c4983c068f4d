"""One word, one meaning: docs/GLOSSARY.md and vocabulary.py are the same list."""

from __future__ import annotations

import re
from enum import Enum

import pytest

from sandbox import vocabulary
from tests.house.tree import text

GLOSSARY = "docs/GLOSSARY.md"
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ENUM = re.compile(r"^`(\w+)`$")
ROW = re.compile(r"^\| (`\w+`|\*\*.+?\*\*) \| (.+) \|$", re.MULTILINE)


def sections() -> dict[str, list[tuple[str, str]]]:
    """Return the rows (word, meaning) below each heading."""
    _, *parts = HEADING.split(text(GLOSSARY))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {heading: ROW.findall(body) for heading, body in pairs}


def enums() -> dict[str, type[Enum]]:
    """Return the enumerations that the vocabulary defines."""
    return {
        name: value
        for name, value in vars(vocabulary).items()
        if isinstance(value, type)
        and issubclass(value, Enum)
        and value.__module__ == vocabulary.__name__
    }


def test_every_enumeration_has_its_section_in_order() -> None:
    headed = [match[1] for heading in sections() if (match := ENUM.match(heading))]
    assert headed == list(enums())


@pytest.mark.parametrize("name", enums())
def test_section_and_enumeration_have_the_same_members(name: str) -> None:
    words = [word.strip("`") for word, _ in sections()[f"`{name}`"]]
    assert words == [member.name.lower() for member in enums()[name]]


def test_every_word_outside_the_enumerations_is_explained_once_and_in_order() -> None:
    tables = [rows for heading, rows in sections().items() if rows and not ENUM.match(heading)]
    words = [[word.strip("*").lower() for word, _ in rows] for rows in tables]
    assert words == [sorted(table) for table in words]
    every = [word for table in words for word in table]
    assert sorted(every) == sorted(set(every))


def test_every_meaning_is_a_phrase_of_its_own() -> None:
    rows = [row for table in sections().values() for row in table]
    circular = [word for word, meaning in rows if meaning.strip(" .").lower() == word.strip("`*")]
    assert len(rows) > 0
    assert circular == []
