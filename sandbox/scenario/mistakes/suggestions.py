"""The nearest known word to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKENESS_MIN = 0.6  # share of common letters; below it a hint misleads more often than it helps
WORD_LIKENESS = 0.7  # `risk` for `risk_declined`
LISTED_MAX = 8  # longer lists show what is somewhat alike
SHOWN_LIKENESS_MIN = 0.4
SHOWN_MAX = 6
CANDIDATES_MAX = 500  # comparing words costs microseconds; no real world has as many names


def nearest(name: str, candidates: Iterable[str], likeness_min: float = LIKENESS_MIN) -> str:
    """Return the candidate most like a word, or empty text where none is like it."""
    known = set(candidates)
    if len(known) > CANDIDATES_MAX:
        return ""
    others = sorted(known - {name})
    best = max(others, key=lambda candidate: _likeness(name, candidate), default="")
    return best if best and _likeness(name, best) >= likeness_min else ""


def hint_at(name: str, candidates: Iterable[str], what: str = "name") -> str:
    """Return "the nearest WHAT is `…`", or empty text."""
    candidate = nearest(name, candidates)
    return f"the nearest {what} is `{candidate}`" if candidate else ""


def shorten(words: Iterable[str], near: str = "") -> str:
    """Return words as an alphabetical list; of many the first few, or those alike, and `…`."""
    known = sorted(set(words))
    if len(known) <= LISTED_MAX:
        return ", ".join(known)
    return ", ".join([*(alike(known, near) or known[:SHOWN_MAX]), "…"])


def alike(words: Iterable[str], near: str) -> list[str]:
    """Return the few words that are somewhat like another, in alphabetical order."""
    known = set(words)
    if len(known) > CANDIDATES_MAX:
        return []
    likeness = {word: _likeness(near, word) for word in known}
    somewhat = [word for word in sorted(known) if likeness[word] >= SHOWN_LIKENESS_MIN]
    return sorted(sorted(somewhat, key=lambda word: -likeness[word])[:SHOWN_MAX])


def _likeness(name: str, candidate: str) -> float:
    left, right = _plain(name), _plain(candidate)
    if not left or not right:
        return 0.0
    likeness = SequenceMatcher(None, left, right, autojunk=False).ratio()
    shares_word = left in right.split("_") or right in left.split("_")
    return max(likeness, WORD_LIKENESS) if shares_word else likeness


def _plain(name: str) -> str:
    return name[:80].lower().replace("-", "_").replace(" ", "_")
