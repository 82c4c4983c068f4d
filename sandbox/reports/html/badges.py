"""Verdicts as badges: a sign, a word and a colour that say the same."""

from __future__ import annotations

from sandbox.markup import Markup, tag

# Verdicts of studies and what came of expectations, by their words.
SIGNS = {
    "better": ("▲", "good"),
    "worse": ("▼", "bad"),
    "too close to call": ("≈", "open"),
    "identical": ("=", "plain"),
    "undecided": ("?", "open"),
    "one replication only": ("?", "open"),
    "pass": ("✓", "good"),
    "fail": ("✗", "bad"),
}
OTHERWISE = ("~", "open")


def badge(word: str, sign: str = "", tone: str = "") -> Markup:
    """Return a word as a badge.

    Parameters
    ----------
    word
        What it says.
    sign, tone
        Of the word's own kind unless stated.
    """
    own_sign, own_tone = SIGNS.get(word.lower(), OTHERWISE)
    mark = tag("span", sign or own_sign, aria_hidden="true")
    text = f" {word[:1].upper()}{word[1:]}"
    return tag("strong", mark, text, class_=f"badge {tone or own_tone}")
