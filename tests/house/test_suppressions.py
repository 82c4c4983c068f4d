"""A tool is silenced for one code at a time, and the reason stands beside it."""

from __future__ import annotations

import io
import re
import tokenize

import pytest

from tests.house.tree import listing, python_files, text

SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover|mypy:|ruff:)", re.IGNORECASE)
WITH_REASON = re.compile(
    r"# (noqa: [A-Z]+\d+(, ?[A-Z]+\d+)* -- \S"
    r"|type: ignore\[[\w, -]+\]  # \S"
    r"|pragma: no cover -- \S"
    r"|(ruff|mypy): [\w-]+.* -- \S)",
)


def unexplained(source: str) -> list[int]:
    """Return the lines whose comments silence a tool without saying why."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT
        and SUPPRESSION.search(token.string)
        and not WITH_REASON.search(token.string)
    ]


def test_every_suppression_has_a_reason() -> None:
    found = [f"{name}:{line}" for name in python_files() for line in unexplained(text(name))]
    assert not found, listing(found)


@pytest.mark.parametrize(
    ("comment", "lines"),
    [
        ("# no" + "qa", [1]),
        ("# no" + "qa: TRY004", [1]),
        ("# no" + "qa: TRY004, ANN401 -- the caller reads ValueError only", []),
        ("# type: " + "ignore", [1]),
        ("# type: " + "ignore[misc]", [1]),
        ("# type: " + "ignore[misc]  # the library has no stubs", []),
    ],
)
def test_reasons_are_told_from_silence(comment: str, lines: list[int]) -> None:
    assert unexplained(f"x = 1  {comment}\n") == lines
