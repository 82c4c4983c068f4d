from __future__ import annotations

import pytest

from sandbox.scenario.mistakes.suggestions import hint_at, nearest, shorten


@pytest.mark.parametrize(
    ("word", "candidate"),
    [
        ("fee_rte", "fee"),
        ("ecosytem", "ecosystem"),
        ("Wechat-Pay", "wechat_pay"),
        ("risk", "risk_declined"),
        ("opne", "open"),
        ("colour", ""),
        ("", ""),
    ],
)
def test_the_nearest_word(word: str, candidate: str) -> None:
    words = ["fee", "ecosystem", "wechat_pay", "risk_declined", "open", "source"]
    assert nearest(word, words) == candidate


def test_a_word_is_not_suggested_for_itself() -> None:
    assert nearest("open", ["open"]) == ""


def test_equal_likeness_is_decided_by_the_alphabet() -> None:
    assert nearest("ab", ["bb", "aa"]) == nearest("ab", ["aa", "bb"]) == ""
    assert nearest("abx", ["abz", "aby"]) == "aby"


def test_a_hint_is_a_phrase_or_nothing() -> None:
    assert hint_at("opne", ["open"], "value") == "the nearest value is `open`"
    assert hint_at("colour", ["open"]) == ""


def test_a_long_list_shows_what_is_most_like_the_word() -> None:
    words = [f"key_{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"] + ["fee"]
    shown = shorten(words, "fees")
    assert shown.endswith(", …")
    assert "fee" in shown.split(", ")
    assert shorten(words[:3]) == "key_a, key_b, key_c"


def test_huge_words_cost_nothing() -> None:
    assert nearest("x" * 1_000_000, ["x" * 1_000_000 + "y"]) != ""
