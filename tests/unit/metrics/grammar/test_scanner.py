from __future__ import annotations

import re

import pytest

from sandbox.errors import ExpressionError
from sandbox.metrics.grammar.scanner import Scanner

WORD = re.compile(r"\w+")


def test_words_and_marks_are_taken_in_turn_with_their_places() -> None:
    scanner = Scanner("  paid ( doors )")
    assert scanner.read(WORD) == ("paid", 2)
    assert not scanner.pass_mark(")")
    assert scanner.pass_mark("(")
    assert scanner.read(WORD) == ("doors", 9)
    assert scanner.read(WORD) is None
    assert scanner.pass_mark(")")
    scanner.end("the text")
    scanner.check()


def test_what_is_missing_is_told_once_and_nothing_is_guessed_after_it() -> None:
    scanner = Scanner("paid walls and much more than could be shown")
    scanner.read(WORD)
    scanner.lose("`(`", "write paid(walls)")
    scanner.lose("a value")
    with pytest.raises(ExpressionError) as caught:
        scanner.check()
    (mistake,) = caught.value.mistakes
    assert mistake.message == "`(` is missing before `walls and much more …`"
    assert (mistake.start, mistake.width, mistake.hint) == (5, 39, "write paid(walls)")


def test_what_is_missing_at_the_end_is_told_there() -> None:
    scanner = Scanner("paid ")
    scanner.read(WORD)
    scanner.lose("`(`")
    assert [(m.message, m.start, m.width) for m in scanner.mistakes] == [
        ("`(` is missing before the end", 5, 1),
    ]


def test_what_follows_the_end_is_refused() -> None:
    scanner = Scanner("paid ]")
    scanner.read(WORD)
    scanner.end("the metric")
    assert [(m.message, m.start) for m in scanner.mistakes] == [
        ("`]` follows the metric, where the text must end", 5),
    ]
