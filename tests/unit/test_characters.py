from __future__ import annotations

import json
import unicodedata

import pytest

from sandbox.characters import (
    DECEPTIVE,
    escaped_in_json,
    on_one_line,
    visible,
    visible_lines,
    visible_values,
)

HARMLESS = ["瑞幸咖啡 × 微信支付", "naïve ¥5 – 3 µs", "👩‍💻 می‌خواهم", "e\u0301"]


@pytest.mark.parametrize("text", HARMLESS)
def test_words_of_people_stay_as_they_are(text: str) -> None:
    assert visible(text) == visible_lines(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("a\u202eb\u2066c", r"a\u202eb\u2066c"),
        ("a\u2028b", r"a\u2028b"),
        ("\ufeffa\u200bb\xad", r"\ufeffa\u200bb\xad"),
        ("\udcff\uffff", r"\udcff\uffff"),
        ("\U000e0041", r"\U000e0041"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
    ],
)
def test_what_deceives_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_stay_lines_where_there_may_be_several() -> None:
    assert visible_lines("a\n\tb\r\x1b") == "a\n\tb\\r\\x1b"


def test_every_control_and_every_sign_of_direction_counts_as_deceptive() -> None:
    missed = [
        f"U+{number:04X}"
        for number in range(0x110000)
        if (
            unicodedata.category(chr(number)) in ("Cc", "Cs", "Zl", "Zp")
            or unicodedata.bidirectional(chr(number)) in ("LRE", "RLE", "LRO", "RLO", "PDF")
            or unicodedata.bidirectional(chr(number)) in ("LRI", "RLI", "FSI", "PDI")
        )
        and chr(number) not in "\t\n"
        and not DECEPTIVE.match(chr(number))
    ]
    assert missed == []


def test_json_keeps_its_values_and_shows_no_control() -> None:
    document = {"a\u202e": ["\x7f\x9b\u2028", "\U000e0041\udcff", "x\ny"]}
    text = escaped_in_json(json.dumps(document, ensure_ascii=False))
    assert json.loads(text) == document
    assert not DECEPTIVE.search(text)
    text.encode()


def test_documents_of_others_are_spelt_out_to_the_last_leaf() -> None:
    found = visible_values({"k\x1b": [1, None, {"x": "\u202e"}, "a\nb"], "y": 2.5})
    assert found == {r"k\x1b": [1, None, {"x": r"\u202e"}, "a\nb"], "y": 2.5}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n  b\tc\n", "a b c"), ("a  b", "a  b"), (" a ", " a "), ("\n", ""), ("a\r\nb", "a b")],
)
def test_texts_of_several_lines_become_one(text: str, line: str) -> None:
    assert on_one_line(text) == line
