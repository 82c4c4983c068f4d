"""What must not stand in any text of the project."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, files, listing, text

NOT_OURS = {"LICENSE"}

# One-letter classes keep the patterns from finding themselves.
BANNED = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~}-])/(work|root|farm|home|Users)/"),
    "a host of a package registry": re.compile(
        r"(pypi|pythonhosted|npmjs|crates|anaconda)[.](org|io|com)",
    ),
    "something unfinished": re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b"),
    "a ticket; say what it says": re.compile(r"\b[iI]ssue #?\d"),
    "American spelling of a word of the field": re.compile(
        r"(authori[z]|utili[z]|favorit[e]|behavio[r]\b|cancel[e]d)",
        re.IGNORECASE,
    ),
}


def texts() -> list[str]:
    """Return the project's own text files; a NUL byte marks data."""
    return [
        name for name in files() if name not in NOT_OURS and b"\0" not in (ROOT / name).read_bytes()
    ]


@pytest.mark.parametrize("what", BANNED)
def test_no_text_contains(what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in texts()
        for number, line in enumerate(text(name).splitlines(), start=1)
        if BANNED[what].search(line)
    ]
    assert not found, listing(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of somebody's machine", "see " + "/home" + "/ada/notes"),
        ("a host of a package registry", "https://" + "pypi" + ".org/simple"),
        ("something unfinished", "# TO" + "DO later"),
        ("a ticket; say what it says", "as in iss" + "ue #7"),
        ("American spelling of a word of the field", "an authori" + "zation"),
    ],
)
def test_each_pattern_finds_what_it_is_for(what: str, line: str) -> None:
    assert BANNED[what].search(line)


@pytest.mark.parametrize(
    "line", ["sandbox/home/x", "https://a.cn/work/1", "authorised", "issues 2"]
)
def test_innocent_text_is_left_alone(line: str) -> None:
    assert [what for what, pattern in BANNED.items() if pattern.search(line)] == []
